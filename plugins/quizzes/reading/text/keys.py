"""Reads the key at the end of a paste: 1.B 2.A, or 1-5 BACDA."""

from __future__ import annotations

import re
from typing import NamedTuple

from plugins.quizzes.reading.text import vocabulary as words

LONGEST_RANGE, LONGEST_ROW = 200, 2_000
_NUMBERS = re.compile(r"\s*题\s*号\s*:?((?:[\s|]+\d{1,4})+)[\s|]*$")
_ROW = re.compile("答案|正确|错误|[对错]")
_WORDS = re.compile(r"[a-z0-9\u4e00-\u9fff]")
_APART = re.compile(r"[\s,、;]+")


class Entry(NamedTuple):
    """What the key says for one number; not `sure` where a range held more or fewer answers than numbers."""

    number: int
    value: str
    sure: bool = True
    explanation: str = ""


def entries(plain: str) -> list[Entry]:
    """The entries of a line that is nothing but a key, else none."""
    found: list[Entry] = []
    at = len(plain) - len(plain.lstrip())
    while at < len(plain):
        several = words.KEY_RANGE.match(plain, at)
        match = several or words.KEY_ENTRY.match(plain, at)
        if match is None:
            return []
        told = _range(match) if several else [Entry(int(match["number"]), match["value"])]
        if not told:
            return []
        found += told
        at = match.end()
    return found


def numbers_of(plain: str) -> list[int]:
    """The numbers of a line 题号 1 2 3, whose answers stand on the next."""
    match = _NUMBERS.match(plain) if len(plain) < LONGEST_ROW else None
    return [int(one) for one in re.findall(r"\d+", match[1])] if match else []


def below(numbers: list[int], plain: str) -> list[Entry]:
    """The entries of a line of answers below a line of numbers."""
    values = re.findall(r"[A-Z]+|[√×]|正确|错误|[对错]", plain)
    if len(values) != len(numbers) or _WORDS.search(_ROW.sub("", plain)):
        return []
    return [Entry(number, value) for number, value in zip(numbers, values, strict=True)]


def _range(match: re.Match[str]) -> list[Entry]:
    """Letters that stand apart are one answer each where their number fits, else every sign is one."""
    first, last = int(match["first"]), int(match["last"])
    count = last - first + 1
    if not 0 < count <= LONGEST_RANGE:
        return []
    apart = [part for part in _APART.split(match["values"]) if part]
    values = apart if len(apart) == count else list("".join(apart))
    return [
        Entry(first + index, value, len(values) == count)
        for index, value in enumerate(values[:count])
    ]
