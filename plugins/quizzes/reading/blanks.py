"""What is accepted in the blanks of a 填空, out of one text."""

from __future__ import annotations

import re

from plugins.quizzes.reading.packed import plain, unpacked
from plugins.quizzes.reading.words import number_of
from plugins.quizzes.rules.items import Blank

BETWEEN = ("；;", "\n", "|", "、", "，,", "/")
"""What people put between the answers of several blanks, likeliest first."""
MARKS = "；;|±"
TOLERANCE = re.compile(r"(.*?)\s*(?<!\\)±\s*(\d{1,12}(?:\.\d{1,12})?)", re.DOTALL)


def blanks_of(text: str, gaps: int) -> tuple[Blank, ...]:
    """The blanks of "谦虚；艰苦"; `|` between what is accepted in one, ±0.5 behind a number.

    `gaps` is how many blanks the stem shows: the first way of splitting that gives as many is taken,
    and with one gap nothing is split.
    """
    if gaps <= 1:
        return (_blank(text),) if gaps == 1 else tuple(map(_blank, unpacked(text, "；;")))
    for marks in BETWEEN:
        parts = unpacked(text, marks)
        if len(parts) == gaps:
            return tuple(map(_blank, parts))
    words = text.split()
    return tuple(map(_blank, words if len(words) == gaps else unpacked(text, "；;")))


def _blank(text: str) -> Blank:
    accepted = [part.strip() for part in unpacked(text, "|")]
    found = TOLERANCE.fullmatch(accepted[-1])
    tolerance = None
    if found:
        accepted[-1], tolerance = found[1], number_of(found[2])
    kept = [plain(one, MARKS).strip() for one in accepted]
    return Blank(tuple(dict.fromkeys(one for one in kept if one)), tolerance)
