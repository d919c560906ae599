"""What a trainee answered: which of the saved words is in force, and whether it says anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Given = str | bool | list[str] | None
"""Letters of the author (single, multiple, order, match), a judgement, the texts of blanks, or an essay."""


@dataclass(frozen=True)
class Word:
    """One saved answer: for which question, when it was said, by which act."""

    number: int
    given: Given
    said_at: datetime
    act: str


def in_force(words: Iterable[Word]) -> dict[int, Given]:
    """For each question the latest word, in whatever order and however often they arrived."""
    latest: dict[int, Word] = {}
    for word in words:
        held = latest.get(word.number)
        if held is None or (word.said_at, word.act) > (held.said_at, held.act):
            latest[word.number] = word
    return {number: word.given for number, word in latest.items() if says(word.given)}


def says(given: Any) -> bool:
    """Whether an answer says anything; an emptied one counts as none."""
    if isinstance(given, list):
        return any(text.strip() for text in given)
    return given is not None and given != ""
