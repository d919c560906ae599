"""Reads the key at the end of a paste: 1.B 2.A, or 1-5 BACDA."""

from __future__ import annotations

import re
from typing import NamedTuple

from plugins.quizzes.reading.text import vocabulary as words

LONGEST_RANGE = 200
_APART = re.compile(r"[\s,、;]+")


class Entry(NamedTuple):
    """What the key says for one number; not `sure` where a range held more or fewer answers than numbers."""

    number: int
    value: str
    sure: bool = True


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
