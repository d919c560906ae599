"""Keys of formats that write what belongs together side by side, or in the right order."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import LETTERS, Kind


def matched(pairs: Sequence[tuple[str, str]]) -> Item:
    """匹配 from pairs of left and right; a pair without a left gives one target more than needed.

    The targets stand in the order of their text, because the order of the pairs would tell the key.
    """
    kept = list(dict.fromkeys(pair for pair in pairs if pair[1]))[: len(LETTERS)]
    targets = sorted({right for _left, right in kept})
    lefts = [(left, right) for left, right in kept if left]
    return Item(
        Kind.MATCH,
        "",
        tuple(left for left, _right in lefts),
        "".join(LETTERS[targets.index(right)] for _left, right in lefts) or None,
        tuple(targets),
    )


def ordered(texts: Sequence[str]) -> Item:
    """排序 from texts in their right order; they are asked in the order of their text, for the same reason."""
    options = sorted(texts[: len(LETTERS)])
    letters = [LETTERS[options.index(text)] for text in texts[: len(LETTERS)]]
    return Item(Kind.ORDER, "", tuple(options), "".join(letters) or None)
