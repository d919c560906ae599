"""结业: what is proposed for each trainee, and the press that closes the class."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, request, url_for

from core import clock, plugins
from core.access.guard import this_class
from core.completion import printing, queries, services
from core.completion.rules import OUTCOME_WORDS, Outcome, hours_text
from core.completion.services import Decision
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX

blueprint = Blueprint("completion", __name__, url_prefix="/console/classes/<class_code>/completion")
# Where an obstacle is put right, by its code; what stands nowhere here is only said.
WAYS = {
    "not_running": "training.settings",
    "attendance_open": "attendance.today",
    "leave_pending": "leave.inbox",
}


@blueprint.get("/")
@needs("completion.view")
def review() -> Response:
    """Before closing what is proposed; afterwards what was decided."""
    found = this_class()
    if found.is_frozen:
        rows = queries.records(found.id)
        counts = [(word, sum(row.outcome is one for row in rows)) for one, word in _outcomes()]
        return page("console/completion/outcomes.html", rows=rows, counts=counts, plain=hours_text)
    obstacles = plugins.ask("closing_problems", found.id, training_class=found)
    return _review_page(200, obstacles)


@blueprint.post("/close")
@needs("completion.decide")
def close() -> Response:
    """Closes the class with the decisions that were confirmed."""
    found, decisions = this_class(), _decisions()
    try:
        services.close_class(found, decisions, by=actor(), at=clock.now())
    except Refused as refused:
        if found.is_frozen:
            flash(str(refused.problems[0]), "danger")
            return go_to(url_for("completion.review"))
        return _review_page(422, refused.problems, decisions)
    flash(_("已核定结业，结果已经存档。"), "success")
    return go_to(url_for("completion.review"))


@blueprint.get("/review.pdf")
@needs("completion.view")
def print_review() -> Response:
    """结业审核表 for signatures."""
    name = _("%(name)s 结业审核表.pdf", name=this_class().name)
    return download(printing.review_pdf(this_class()), name, "application/pdf", inline=True)


@blueprint.get("/review.xlsx")
@needs("completion.view")
def export() -> Response:
    """The same as a sheet."""
    name = _("%(name)s 结业审核表.xlsx", name=this_class().name)
    return download(printing.review_xlsx(this_class()), name, XLSX)


def _review_page(
    status: int, problems: list[Problem], made: dict[int, Decision] | None = None
) -> Response:
    """The closing page, who does not simply complete first; `made`: typed when it was refused."""
    proposed = queries.proposals(this_class())
    rows = sorted(proposed, key=lambda row: row.proposal.outcome is Outcome.COMPLETED)
    counts = queries.counts_of(rows)
    beside = {problem.field: problem.message for problem in problems if problem.field}
    return page(
        "console/completion/review.html",
        status,
        rows=rows,
        counts=[(one.value, word, counts.get(one, 0)) for one, word in _outcomes()],
        outcomes=[(one.value, word) for one, word in _outcomes()],
        obstacles=[(problem.message, _way(problem.code)) for problem in problems],
        refused=status != 200,
        beside=beside,
        made=made or {},
        plain=hours_text,
    )


def _outcomes() -> list[tuple[Outcome, Any]]:
    return list(OUTCOME_WORDS.items())


def _way(code: str) -> str:
    endpoint = WAYS.get(code, "")
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def _decisions() -> dict[int, Decision]:
    """The confirmed rows of the form: `confirmed` ids, each with `outcome-<id>` and `reason-<id>`."""
    try:
        chosen = {int(one) for one in request.form.getlist("confirmed")}
        return {
            one: Decision(
                Outcome(request.form.get(f"outcome-{one}", "")),
                request.form.get(f"reason-{one}", "").strip(),
            )
            for one in chosen
        }
    except ValueError:
        abort(400)
