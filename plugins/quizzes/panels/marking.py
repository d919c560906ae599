"""A trainee's tests on their page at the desk."""

from __future__ import annotations

from flask import render_template

from core.access.guard import may
from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.web import html
from plugins.quizzes.queries.standings import tests_of
from plugins.quizzes.rules.standing import STANDING_TONES, STANDING_WORDS


def of_trainee(enrolment: Enrolment) -> list[Panel]:
    """Every published test, how they stand in it, and the way to the paper."""
    if not may("quizzes.view", enrolment.class_id):
        return []
    rows = tests_of(enrolment)
    if not rows:
        return []
    body = render_template(
        "quizzes/marking/_trainee.html",
        rows=rows,
        words=STANDING_WORDS,
        tones=STANDING_TONES,
        may_open_paper=may("quizzes.mark", enrolment.class_id),
    )
    return [Panel(_("测验"), html(body), 55)]
