"""导出: questions of the bank as a file in a format that others read."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from core import clock
from core.access.guard import this_class
from core.errors import NotFound
from core.i18n import gettext as _
from core.intake import wholes
from core.web import download, needs, page
from plugins.quizzes.printing.exporting import exported, losses
from plugins.quizzes.queries.bank import Line, questions_wanted
from plugins.quizzes.views.bank import MOST_CHOSEN, wanted_of, words
from plugins.quizzes.views.blueprint import blueprint, subnav


@blueprint.get("/bank/export")
@needs("quizzes.bank")
def bank_export() -> Response:
    """Which formats there are, and what each cannot carry of these questions."""
    from plugins.quizzes.writing import FORMATS

    lines, asked = _asked()
    return page(
        "quizzes/bank/export.html",
        lines=lines,
        asked=asked,
        formats=[(one, losses(lines, one)) for one in FORMATS],
        pages=subnav("bank"),
        **words(),
    )


@blueprint.get("/bank/export/<name>")
@needs("quizzes.bank")
def bank_export_file(name: str) -> Response:
    """The questions in one format."""
    from plugins.quizzes.writing import format_named

    found = format_named(name)
    if found is None:
        raise NotFound(_("没有这种格式。"))
    lines, _words = _asked()
    day = clock.local(clock.now(), this_class().zone).date()
    title = _("题库 %(day)s %(count)d 题", day=day.isoformat(), count=len(lines))
    return download(exported(lines, found), f"{title}{found.ending}", found.media_type)


def _asked() -> tuple[list[Line], dict[str, Any]]:
    """The questions that are meant, and how an address says so."""
    wanted = wanted_of(request.args)
    chosen = wholes(request.args.getlist("chosen"))[:MOST_CHOSEN]
    return questions_wanted(wanted, chosen), {**wanted.arguments, "chosen": chosen}
