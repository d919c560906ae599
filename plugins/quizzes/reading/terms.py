"""What reading a file of questions yields: everything is either taken, a draft, or refused with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import Problem
from plugins.quizzes.rules.items import Item


@dataclass(frozen=True)
class Read:
    """A question as it was read, beside where it stood.

    `line` counts from 1: a line of text, a row of a sheet, an item of a package. `confidence` is 0 to 100.
    Where `draft` is True a person must mend it before it can be put on a paper; `warnings` say what is doubtful.
    """

    item: Item
    line: int
    source: str
    confidence: int = 100
    draft: bool = False
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Something that looked like a question and was not taken at all, and why."""

    line: int
    source: str
    problem: Problem


@dataclass(frozen=True)
class Skipped:
    """A line that is no question: the foot of a page, a heading, an instruction."""

    line: int
    source: str
    why: str


@dataclass(frozen=True)
class Reading:
    """All that came of a file. `files` are its pictures by the names that items give them."""

    format: str
    found: tuple[Read, ...] = ()
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """How many questions were met: taken + drafts + refused."""
        return len(self.found) + len(self.refused)

    @property
    def taken(self) -> int:
        """How many may be used as they are."""
        return sum(not one.draft for one in self.found)

    @property
    def drafts(self) -> int:
        """How many wait for a person."""
        return sum(one.draft for one in self.found)
