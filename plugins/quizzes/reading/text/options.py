"""Finds the options of a question, however they stand: one a line, several a line, or glued together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.plain import joined
from plugins.quizzes.terms import LETTERS

MOST_STARTS = 60
"""How many places that look like option A are tried; more stand only in what is no question."""


class Mark(NamedTuple):
    """A letter that may mark an option: where it stands, and whether it begins a line."""

    letter: str
    begins: int
    ends: int
    leads: bool


class Options(NamedTuple):
    """The options: their letters as written, their texts, and where in the question they begin."""

    letters: str
    texts: tuple[str, ...]
    begins: int

    @property
    def in_sequence(self) -> bool:
        """Whether they are lettered A, B, C without a gap."""
        return self.letters == LETTERS[: len(self.letters)]

    def canonical(self, written: str) -> str:
        """Letters of an answer as letters by place; those that no option bears stay as they are."""
        if self.in_sequence:
            return written
        return "".join(
            LETTERS[self.letters.index(one)] if one in self.letters else one for one in written
        )


def options_of(raw: str, plain: str) -> Options:
    """The options in the text of a question; none where there are not at least two."""
    marks = [mark for match in words.OPTION.finditer(plain) if (mark := _mark(match, plain))]
    chains = [
        chain
        for case in (str.isupper, str.islower)
        for chain in _chains([mark for mark in marks if case(mark.letter)], plain)
    ]
    if not chains:
        return Options("", (), len(raw))
    chain = max(chains, key=lambda one: (one[0].leads, len(one), one[0].begins))
    ends = [mark.begins for mark in chain[1:]] + [len(raw)]
    texts = tuple(_text(raw[mark.ends : end]) for mark, end in zip(chain, ends, strict=True))
    return Options("".join(mark.letter.upper() for mark in chain), texts, chain[0].begins)


def _text(raw: str) -> str:
    return re.sub(r"\s*[;；]\s*$", "", joined(raw))


def _mark(match: re.Match[str], plain: str) -> Mark | None:
    letter = match["round"] or match["square"] or match["letter"]
    leads = match["line"] is not None
    begins = match.end("line") if leads else match.start()
    if match["letter"]:
        before = plain[begins - 1 : begins]
        if before.isascii() and before.isalpha():
            return None
        apart = plain[max(begins - 2, 0) : begins] == "  " and match["sign"] != ","
        if not leads and not apart and not match["sign"].strip(" ,"):
            return None
    return Mark(letter, begins, match.end(), leads)


def _chains(marks: Sequence[Mark], plain: str) -> list[list[Mark]]:
    """Every sequence A, B, … that could be the options, each from another A."""
    by_letter: dict[str, list[Mark]] = {}
    for mark in marks:
        by_letter.setdefault(mark.letter.upper(), []).append(mark)
    leading = [mark for mark in marks if mark.leads]
    chains = (
        _chain(first, by_letter, leading, plain) for first in by_letter.get("A", [])[-MOST_STARTS:]
    )
    return [chain for chain in chains if len(chain) > 1]


def _chain(
    first: Mark, by_letter: dict[str, list[Mark]], leading: Sequence[Mark], plain: str
) -> list[Mark]:
    chain = [first]
    while len(chain) < len(LETTERS):
        due = LETTERS[LETTERS.index(chain[-1].letter.upper()) + 1 :][:1]
        following = _after(by_letter.get(due, []), chain[-1].ends)
        begun = [mark for mark in following if mark.leads] if first.leads else []
        candidates = begun or following
        if not candidates and first.leads:
            candidates = _after(leading, chain[-1].ends)
        if not candidates:
            break
        chosen = candidates[0]
        if not chosen.leads and not plain[chain[-1].ends : chosen.begins].strip():
            break
        chain.append(chosen)
    return chain


def _after(marks: Sequence[Mark], place: int) -> Sequence[Mark]:
    """The next few marks from a place on."""
    at = bisect_right(marks, place - 1, key=lambda mark: mark.begins)
    return marks[at : at + MOST_STARTS]
