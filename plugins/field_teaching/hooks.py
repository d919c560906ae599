"""What 现场教学 gives to the whole and hears from it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from core.contributions import Document, MenuItem, OutboxAct, Panel, Permission
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _
from core.training.terms import Role
from plugins.field_teaching import acts, assets, phone, public, views
from plugins.field_teaching import models as models
from plugins.field_teaching.views import count_panels

TITLE = _("现场教学")
EVERY_ROLE = tuple(role.value for role in Role)
PLANNERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)
LEADERS = (*PLANNERS, Role.COUNSELLOR.value, Role.LEADER.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The console's pages, the trainees', those behind a link, and the plugin's own files."""
    return [views.blueprint, phone.blueprint, public.blueprint, assets.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees, plans and counts; what is said of somebody's health is for the leader alone."""
    return [
        Permission("field_teaching.view", _("查看现场教学"), EVERY_ROLE),
        Permission("field_teaching.plan", _("编排行程、车辆和教学点"), PLANNERS),
        Permission("field_teaching.count", _("清点上下车、报告情况"), LEADERS, paired=True),
        Permission("field_teaching.health", _("查看健康备注"), (Role.LEADER.value,)),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 现场教学, and 清点 for whoever counts on the phone."""
    return [
        MenuItem("field_teaching.index", TITLE, "class", "field_teaching.view", 35, "bus"),
        MenuItem("field_teaching.road", _("清点"), "class", "field_teaching.count", 36, "check"),
    ]


@hookimpl
def register_outbox_acts() -> list[OutboxAct]:
    """What leaders' and trainees' phones say of a head count."""
    return acts.acts()


@hookimpl
def register_documents() -> list[Document]:
    """乘车名单."""
    return [Document("field_teaching.print_buses", _("乘车名单"), "field_teaching.view", 60)]


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """How today's head counts stand, in a line for each outing."""
    return count_panels.of_class(training_class)


@hookimpl
def lesson_panels(lesson: Any) -> list[Panel]:
    """The same on the page of the lesson that an outing is."""
    return count_panels.of_lesson(lesson)
