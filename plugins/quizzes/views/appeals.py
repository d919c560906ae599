"""复核: what trainees ask to look at again, and the answers."""

from __future__ import annotations

from flask import Response, flash, url_for

from core import clock
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs, page
from plugins.quizzes.forms.marking import DecideForm, number_typed
from plugins.quizzes.queries.appeals import appeal_by_id, appeals_in
from plugins.quizzes.services import appeals as services
from plugins.quizzes.views.blueprint import blueprint, say, subnav


@blueprint.get("/appeals")
@needs("quizzes.mark")
def appeals() -> Response:
    """Those that wait first; each leads to the question on the paper, where it is decided."""
    return page(
        "quizzes/marking/appeals.html", rows=appeals_in(this_class().id), pages=subnav("marking")
    )


@blueprint.post("/appeals/<int:appeal_id>")
@needs("quizzes.mark")
def decide_appeal(appeal_id: int) -> Response:
    """New points or the old ones, with the reason."""
    row, form = appeal_by_id(appeal_id, this_class().id), DecideForm()
    attempt_id, number = row.attempt_id, row.number
    points = number_typed(form.points.data) if form.upholds else None
    try:
        if form.upholds and points is None:
            flash(_("请填写改判后的分数。"), "warning")
        else:
            services.decide(row, points, form.answer.data or "", by=actor(), at=clock.now())
            flash(_("已答复，学员会收到通知。"), "success")
    except Refused as refused:
        say(refused)
    return go_to(url_for("quizzes.attempt", attempt_id=attempt_id, _anchor=f"question-{number}"))
