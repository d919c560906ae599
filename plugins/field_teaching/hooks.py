"""What 现场教学 gives to the whole and hears from it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from core import clock
from core.audit import SYSTEM
from core.contributions import Document, MenuItem, Panel, Permission, Setting
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _
from core.training.terms import Role
from plugins.field_teaching import assets, phone, public, views
from plugins.field_teaching import models as models
from plugins.field_teaching.rules import limits
from plugins.field_teaching.services.copying import copy_outings
from plugins.field_teaching.views import outing_panels

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
        Permission("field_teaching.count", _("清点上下车、报告情况"), LEADERS),
        Permission("field_teaching.health", _("查看健康备注"), (Role.LEADER.value,)),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 现场教学."""
    return [MenuItem("field_teaching.index", TITLE, "class", "field_teaching.view", 35, "bus")]


@hookimpl
def register_settings() -> list[Setting]:
    """By what a day on the road is measured; what is left empty is not asked for."""
    usual = limits.USUAL
    meal, late = limits.window_problem, limits.clock_problem
    return [
        Setting(
            limits.LUNCH,
            _("午餐时段"),
            usual[limits.LUNCH],
            _("这段时间都在外却没有排餐，就提醒"),
            meal,
        ),
        Setting(limits.SUPPER, _("晚餐时段"), usual[limits.SUPPER], _("同上；不检查就留空"), meal),
        Setting(
            limits.LATEST, _("最晚返回"), usual[limits.LATEST], _("返回晚于这个时间就提醒"), late
        ),
        Setting(
            limits.SPARE,
            _("路上富余分钟"),
            usual[limits.SPARE],
            _("在填写的路程时间之外再留出这么多"),
            limits.spare_problem,
        ),
    ]


@hookimpl
def register_documents() -> list[Document]:
    """行程单 of all days."""
    title = _("现场教学行程单")
    return [Document("field_teaching.print_all", title, "field_teaching.view", order=35)]


@hookimpl
def copy_class(source: Any, target: Any) -> None:
    """Last year's outings, on this year's days."""
    copy_outings(source, target, by=SYSTEM, at=clock.now())


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """The outing of today, or the next."""
    return outing_panels.next_outing(training_class, TITLE)


@hookimpl
def lesson_panels(lesson: Any) -> list[Panel]:
    """The outings on which a lesson is held."""
    return outing_panels.of_lesson(lesson, TITLE)
