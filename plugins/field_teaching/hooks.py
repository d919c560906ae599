"""What 现场教学 gives to the whole and hears from it."""

from __future__ import annotations

from flask import Blueprint

from core.contributions import MenuItem, Permission
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _
from core.training.terms import Role
from plugins.field_teaching import assets, phone, public, views
from plugins.field_teaching import models as models

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
