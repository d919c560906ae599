"""What answers say of a question: how easy it was, whether it tells the good from the weak, what its options drew.

Facility is the mean share of the points (the proportion right for a question of one answer). Discrimination is
the upper-lower index with 27 % of the papers at each end (Kelley 1939, J. Educ. Psych. 30, 17-24); its bounds
are those of Ebel & Frisbie, Essentials of Educational Measurement (1991): from 0.40 on very good, from
0.20 on to be looked at, below that poor, below nought the weaker ones did better. Papers with equal sums at the
edge of a group are taken into it in equal parts, so that the figures do not depend on any order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.answers import Given, says
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import LETTERS, Kind

GROUP = Decimal("0.27")
LEAST_PAPERS = 10
EASY, HARD = Decimal("0.90"), Decimal("0.30")
GOOD, POOR = Decimal("0.40"), Decimal("0.20")
HUNDREDTH = Decimal("0.01")
LETTERED = frozenset({Kind.SINGLE, Kind.MULTIPLE})


@dataclass(frozen=True)
class Answered:
    """One paper's answer to a question: the share of its points, and what the rest of the paper got."""

    given: Given
    share: Decimal
    rest: Decimal


@dataclass(frozen=True)
class Drawn:
    """How many chose an option, in all and among the upper and the lower 27 %."""

    letter: str
    text: str
    right: bool
    count: int
    upper: Decimal
    lower: Decimal


@dataclass(frozen=True)
class Analysis:
    """The figures of a question. `facility`, `discrimination`: None where too few papers say anything."""

    papers: int
    silent: int
    facility: Decimal | None
    discrimination: Decimal | None
    options: tuple[Drawn, ...]
    remarks: tuple[Any, ...]


def analysis(item: Item, rows: Sequence[Answered]) -> Analysis:
    """The figures of one question over all papers that asked it and are marked."""
    silent = sum(not says(one.given) for one in rows)
    facility = _round(_mean([one.share for one in rows])) if rows else None
    upper, lower = _weights(rows, top=True), _weights(rows, top=False)
    discrimination = None
    if len(rows) >= LEAST_PAPERS:
        shares = [one.share for one in rows]
        discrimination = _round(_weighted(shares, upper) - _weighted(shares, lower))
    options = tuple(_drawn(item, rows, upper, lower))
    remarks = tuple(_remarks(len(rows), facility, discrimination, options))
    return Analysis(len(rows), silent, facility, discrimination, options, remarks)


def _mean(values: Sequence[Decimal | Fraction]) -> Fraction:
    return sum((Fraction(one) for one in values), Fraction(0)) / len(values)


def _round(value: Decimal | Fraction) -> Decimal:
    hundredfold = Fraction(value) * 100
    whole = math.floor(abs(hundredfold) + Fraction(1, 2))
    return Decimal(whole if hundredfold >= 0 else -whole) * HUNDREDTH


def group_size(papers: int) -> int:
    """How many papers are the upper, and how many the lower 27 %: rounded, at least one."""
    return max(1, int((papers * GROUP).to_integral_value(ROUND_HALF_UP)))


def _weights(rows: Sequence[Answered], *, top: bool) -> list[Fraction]:
    """How much of each paper belongs to the upper or lower group; those equal at its edge share the places left."""
    if not rows:
        return []
    places = group_size(len(rows))
    sums = sorted((one.rest for one in rows), reverse=top)
    edge = sums[min(places, len(sums)) - 1]
    inside = sum(one.rest > edge if top else one.rest < edge for one in rows)
    at_edge = sum(one.rest == edge for one in rows)
    part = Fraction(places - inside, at_edge)
    return [
        Fraction(1) if (one.rest > edge if top else one.rest < edge)
        else part if one.rest == edge else Fraction(0)
        for one in rows
    ]  # fmt: skip


def _weighted(values: Iterable[Decimal], weights: Sequence[Fraction]) -> Fraction:
    # Exact: a third of a paper, rounded before it is summed, would make the figure hang on the order.
    parts = (Fraction(value) * weight for value, weight in zip(values, weights, strict=True))
    return sum(parts, Fraction(0)) / sum(weights, Fraction(0))


def _drawn(
    item: Item, rows: Sequence[Answered], upper: Sequence[Fraction], lower: Sequence[Fraction]
) -> Iterable[Drawn]:
    """A row for each option; of blanks the ten texts that were written most."""
    for said, text, right in _choices(item, rows):
        chose = [_chose(item, one.given, said) for one in rows]
        yield Drawn(
            said,
            text,
            right,
            sum(chose),
            _round(sum((w for one, w in zip(chose, upper, strict=True) if one), Fraction(0))),
            _round(sum((w for one, w in zip(chose, lower, strict=True) if one), Fraction(0))),
        )


def _choices(item: Item, rows: Sequence[Answered]) -> list[tuple[str, str, bool]]:
    if item.kind in LETTERED and isinstance(item.answer, str):
        return [
            (LETTERS[n], text, LETTERS[n] in item.answer) for n, text in enumerate(item.options)
        ]
    if item.kind is Kind.JUDGE:
        return [
            ("true", str(_("正确")), item.answer is True),
            ("false", str(_("错误")), item.answer is False),
        ]
    if item.kind is Kind.ESSAY:
        return []
    full = {_as_text(one.given) for one in rows if one.share == 1}
    said = Counter(_as_text(one.given) for one in rows if says(one.given))
    return [(text, text, text in full) for text, _times in said.most_common(10)]


def _chose(item: Item, given: Given, said: str) -> bool:
    if item.kind in LETTERED:
        return isinstance(given, str) and said in given
    return says(given) and _as_text(given) == said


def _as_text(given: Given) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    return "；".join(given) if isinstance(given, list) else str(given or "")


def _remarks(
    papers: int,
    facility: Decimal | None,
    discrimination: Decimal | None,
    options: Sequence[Drawn],
) -> Iterable[Any]:
    """What to look at, in words; the key first, since a wrong one spoils everything else."""
    if papers < LEAST_PAPERS or facility is None or discrimination is None:
        yield _("不足 %(n)d 份，数据只供参考。", n=LEAST_PAPERS)
        return
    most = max((one.upper for one in options if one.right), default=Decimal(0))
    for one in options:
        if not one.right and one.upper > one.lower and one.upper >= most:
            yield _("高分组多选“%(text)s”：请核对答案。", text=_named(one))
    yield from _figures(facility, discrimination)
    letters = [one.letter for one in options if not (one.right or one.count) and len(one.letter) == 1]  # fmt: skip
    if letters:
        yield _("没有人选的干扰项：%(letters)s。", letters="、".join(letters))


def _figures(facility: Decimal, discrimination: Decimal) -> Iterable[Any]:
    if discrimination < 0:
        yield _("区分度为负，低分组反而答得好：请核对答案和题干。")
    elif facility >= EASY:
        yield _("绝大多数人答对：题目偏易，区分度低是正常的。")
    elif discrimination < POOR:
        yield _("区分度低：题干可能有歧义，或答案有误。")
    if facility <= HARD:
        yield _("多数人没有答对：偏难，或没有讲到。")


def _named(one: Drawn) -> str:
    return f"{one.letter}. {one.text}" if len(one.letter) == 1 else one.text


@dataclass(frozen=True)
class Summary:
    """The sums of a group of results: how many should write, wrote, passed; mean, highest, lowest, spread."""

    due: int
    wrote: int
    passed: int
    mean: Decimal | None = None
    highest: Decimal | None = None
    lowest: Decimal | None = None
    deviation: Decimal | None = None

    @property
    def pass_rate(self) -> Decimal | None:
        """The share of those who wrote that passed, in per cent with one digit."""
        if not self.wrote:
            return None
        return (Decimal(100) * self.passed / self.wrote).quantize(Decimal("0.1"), ROUND_HALF_UP)


def summary(due: int, points: Sequence[Decimal], passed: int) -> Summary:
    """The sums over the points that stand; the deviation is that of the whole group, not of a sample."""
    if not points:
        return Summary(due, 0, passed)
    mean = _mean(points)
    variance = float(_mean([(Fraction(one) - mean) ** 2 for one in points]))
    deviation = _round(Decimal(repr(math.sqrt(variance))))
    return Summary(due, len(points), passed, _round(mean), max(points), min(points), deviation)


def distribution(points: Iterable[Decimal], whole: Decimal) -> list[int]:
    """How many results lie in each tenth of the whole; all points are in the last."""
    found = [0] * 10
    for one in points:
        place = int(one * 10 / whole) if whole else 0
        found[min(place, 9)] += 1
    return found
