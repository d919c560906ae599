"""What attendance gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from core import clock
from core.attendance import models as models
from core.attendance import panels, phone, public, queries, services
from core.attendance.views import blueprint
from core.contributions import Document, HeldData, MenuItem, Panel, Permission
from core.errors import Problem
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.terms import Role

EVERY_ROLE = tuple(role.value for role in Role)
MARKERS = (
    Role.HEAD_TEACHER.value,
    Role.COUNSELLOR.value,
    Role.ORGANISER.value,
    Role.HOST.value,
)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The console's pages, the trainee's, and the page behind the hall's QR."""
    return [blueprint, phone.blueprint, public.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees, who marks, and who closes a register."""
    return [
        Permission("attendance.view", _("查看考勤"), EVERY_ROLE),
        Permission("attendance.mark", _("点名和更正考勤"), MARKERS),
        Permission("attendance.lock", _("锁定考勤表"), (Role.HEAD_TEACHER.value, Role.HOST.value)),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 考勤 of a class."""
    return [
        MenuItem("attendance.today", _("考勤"), "class", "attendance.view", 40, "attendance"),
    ]


@hookimpl
def register_documents() -> list[Document]:
    """The papers of attendance."""
    return [
        Document("attendance.day_sheet", _("当天签到表"), "attendance.view", order=40),
        Document("attendance.register_pdf", _("考勤表"), "attendance.view", order=50),
    ]


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """Today's numbers and the week's heat map."""
    return panels.of_class(training_class)


@hookimpl
def lesson_panels(lesson: Any) -> list[Panel]:
    """The register of a lesson in short."""
    return panels.of_lesson(lesson)


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """The marks of a trainee."""
    return panels.of_trainee(enrolment)


@hookimpl
def closing_problems(training_class: Any) -> list[Problem]:
    """A class is closed only when every lesson that was held has a mark for everyone."""
    open_lessons = queries.lessons_unsettled(training_class.id, clock.now())
    if not open_lessons:
        return []
    words = gettext(
        "还有 %(lessons)d 节课共 %(people)d 人次没有考勤，请在“考勤”里点名，或按“其余记缺勤”。",
        lessons=len(open_lessons),
        people=sum(one.unmarked for one in open_lessons),
    )
    return [Problem("attendance_open", words)]


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """Every mark of a person, with its times."""
    rows = queries.marks_of_person(person.id)
    return [HeldData(gettext("考勤"), rows)] if rows else []


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Forgets on which phone somebody checked in; the marks themselves stay in the register."""
    return services.forget_devices(person.id, before=before)
