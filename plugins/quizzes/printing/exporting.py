"""Questions of the bank as files that others read, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugins.quizzes.queries.bank import Line
from plugins.quizzes.queries.pictures import pictures_of

if TYPE_CHECKING:
    from plugins.quizzes.writing import Format


@dataclass(frozen=True)
class Loss:
    """Something that a format cannot carry, and the questions that have it."""

    what: str
    questions: Sequence[int]


def losses(lines: Sequence[Line], format: Format) -> list[Loss]:  # noqa: A002 - the word of the trade
    """What a format leaves out of these questions, the most frequent first."""
    found: dict[str, list[int]] = {}
    for line in lines:
        for what in format.lost(line.item):
            found.setdefault(str(what), []).append(line.question.id)
    ordered = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return [Loss(what, questions) for what, questions in ordered]


def exported(lines: Sequence[Line], format: Format) -> bytes:  # noqa: A002 - the word of the trade
    """The questions in a format, their pictures with them where it carries any."""
    items = [line.item for line in lines]
    return format.write(items, pictures_of(items))
