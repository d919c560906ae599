"""导出: questions of the bank as a file in a format that others read."""

from __future__ import annotations

from flask import Response, request

from core.intake import wholes
from core.web import needs, page
from plugins.quizzes.queries.bank import questions_wanted
from plugins.quizzes.views.bank import MOST_CHOSEN, wanted_of, words
from plugins.quizzes.views.blueprint import blueprint, subnav


@blueprint.get("/bank/export")
@needs("quizzes.bank")
def bank_export() -> Response:
    """Which formats there are, and what each cannot carry of these questions."""
    wanted = wanted_of(request.args)
    chosen = wholes(request.args.getlist("chosen"))[:MOST_CHOSEN]
    lines = questions_wanted(wanted, chosen)
    return page(
        "quizzes/bank/export.html",
        lines=lines,
        wanted=wanted,
        chosen=chosen,
        pages=subnav("bank"),
        **words(),
    )
