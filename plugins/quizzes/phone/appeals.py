"""A trainee asks to look at a mark again."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import TRAINEE
from core.enrolment.current import this_trainee
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs
from plugins.quizzes.phone.blueprint import blueprint
from plugins.quizzes.queries.attempts import own_attempt
from plugins.quizzes.services import appeals as services


@blueprint.post("/attempts/<int:attempt_id>/appeal/<int:number>")
@needs(TRAINEE)
def appeal(attempt_id: int, number: int) -> Response:
    """Once for each question, while marks are to be seen."""
    attempt = own_attempt(attempt_id, this_trainee())
    try:
        services.appeal(attempt, number, request.form.get("words", ""), by=actor(), at=clock.now())
        flash(_("已提交复核申请，有答复会通知您。"), "success")
    except Refused as refused:
        for problem in refused.problems:
            flash(str(problem), "warning")
    return go_to(url_for("quizzes_phone.result", attempt_id=attempt_id))
