"""Options that stand together in one text, and the letters people write in front of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins.quizzes.terms import LETTERS

MARKS = "．.、:：,，)）"
BREAKS = ("\n", "|", "｜", "##", "；", ";", "\t")
LABEL = re.compile(rf"\s*[(（【\[]?\s*([A-Za-z])\s*[】\]{MARKS}]\s*(.*)", re.DOTALL)

BARE = re.compile(r"([A-Za-z])([^\x00-\x7f].*)", re.DOTALL)


def split_options(text: str) -> list[str]:
    """The options of "A.甲|B.乙", "A.甲B.乙", one a line, or with ; between, without their letters."""
    glued = _by_labels(text)
    if len(glued) >= 2:
        return glued
    for mark in BREAKS:
        pieces = [piece.strip() for piece in text.split(mark)]
        if len([piece for piece in pieces if piece]) >= 2:
            return _without_bare_letters(without_labels([piece for piece in pieces if piece]))
    return [text.strip()] if text.strip() else []


def without_labels(texts: Sequence[str]) -> list[str]:
    """Options without their letters, where every one of them has its own in front; else as they are."""
    found = [LABEL.fullmatch(text) for text in texts]
    pairs = zip(found, texts, LETTERS, strict=False)
    if all((match and match[1].upper() == due) or not text for match, text, due in pairs):
        return [match[2].strip() if match else "" for match in found]
    return [text.strip() for text in texts]


def _without_bare_letters(texts: Sequence[str]) -> list[str]:
    """`A甲|B乙`: a letter right before a Chinese character, in front of each, is its label too."""
    found = [BARE.fullmatch(text) for text in texts]
    if all(match and match[1].upper() == due for match, due in zip(found, LETTERS, strict=False)):
        return [match[2].strip() for match in found if match]
    return list(texts)


def _by_labels(text: str) -> list[str]:
    """Splits at A, then at the next B, the next C…; each must have a mark behind it."""
    starts: list[tuple[int, int]] = []
    place = 0
    for letter in LETTERS:
        label = re.compile(
            rf"(?<![A-Za-z])[(（【\[]?{letter}\s*[】\]{MARKS}]\s*", re.IGNORECASE
        ).search(text, place)
        if label is None or (not starts and text[: label.start()].strip()):
            break
        starts.append(label.span())
        place = label.end()
    if not starts:
        return []
    ends = [begin for begin, _end in starts[1:]] + [len(text)]
    return [
        text[begin:end].strip(" \t\r\n|｜；;")
        for (_at, begin), end in zip(starts, ends, strict=True)
    ]
