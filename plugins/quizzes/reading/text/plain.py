"""What was typed, and beside it the same characters in their plainest form, one for one.

Everything is looked for in the plain form and taken out of the original by the same positions, so that
full and half width are one to the reader and nothing of the author's own characters is changed.
"""

from __future__ import annotations

import re

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ALIKE = str.maketrans(
    "【】［］〔〕「」『』｛｝〖〗" + "。√✓✔☑√×✗✘✕☓╳❌✅﹙﹚︰∶•" + "—–−─～〜﹣",
    "[][][]「」『』{}[]" + "。√√√√√×××××××√()::·" + "-------",
)
MARK = "\ue100"
"""Stands after what an author made stand out; to all that looks for words it is a space."""
_EMPTY = dict.fromkeys(
    (
        *map(
            ord, "\t\u00a0\u2002\u2003\u2009\u3000\ufeff\u200b\u200c\u200d\u2060\u200e\u200f" + MARK
        ),
        0,
    ),
    32,
)
_PLAIN = {**_FULL, **_ALIKE, **_EMPTY}

_SPACES = re.compile(r"[ \t\u00a0\u2002-\u200a\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u0000-\u0008\u000b-\u001f]")
_LISTED = re.compile(r"[①-⑳]|[(（]\d{1,2}[)）]|\d{1,2}[.、．](?!\d)")
SENTENCE_END = frozenset("。！？!?：:；;…”」")


def plain(raw: str) -> str:
    """The text in half width with one sign for each meaning; as long as the original."""
    return raw.translate(_PLAIN)


def tidy(raw: str) -> str:
    """A line without invisible signs and with single spaces, in the author's own characters."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", raw)).strip()


def joined(raw: str, *, paragraphs: bool = False) -> str:
    """Lines as one text: what was only wrapped is put together, Latin words with a space.

    With `paragraphs` a line that ends a sentence keeps its break.
    """
    parts: list[str] = []
    for line in map(tidy, raw.split("\n")):
        if line and parts:
            listed = paragraphs and _LISTED.match(line)
            last = parts[-1].rstrip(MARK)[-1:]
            parts.append("\n" if listed else _between(last, line[0], paragraphs=paragraphs))
        if line:
            parts.append(line)
    return "".join(parts)


def _between(last: str, first: str, *, paragraphs: bool) -> str:
    if paragraphs and last in SENTENCE_END:
        return "\n"
    latin = last.isascii() and (last.isalnum() or last in ",;")
    return " " if latin and first.isascii() and first.isalnum() else ""
