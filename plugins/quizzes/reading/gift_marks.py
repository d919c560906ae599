"""The marks of GIFT that a stroke in front makes plain: hidden while a question is taken apart."""

from __future__ import annotations

import re

ESCAPED = "~=#{}:*\\n"
HIDDEN = "".join(chr(0xFDD0 + i) for i in range(len(ESCAPED)))
"""Letters that Unicode keeps free for uses like this; nobody can mean them."""
SIGNS = re.compile(rf"\\([{re.escape(ESCAPED)}])")
TO_PLAIN = str.maketrans(dict(zip(HIDDEN, ESCAPED[:-1] + "\n", strict=True)))
NOBODYS = re.compile(f"[{HIDDEN}]")


def hidden(text: str) -> str:
    r"""The text with each of \~ \= \# \{ \} \: \* \\ \n as one letter that no rule of GIFT knows."""
    return SIGNS.sub(lambda found: HIDDEN[ESCAPED.index(found[1])], NOBODYS.sub("", text))


def shown(text: str) -> str:
    """The text as it is meant to be read."""
    return text.translate(TO_PLAIN)


def marked(text: str) -> str:
    """A text so written that GIFT takes every mark in it for itself, on one line."""
    for sign in ("\\", *"~=#{}:"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")
