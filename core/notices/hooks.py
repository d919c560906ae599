"""What notices give to the whole and hear from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from core.access.terms import Role
from core.audit import SYSTEM
from core.contributions import HeldData, MenuItem, Permission
from core.events import Enrolled, LeaveDecided, LessonMoved
from core.hookspecs import hookimpl
from core.i18n import gettext, lazy_gettext
from core.notices import models as models
from core.notices import phone, queries, services, texts, views


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """Notices at the desk and on the phone."""
    return [views.blueprint, phone.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Everybody at work in a class may read what it was told; those who run it may tell."""
    tellers = (Role.HOST, Role.ORGANISER, Role.HEAD_TEACHER, Role.COUNSELLOR)
    return [
        Permission("notices.view", lazy_gettext("查看通知"), tuple(Role)),
        Permission("notices.publish", lazy_gettext("发通知"), tellers),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """A tab of the class and a tab of the phone."""
    title = lazy_gettext("通知")
    return [
        MenuItem("notices.index", title, "class", "notices.view", 70, "bell"),
        MenuItem("notices_phone.index", title, "phone", "", 30, "bell", count=phone.unread_count),
    ]


@hookimpl
def enrolled(event: Enrolled) -> None:
    """Welcomes the class when it gets its first trainees; who joins later finds the same notice."""
    if queries.is_told(event.class_id, texts.WELCOME):
        return
    text = texts.welcome(event.class_id)
    if text is not None:
        services.tell(event.class_id, text, by=SYSTEM, at=event.at)


@hookimpl
def leave_decided(event: LeaveDecided) -> None:
    """Tells the trainee what was decided."""
    text = texts.leave_answer(event.leave_id, event.state)
    services.tell(event.class_id, text, by=SYSTEM, at=event.at, enrolment_id=event.enrolment_id)


@hookimpl
def lesson_moved(event: LessonMoved) -> None:
    """Tells the class what was and what is."""
    text = texts.lesson_change(event.lesson_id, event.was, event.at)
    if text is not None:
        services.tell(event.class_id, text, by=SYSTEM, at=event.at)


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """What this person alone was told."""
    rows = [(one.title, one.body) for one in queries.notices_to_person(person.id)]
    return [HeldData(gettext("发给本人的通知"), rows)]


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Erases what this person alone was told."""
    return services.erase_personal(person.id, before)
