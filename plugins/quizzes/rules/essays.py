"""What people gave an essay, and what comes of it: one marker, two within a limit, or a third who settles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.items import Point
from plugins.quizzes.rules.marking import CENT, LONGEST, Marked
from plugins.quizzes.rules.numbers import plain

STEP = Decimal("0.5")


@dataclass(frozen=True)
class Judgement:
    """What one marker gave."""

    marker: str
    points: Decimal
    settles: bool = False
    comment: str = ""


class Needs(StrEnum):
    """What an essay still needs."""

    MARKER = "marker"
    THIRD = "third"
    NOBODY = ""


def needs(given: Iterable[Judgement], markers: int, limit: Decimal) -> Needs:
    """Whether an essay waits for a (second) marker, for a third who settles, or for nobody."""
    rows = list(given)
    if any(one.settles for one in rows):
        return Needs.NOBODY
    counting = _counting(rows, markers)
    if len(counting) < max(1, markers):
        return Needs.MARKER
    points = [one.points for one in counting]
    return Needs.THIRD if max(points) - min(points) > limit else Needs.NOBODY


def _counting(given: Sequence[Judgement], markers: int) -> list[Judgement]:
    """The first so many; who marked the same at the same time is kept, and does not count."""
    return [one for one in given if not one.settles][: max(1, markers)]


def settled(given: Sequence[Judgement], markers: int, limit: Decimal) -> Marked | None:
    """What an essay gets, or None while somebody is needed; the mean of two is rounded to 0.01, halves up."""
    if needs(given, markers, limit) is not Needs.NOBODY:
        return None
    last = [one for one in given if one.settles]
    if last:
        how = "两人评分相差较大，由第三人裁定"
        return Marked(last[-1].points, _said(how, last[-1:], last[-1].points))
    rows = _counting(given, markers)
    whole = sum((one.points for one in rows), Decimal(0))
    points = (whole / len(rows)).quantize(CENT, ROUND_HALF_UP)
    how = "两人评阅取平均" if len(rows) > 1 else "人工评阅"
    return Marked(points, _said(how, rows, points))


def _said(how: str, given: Sequence[Judgement], points: Decimal) -> str:
    comments = "；".join(one.comment for one in given if one.comment)
    words = f"{how}，得 {plain(points)} 分。"
    return (f"{words}评语：{comments}" if comments else words)[:LONGEST]


def ticked_points(points: Sequence[Point], ticked: Iterable[int], whole: Decimal) -> Decimal:
    """What the ticked points are worth of `whole`, by their scores, or equally where nobody said; all are all."""
    weights = [one.score for one in points]
    if not sum(weights):
        weights = [Decimal(1)] * len(points)
    chosen = {place for place in ticked if 0 <= place < len(points)}
    if len(chosen) == len(points):
        return whole
    met = sum((weights[place] for place in chosen), Decimal(0))
    return (whole * met / sum(weights)).quantize(CENT, ROUND_HALF_UP)


def points_problem(
    points: Decimal | None, whole: Decimal, step: Decimal | None = STEP
) -> Problem | None:
    """Why these points cannot be given: none, out of bounds, or between the steps (the whole itself may be).

    Without a step two decimals may be given.
    """
    if points is None or not points.is_finite():
        return Problem("no_points", _("请打分，或勾选得分点。"), "points")
    if not 0 <= points <= whole:
        words = _("分数应在 0 到 %(whole)s 之间。", whole=plain(whole))
        return Problem("points_out_of_bounds", words, "points")
    if step is None:
        return (
            None
            if points == points.quantize(CENT)
            else Problem("points_step", _("分数最多两位小数。"), "points")
        )
    if points % step and points != whole:
        return Problem("points_step", _("分数以 0.5 为一档。"), "points")
    return None
