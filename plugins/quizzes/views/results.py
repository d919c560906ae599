"""The results of a sitting: on the page, as a sheet, on paper."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from flask import Response, request

from core import clock
from core.access.guard import may, this_class
from core.errors import NotFound
from core.i18n import gettext as _
from core.i18n import lazy_gettext
from core.web import download, needs, page
from core.workbooks import XLSX
from plugins.quizzes.models import Sitting
from plugins.quizzes.printing import results as papers
from plugins.quizzes.queries.outcomes import Results, results_of
from plugins.quizzes.queries.pairs import comparable
from plugins.quizzes.queries.sittings import sitting_by_id
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.standing import STANDING_TONES, STANDING_WORDS
from plugins.quizzes.services.collecting import collect_class, collect_overdue
from plugins.quizzes.terms import COUNTS_WORDS, Counts
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.charts import columns_chart

PDF = "application/pdf"
ORDERS = (
    ("number", lazy_gettext("学号")),
    ("strokes", lazy_gettext("姓氏笔画")),
    ("group", lazy_gettext("组别")),
    ("unit", lazy_gettext("单位")),
)


@blueprint.app_template_filter("quiz_points")
def quiz_points(points: Decimal | None) -> str:
    """Points as people write them, a dash where there are none."""
    return "—" if points is None else plain(points)


def collected(sitting_id: int) -> Sitting:
    """A published sitting of this class, everything collected that is over."""
    sitting = sitting_by_id(sitting_id, this_class().id)
    if sitting.issued_id is None:
        raise NotFound
    collect_overdue(sitting, at=clock.now())
    return sitting_by_id(sitting_id, this_class().id)


def may_change() -> bool:
    """Whether who looks may change marks: it is their right, and the class is not closed."""
    found = this_class()
    return may("quizzes.mark", found.id) and not found.is_frozen


def asked_order() -> str:
    """The order of the list that was asked for; never by points unless somebody sorts the table."""
    order = request.args.get("order", "number")
    return order if order in {name for name, _words in ORDERS} else "number"


def _results(sitting: Sitting, order: str) -> Results:
    return results_of(sitting, issued_paper(sitting.issued_id or 0).sheet.points, order)


@blueprint.get("/<int:sitting_id>/results")
@needs("quizzes.view")
def results(sitting_id: int) -> Response:
    """Everybody's result, the sums of groups and units, how points are spread."""
    sitting, order = collected(sitting_id), asked_order()
    found = _results(sitting, order)
    return page(
        "quizzes/marking/results.html",
        sitting=sitting,
        found=found,
        groups=found.by(lambda one: one.group.name if one.group else _("未分组")),
        units=found.by(lambda one: one.unit_name or _("没有单位")),
        chart=_spread(found),
        orders=ORDERS,
        order=order,
        counts=_("只能答一次") if sitting.attempts == 1 else COUNTS_WORDS[Counts(sitting.counts)],
        words=STANDING_WORDS,
        tones=STANDING_TONES,
        may_mark=may("quizzes.mark", sitting.class_id),
        pages=subnav("index"),
    )


def _spread(found: Results) -> dict[str, Any]:
    bounds = [float(found.points * place / 10) for place in range(11)]
    names = [f"{low:g}–{high:g}" for low, high in pairwise(bounds)]
    return columns_chart(names, [(_("人数"), found.tenths)])


@blueprint.get("/<int:sitting_id>/results.xlsx")
@needs("quizzes.view")
def results_xlsx(sitting_id: int) -> Response:
    """The results as a sheet."""
    sitting = collected(sitting_id)
    content = papers.sheet(sitting, _results(sitting, asked_order()), this_class().zone)
    return download(content, _("%(title)s成绩.xlsx", title=sitting.title), XLSX)


@blueprint.get("/<int:sitting_id>/results.pdf")
@needs("quizzes.view")
def results_pdf(sitting_id: int) -> Response:
    """成绩单 of one sitting."""
    sitting = collected(sitting_id)
    content = papers.transcript(this_class(), [(sitting, _results(sitting, asked_order()))])
    name = _("%(name)s%(title)s成绩单.pdf", name=this_class().name, title=sitting.title)
    return download(content, name, PDF, inline=True)


@blueprint.get("/print/results.pdf")
@needs("quizzes.view")
def print_results() -> Response:
    """成绩单 of every test that counts, for the archive."""
    found = this_class()
    collect_class(found.id, at=clock.now())
    parts = [(one, _results(one, asked_order())) for one in comparable(found.id)]
    name = _("%(name)s成绩单.pdf", name=found.name)
    return download(papers.transcript(found, parts), name, PDF, inline=True)
