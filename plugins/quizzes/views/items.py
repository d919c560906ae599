"""题目分析: what each question of a sitting did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from core.i18n import gettext as _
from core.web import needs, page
from plugins.quizzes.queries.items import ItemRow, item_rows
from plugins.quizzes.terms import KIND_WORDS
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.charts import columns_chart, points_chart
from plugins.quizzes.views.results import collected, may_change

LONGEST = 10


@blueprint.get("/<int:sitting_id>/items")
@needs("quizzes.mark")
def items(sitting_id: int) -> Response:
    """Facility, discrimination and what options drew, with words for what to look at."""
    sitting = collected(sitting_id)
    rows = item_rows(sitting)
    return page(
        "quizzes/marking/items.html",
        sitting=sitting,
        rows=rows,
        field=_field(rows),
        bars={one.version: _bars(one) for one in rows if one.found.options},
        kinds=KIND_WORDS,
        may_mark=may_change(),
        pages=subnav("index"),
    )


def _field(rows: Sequence[ItemRow]) -> dict[str, Any] | None:
    """Every question as a dot; None where too few papers say how well it discriminates."""
    dots = [
        (str(one.place), float(one.found.facility), float(one.found.discrimination))
        for one in rows
        if one.found.facility is not None and one.found.discrimination is not None
    ]
    lowest = min((up for _name, _across, up in dots), default=0.0)
    bound = -1.0 if lowest < -0.5 else -0.5 if lowest < 0 else 0.0
    return points_chart(dots, (_("难度（得分率）"), _("区分度")), bound) if dots else None


def _bars(one: ItemRow) -> dict[str, Any]:
    names = [("✓ " if each.right else "") + _short(each.letter) for each in one.found.options]
    upper = [float(each.upper) for each in one.found.options]
    lower = [float(each.lower) for each in one.found.options]
    return columns_chart(names, [(_("高分组"), upper), (_("低分组"), lower)])


def _short(letter: str) -> str:
    known = {"true": str(_("正确")), "false": str(_("错误"))}
    return known.get(letter, letter if len(letter) <= LONGEST else letter[: LONGEST - 1] + "…")
