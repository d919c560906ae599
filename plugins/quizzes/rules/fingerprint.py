"""Whether two questions ask the same: the hash of what they say, without how it happens to be written."""

from __future__ import annotations

import hashlib
import unicodedata

from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import LETTERS

INSIDE_NUMBERS = frozenset(".-/:%")
FILLERS = frozenset("_~～")
FIELD, LIST = "\x1e", "\x1f"


def fingerprint(item: Item) -> str:
    """64 letters that are the same for the same question, or '' for one that says nothing yet.

    Stem, options and targets count; width, case, spaces, punctuation and the order of the options do not,
    nor do kind, key and points: a question that came with another key is still the same question.
    Pictures count by their content.
    """
    stem = _said(item.stem) + _shown(item, "stem")
    options = sorted(
        _said(text) + _shown(item, LETTERS[index]) if index < len(LETTERS) else _said(text)
        for index, text in enumerate(item.options)
    )
    targets = sorted(map(_said, item.targets))
    if not stem and not any(options):
        return ""
    whole = FIELD.join((stem, LIST.join(options), LIST.join(targets)))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def _shown(item: Item, place: str) -> str:
    return "".join(sorted(f"{LIST}{one.name}" for one in item.pictures if one.place == place))


def _said(text: str) -> str:
    """The letters, figures and signs of a text; a text of nothing but punctuation says just that."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    kept = [c for place, c in enumerate(normal) if _counts(normal, place)]
    return "".join(kept) or "".join(c for c in normal if not c.isspace() and c not in FILLERS)


def _counts(text: str, place: int) -> bool:
    """3.14 is not 314, 3-2 is not 32, -5 is not 5, 50% is not 50: inside a number punctuation says something."""
    letter = text[place]
    if letter in FILLERS:
        return False
    if unicodedata.category(letter)[0] not in "PZC":
        return True
    before = place > 0 and text[place - 1].isdecimal()
    after = place + 1 < len(text) and text[place + 1].isdecimal()
    if letter not in INSIDE_NUMBERS:
        return False
    return (before and after) or (letter == "%" and before) or (letter == "-" and after)
