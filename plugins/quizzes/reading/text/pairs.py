"""Reads a 匹配题: two lists in different letters or numbers, and which of one belongs to which of the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.plain import joined, plain
from plugins.quizzes.terms import LETTERS

_LISTS: tuple[tuple[re.Pattern[str], Callable[[str], int]], ...] = (
    (re.compile(r"(?<![A-Za-z])[(]?([A-Z])\s?[.、:)]"), LETTERS.index),
    (re.compile(r"(?<![A-Za-z])[(]?([a-z])\s?[.、:)]"), lambda sign: ord(sign) - ord("a")),
    (re.compile(rf"([{words.CIRCLED}])\s?[.、]?"), words.CIRCLED.index),
    (re.compile(r"(?<!\d)[(]?(\d{1,2})\s?[.、)](?!\d)"), lambda sign: int(sign) - 1),
)


class Pairs(NamedTuple):
    """The two sides, and for each of the left the letter of its right; empty where none was said."""

    stem: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    letters: str


class _List(NamedTuple):
    begins: int
    places: tuple[tuple[int, int], ...]
    place: Callable[[str], int]
    sign: re.Pattern[str]


def pairs_of(raw: str, written: list[str]) -> Pairs | None:
    """The pairs in the text of a question, None where no two lists can be told apart."""
    lists = sorted(_lists(plain(raw)), key=lambda one: one.begins)[:2]
    if len(lists) < 2:
        return None
    marks = sorted(place for one in lists for place in one.places)
    ends = {
        begins: after
        for (begins, _end), after in zip(marks, [m[0] for m in marks[1:]] + [len(raw)], strict=True)
    }
    left, right = (
        tuple(joined(raw[end : ends[begins]]) for begins, end in one.places) for one in lists
    )
    letters = _letters(written[0], lists, len(left)) if written else ""
    return Pairs(raw[: marks[0][0]], left, right, letters)


def _lists(text: str) -> list[_List]:
    found = []
    for pattern, index in _LISTS:
        places: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            if index(match[1]) == len(places):
                places.append(match.span())
        if len(places) > 1:
            found.append(_List(places[0][0], tuple(places), index, pattern))
    return found


def _letters(written: str, lists: list[_List], count: int) -> str:
    """A-② B-①, 1B 2A or ①—b: for each of the left in turn the letter of its right."""
    meant: dict[int, int] = {}
    for one, other in words.PAIR.findall(plain(written)):
        for first, second in ((one, other), (other, one)):
            sides = _place(first, lists[0]), _place(second, lists[1])
            if None not in sides:
                meant[sides[0] or 0] = sides[1] or 0
                break
    if set(meant) != set(range(count)):
        return ""
    return "".join(LETTERS[meant[place]] for place in range(count) if meant[place] < len(LETTERS))


def _place(sign: str, side: _List) -> int | None:
    match = side.sign.match(f"{sign}.")
    return side.place(match[1]) if match else None
