"""What timetable gives to the whole and hears from it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from core import clock
from core.audit import SYSTEM
from core.contributions import Document, MenuItem, Permission
from core.contributions import LessonKind as Kind
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _
from core.timetable import services
from core.timetable.rules import KIND_WORDS, LessonKind
from core.timetable.views import blueprint
from core.training.terms import Role

UNCREDITED = frozenset({LessonKind.REPORTING, LessonKind.ROLL_CALL, LessonKind.OTHER})


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The 课表 and its lessons."""
    return [blueprint]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The third tab of a class."""
    return [
        MenuItem("timetable.week", _("课表"), "class", "timetable.view", order=30, icon="calendar")
    ]


@hookimpl
def register_documents() -> list[Document]:
    """课程表."""
    return [Document("timetable.print_week", _("课程表"), "timetable.view", order=30)]


@hookimpl
def register_permissions() -> list[Permission]:
    """Everyone in a class may see its timetable; those who run it may change it."""
    planners = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)
    return [
        Permission("timetable.view", _("查看课表"), tuple(role.value for role in Role)),
        Permission("timetable.edit", _("编排课表"), planners),
    ]


@hookimpl
def register_lesson_kinds() -> list[Kind]:
    """The kinds that every class knows."""
    return [Kind(kind.value, words, kind not in UNCREDITED) for kind, words in KIND_WORDS.items()]


@hookimpl
def copy_class(source: Any, target: Any) -> None:
    """Last year's lessons, on this year's days."""
    services.copy_lessons(source, target, by=SYSTEM, at=clock.now())
