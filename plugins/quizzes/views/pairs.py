"""入学与结业对比: the same people before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from core import clock
from core.access.guard import this_class
from core.intake import whole
from core.web import needs, page
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries.pairs import Pairs, comparable, pairs_of, usual_pair
from plugins.quizzes.services.collecting import collect_class
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.charts import slopes_chart
from plugins.quizzes.views.results import ORDERS, asked_order


@blueprint.get("/pairs")
@needs("quizzes.view")
def pairs() -> Response:
    """Entry and final test, or any two that are chosen: a pair per person, the mean gain, both as charts."""
    class_id, order = this_class().id, asked_order()
    collect_class(class_id, at=clock.now())
    every = comparable(class_id)
    first, second = _chosen(every)
    found = pairs_of(first, second, order) if first and second and first is not second else None
    return page(
        "quizzes/marking/pairs.html",
        found=found,
        choices=[(one.id, one.title) for one in every],
        first=first.id if first else None,
        second=second.id if second else None,
        slopes=_slopes(found) if found and found.pairs else None,
        orders=ORDERS,
        order=order,
        pages=subnav("pairs"),
    )


def _chosen(every: Sequence[Sitting]) -> tuple[Sitting | None, Sitting | None]:
    """The two that were asked for, by default entry and final."""
    known, usual = {one.id: one for one in every}, usual_pair(every) or (None, None)
    asked = [known.get(request.args.get(name, type=whole) or 0) for name in ("first", "second")]
    return asked[0] or usual[0], asked[1] or usual[1]


def _slopes(found: Pairs) -> dict[str, Any]:
    lines = [(one.enrolment.name, float(one.first), float(one.second)) for one in found.pairs]
    return slopes_chart((found.first.title, found.second.title), lines)
