"""A trainee's tests on their page at the desk, and what waits for markers on the class's overview."""

from __future__ import annotations

from flask import render_template

from core.access.guard import may
from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.web import html
from plugins.quizzes.queries.standings import tests_of
from plugins.quizzes.queries.waiting import waiting_in
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


def of_class(training_class: TrainingClass) -> list[Panel]:
    """What waits to be marked or answered, for those who mark; nothing where nothing waits."""
    if not may("quizzes.mark", training_class.id):
        return []
    waiting = waiting_in(training_class.id)
    if not (waiting.papers or waiting.appeals):
        return []
    body = render_template("quizzes/marking/_waiting.html", waiting=waiting)
    return [Panel(_("阅卷"), html(body), 41)]
