"""The few errors that travel from a rule to a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Says to a person why an act is refused; `field` names the form field or column it stands beside."""

    code: str
    message: Any
    field: str = ""

    def __str__(self) -> str:
        return str(self.message)


class JixunError(Exception):
    """The root of what Jixun raises on purpose."""


class Refused(JixunError):
    """Raised by a service when the act may not happen; carries every reason, in words."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    @property
    def codes(self) -> list[str]:
        """The machine-readable reasons, in the order they were found."""
        return [problem.code for problem in self.problems]


class NotFound(JixunError):
    """Raised when what a link or an id names does not exist for this person."""


class WrongStart(JixunError):
    """Raised when the installation cannot start as it is configured; one clear line."""
