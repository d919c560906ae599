"""Which of the questions that were read the bank has already, or the file itself says twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select

from core.db import db
from plugins.quizzes.models import Question
from plugins.quizzes.reading.terms import Read
from plugins.quizzes.rules.fingerprint import fingerprint

AT_ONCE = 2000
"""So many values one statement asks for."""


@dataclass(frozen=True)
class Duplicate:
    """A question that is there already: where it stood, and the question of the bank that says the same.

    `question_id` is None while the one that says the same stands in the same file and is not in the bank yet.
    """

    line: int
    stem: str
    question_id: int | None


@dataclass
class Sorted:
    """What of a reading is new, with its fingerprint; what the bank has; what repeats something new."""

    new: list[tuple[Read, str]] = field(default_factory=list)
    known: list[Duplicate] = field(default_factory=list)
    within: list[tuple[Read, str]] = field(default_factory=list)

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """All that would not be added, in the order of the file."""
        within = [Duplicate(one.line, one.item.stem, None) for one, _print in self.within]
        return tuple(sorted([*self.known, *within], key=lambda one: one.line))


def sorted_out(reads: Iterable[Read]) -> Sorted:
    """What was read, held against the bank and against itself; a question that says nothing repeats nothing."""
    printed = [(read, fingerprint(read.item)) for read in reads]
    there = questions_with({print_ for _read, print_ in printed if print_})
    found, seen = Sorted(), set[str]()
    for read, print_ in printed:
        if print_ in there:
            found.known.append(Duplicate(read.line, read.item.stem, there[print_]))
        elif print_ and print_ in seen:
            found.within.append((read, print_))
        else:
            seen.add(print_)
            found.new.append((read, print_))
    return found


def questions_with(prints: Iterable[str]) -> dict[str, int]:
    """For each of these fingerprints the first question of the bank that has it."""
    found: dict[str, int] = {}
    for some in in_parts(sorted(prints)):
        wanted = select(Question.fingerprint, Question.id).where(Question.fingerprint.in_(some))
        rows = db.session.execute(wanted.order_by(Question.id.desc()))
        found.update((print_, question_id) for print_, question_id in rows)
    return found


def in_parts(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in lists that one statement can ask for."""
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some
