"""Several texts in one: how our own files pack them, so that reading gives back what was written."""

from __future__ import annotations

from collections.abc import Iterable

ESCAPE = "\\"


def packed(texts: Iterable[str], mark: str, escaped: str = "") -> str:
    """The texts with `mark` between them; the mark inside a text, and each of `escaped`, is written with \\."""
    return mark.join(escape(text, mark + escaped) for text in texts)


def escape(text: str, marks: str) -> str:
    """A text in which every one of these marks, and \\ itself, has a \\ in front."""
    return "".join(ESCAPE + c if c in marks or c == ESCAPE else c for c in text)


def unpacked(text: str, marks: str) -> list[str]:
    """The texts between these marks, still escaped; `plain` makes them readable."""
    parts, start, place = [], 0, 0
    while place < len(text):
        if text[place] == ESCAPE:
            place += 1
        elif text[place] in marks:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [*parts, text[start:]]


def plain(text: str, marks: str) -> str:
    """A text without the \\ in front of these marks and of \\ itself; any other \\ stays."""
    read, place = [], 0
    while place < len(text):
        if text[place] == ESCAPE and text[place + 1 : place + 2] in (*marks, ESCAPE):
            place += 1
        read.append(text[place])
        place += 1
    return "".join(read)
