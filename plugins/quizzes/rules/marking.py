"""What an answer is worth, and why, in a sentence.

The rules, which are also those of the paper:

- 单选, 判断, 排序: all points for the right answer, none for any other.
- 多选: by the paper's rule. All or nothing; or half the points for some of the right options and no wrong one;
  or an equal share for each option that was judged right, chosen or left, and nothing where none was chosen.
- 填空: an equal share for each blank, by rules.normalising. With a tolerance the number may be that far from the
  first accepted one. Where the order is free each right answer counts once, in whatever way most of them count.
- 匹配: an equal share for each pair.
- 简答: people mark it; what was left empty is worth nothing and needs nobody.

Shares are rounded to 0.01, halves up, once for the question; all right is always all points.
The sentences are kept with the mark, so they are written in Chinese like everything that is filed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from plugins.quizzes.rules.answers import Given, says
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.normalising import normal, number_in
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.terms import LETTERS, Kind, MultipleRule

CENT = Decimal("0.01")
LONGEST = 400
LONGEST_TEXT = 60
SILENT = "没有作答，得 0 分。"


@dataclass(frozen=True)
class Marked:
    """Points, and why, without the key, which may be due later than the marks; `key` is for whoever may see it."""

    points: Decimal
    why: str
    key: str = ""


def mark(
    item: Item, given: Given, points: Decimal, rule: MultipleRule, laid: Laid | None = None
) -> Marked | None:
    """What an answer in the author's letters is worth; None where a person must say.

    `why` speaks in the letters that the trainee saw, which `laid` tells.
    """
    if not says(given):
        return Marked(Decimal(0), SILENT)
    if item.kind is Kind.ESSAY:
        return None
    if item.kind is Kind.MULTIPLE:
        return _multiple(item, _text(given), points, rule, laid)
    how = {Kind.BLANK: _blanks, Kind.JUDGE: _judgement, Kind.MATCH: _pairs}.get(item.kind, _exact)
    return how(item, given, points, laid)


def share(points: Decimal, right: int, whole: int) -> Decimal:
    """So many of so many equal shares, rounded once."""
    return points if right >= whole else (points * right / whole).quantize(CENT, ROUND_HALF_UP)


def as_shown(letters: str, order: str) -> str:
    """The author's letters as those that the trainee saw, where options stood in this order."""
    return "".join(LETTERS[order.index(one)] if one in order else one for one in letters)


def _text(given: Given) -> str:
    return "".join(given) if isinstance(given, list) else str(given)


def _key(item: Item) -> str:
    return item.answer if isinstance(item.answer, str) else ""


def _said(points: Decimal, key: str, given: str, how: str) -> Marked:
    return Marked(points, f"答 {given}，{how}，得 {plain(points)} 分。"[:LONGEST], key)


def _exact(item: Item, said: Given, points: Decimal, laid: Laid | None) -> Marked:
    key, given, order = _key(item), _text(said), laid.options if laid else ""
    right = bool(key) and given == key
    shown = (as_shown(key, order), as_shown(given, order))
    return _said(points if right else Decimal(0), *shown, "答对" if right else "答错")


def _judgement(item: Item, given: Given, points: Decimal, _laid: Laid | None) -> Marked:
    right = isinstance(item.answer, bool) and given is item.answer
    key, said = ("正确" if one is True else "错误" for one in (item.answer, given))
    return _said(points if right else Decimal(0), key, said, "答对" if right else "答错")


def _multiple(
    item: Item, given: str, points: Decimal, rule: MultipleRule, laid: Laid | None
) -> Marked:
    key, chosen = set(_key(item)), set(given)
    order = laid.options if laid else ""
    shown = _sorted_as_shown(key, order), _sorted_as_shown(chosen, order)
    if chosen == key:
        return _said(points, *shown, "答对")
    if rule is MultipleRule.PER_OPTION and chosen:
        letters = LETTERS[: len(item.options)]
        right = sum((one in key) is (one in chosen) for one in letters)
        got = share(points, right, len(letters)) if key else Decimal(0)
        return _said(got, *shown, f"{len(letters)} 个选项判断对 {right} 个")
    if chosen - key:
        return _said(Decimal(0), *shown, "有错选")
    if rule is MultipleRule.PARTIAL:
        return _said(share(points, 1, 2), *shown, "少选，按一半计")
    return _said(Decimal(0), *shown, "少选")


def _sorted_as_shown(letters: set[str], order: str) -> str:
    return "".join(sorted(as_shown("".join(letters), order)))


def _pairs(item: Item, said: Given, points: Decimal, laid: Laid | None) -> Marked:
    key, given, count = _key(item), _text(said), len(item.options)
    right = sum(one == other for one, other in zip(key, given, strict=False))
    order, targets = (laid.options, laid.targets) if laid else ("", "")
    every = order or LETTERS[:count]
    shown = _pairs_shown(key, every, targets), _pairs_shown(given, every, targets)
    return _said(share(points, right, count), *shown, f"{count} 对中对 {right} 对")


def _pairs_shown(chosen: str, order: str, targets: str) -> str:
    """The pairs in the order shown; options are numbered, targets lettered."""
    told = []
    for number, letter in enumerate(order, 1):
        place = LETTERS.index(letter)
        target = chosen[place] if place < len(chosen) else "—"
        told.append(f"{number}–{as_shown(target, targets)}")
    return "、".join(told)


def _blanks(item: Item, given: Given, points: Decimal, _laid: Laid | None) -> Marked:
    blanks = item.answer if isinstance(item.answer, tuple) else ()
    texts = [*given] if isinstance(given, list) else [_text(given)]
    texts = [*texts, *[""] * len(blanks)][: len(blanks)]
    if not blanks:
        return Marked(Decimal(0), "这道题没有答案，得 0 分。")
    right = (
        [accepts(one, text, numerals=item.numerals) for one, text in zip(blanks, texts, strict=True)]
        if item.in_order
        else _any_order(blanks, texts, numerals=item.numerals)
    )  # fmt: skip
    got = share(points, sum(right), len(blanks))
    return Marked(got, _blanks_said(texts, right, got), _blanks_key(item))


def _blanks_said(texts: Sequence[str], right: Sequence[bool], got: Decimal) -> str:
    """What was written in each blank, and whether it was right."""
    wrote = "；".join(
        f"第 {number} 空“{_short(text) or '（空）'}”{'对' if good else '不对'}"
        for number, (text, good) in enumerate(zip(texts, right, strict=True), 1)
    )
    tail = f"。{len(right)} 个空对 {sum(right)} 个，得 {plain(got)} 分。"
    return wrote[: LONGEST - len(tail)] + tail


def _blanks_key(item: Item) -> str:
    """What every blank accepts, in a line."""
    blanks = item.answer if isinstance(item.answer, tuple) else ()
    keys = [
        " / ".join(one.accepted) + (f"（±{plain(one.tolerance)}）" if one.tolerance else "")
        for one in blanks
    ]
    return "；".join(keys) + ("" if item.in_order else "（顺序不限）")


def _short(text: str, longest: int = LONGEST_TEXT) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def accepts(blank: Blank, text: str, *, numerals: bool = False) -> bool:
    """Whether a blank takes this text."""
    said = normal(text, numerals=numerals)
    if not said:
        return False
    if any(said == normal(one, numerals=numerals) for one in blank.accepted):
        return True
    if blank.tolerance is None or not blank.accepted:
        return False
    wanted = number_in(blank.accepted[0], numerals=numerals)
    number = number_in(text, numerals=numerals)
    return wanted is not None and number is not None and abs(number - wanted) <= blank.tolerance


def _any_order(blanks: Sequence[Blank], texts: Sequence[str], *, numerals: bool) -> list[bool]:
    """Which texts count when most of them do: each blank once, the same text once.

    A text counts twice only where two blanks accept nothing else.
    """
    said = [normal(text, numerals=numerals) for text in texts]
    allowed = Counter(
        normal(one.accepted[0], numerals=numerals)
        for one in blanks
        if len({normal(text, numerals=numerals) for text in one.accepted}) == 1
    )
    seen: Counter[str] = Counter()
    fits: list[list[int]] = []
    for text, words in zip(texts, said, strict=True):
        seen[words] += 1
        again = seen[words] > max(1, allowed[words])
        fits.append([] if again else [place for place, one in enumerate(blanks)
                                      if accepts(one, text, numerals=numerals)])  # fmt: skip
    held: dict[int, int] = {}
    for number in range(len(texts)):
        _find_place(number, fits, held, set())
    return [number in held.values() for number in range(len(texts))]


def _find_place(number: int, fits: list[list[int]], held: dict[int, int], tried: set[int]) -> bool:
    """Finds a blank for a text, moving others where they have somewhere else to go."""
    for place in fits[number]:
        if place in tried:
            continue
        tried.add(place)
        if place not in held or _find_place(held[place], fits, held, tried):
            held[place] = number
            return True
    return False
