"""What leave gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from core.access.guard import this_class
from core.attendance.rules import LEAVE_WORDS
from core.audit import SYSTEM
from core.contributions import Document, HeldData, MenuItem, Panel, Permission
from core.errors import Problem
from core.events import CheckedIn, LessonMoved
from core.hookspecs import hookimpl
from core.i18n import gettext, lazy_gettext
from core.leave import models as models
from core.leave import panels, phone, printing, queries, services, views
from core.leave.rules import LeaveKind
from core.training.queries import class_by_id
from core.training.terms import Role


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """Leave at the desk and on the phone."""
    return [views.blueprint, phone.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Reasons touch health and family: only those who decide see them; whose turn it is, the chain says."""
    hands_on = (Role.COUNSELLOR, Role.HEAD_TEACHER, Role.HOST, Role.ORGANISER)
    return [
        Permission("leave.view", lazy_gettext("查看请假"), hands_on),
        Permission("leave.decide", lazy_gettext("审批请假"), hands_on),
        Permission("leave.record", lazy_gettext("代学员登记请假和销假"), hands_on),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 请假 of a class, with how many wait."""
    return [
        MenuItem(
            "leave.inbox", lazy_gettext("请假"), "class", "leave.view", 50, "leave", count=_waiting
        )
    ]


def _waiting() -> int:
    return queries.pending_count(this_class().id)


@hookimpl
def register_documents() -> list[Document]:
    """The slips of every leave that was granted."""
    return [Document("leave.slips", lazy_gettext("请假条"), "leave.view", order=60)]


@hookimpl
def closing_problems(training_class: Any) -> list[Problem]:
    """A class is closed only when every request is decided."""
    count = queries.pending_count(training_class.id)
    if not count:
        return []
    words = gettext("还有 %(count)d 条请假没有审批，请先在“请假”里处理。", count=count)
    return [Problem("leave_pending", words)]


@hookimpl
def checked_in(event: CheckedIn) -> None:
    """Who is on leave and checks in is back; one question on the fast path, written only then."""
    leave = queries.begun_leave(event.enrolment_id, event.at)
    if leave is not None:
        services.report_back(leave, by=SYSTEM, at=event.at)


@hookimpl
def lesson_moved(event: LessonMoved) -> None:
    """Leave covers a lesson where it stands now: marks and sums follow it."""
    services.follow_lesson(event.lesson_id, by=SYSTEM, at=event.at)


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """What waits for a decision, and who should be back."""
    return panels.of_class(training_class)


@hookimpl
def lesson_panels(lesson: Any) -> list[Panel]:
    """Who is on leave in this lesson."""
    return panels.of_lesson(lesson)


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """A trainee's leave with its sum."""
    return panels.of_trainee(enrolment)


@hookimpl
def phone_cards(enrolment: Any) -> list[Panel]:
    """One's leave that is under way."""
    return panels.on_phone(enrolment)


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """Every request of a person, with its reason."""
    rows = []
    for leave in queries.leave_of_person(person.id):
        said = [str(LEAVE_WORDS[LeaveKind(leave.kind)]), str(leave.state_word), leave.reason]
        if leave.file_id is not None:
            said.append(gettext("附照片"))
        zone = class_by_id(leave.class_id).zone
        rows.append((printing.period(leave, zone), " · ".join(part for part in said if part)))
    return [HeldData(gettext("请假"), rows)]


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Erases reasons and photos; that somebody was on leave stays in the register."""
    return services.erase_leave(person.id, before)
