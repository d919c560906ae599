"""What other pages show of leave."""

from __future__ import annotations

from typing import Any

from flask import render_template

from core import clock
from core.access.guard import may
from core.attendance.rules import LEAVE_WORDS
from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.leave import printing, queries
from core.leave.rules import LeaveState
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import html


def of_class(training_class: TrainingClass) -> list[Panel]:
    """What waits for a decision, and who should be back."""
    if not may("leave.view", training_class.id):
        return []
    cases = queries.inbox(training_class.id)
    late = queries.overdue(training_class.id, clock.now())
    if not cases and not late:
        return []
    body = render_template(
        "console/leave/_of_class.html",
        cases=cases,
        overdue=late,
        kind_words=LEAVE_WORDS,
        zone=training_class.zone,
    )
    return [Panel(_("请假"), html(body), 100)]


def of_lesson(lesson: Lesson) -> list[Panel]:
    """Who is on leave in this lesson."""
    away = queries.on_leave_at(lesson.id) if may("leave.view", lesson.class_id) else []
    if not away:
        return []
    zone = class_by_id(lesson.class_id).zone
    body = render_template(
        "console/leave/_of_lesson.html", away=away, kind_words=LEAVE_WORDS, zone=zone
    )
    return [Panel(_("本课请假 %(n)d 人", n=len(away)), html(body), 200)]


def of_trainee(enrolment: Enrolment) -> list[Panel]:
    """A trainee's leave with its sum."""
    if not may("leave.view", enrolment.class_id):
        return []
    training_class = class_by_id(enrolment.class_id)
    body = render_template(
        "console/leave/_of_trainee.html",
        enrolment=enrolment,
        leaves=queries.leave_of(enrolment.id),
        book=queries.books_of(training_class, [enrolment])[enrolment.id],
        kind_words=LEAVE_WORDS,
        zone=training_class.zone,
    )
    return [Panel(_("请假"), html(body), 100)]


def on_phone(enrolment: Enrolment) -> list[Panel]:
    """One's leave that is asked for, granted, or waits for 销假."""
    live = (LeaveState.PENDING, LeaveState.APPROVED)
    leaves = [one for one in queries.leave_of(enrolment.id) if one.state in live]
    if not leaves:
        return []
    zone = class_by_id(enrolment.class_id).zone
    shown: list[dict[str, Any]] = [
        {"leave": one, "steps": printing.steps_of(one, zone)} for one in reversed(leaves)
    ]
    body = render_template(
        "phone/leave/_card.html", shown=shown, kind_words=LEAVE_WORDS, zone=zone, at=clock.now()
    )
    return [Panel(_("我的请假"), html(body), 100)]
