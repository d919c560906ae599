"""What people gives to the whole and hears from it."""

from __future__ import annotations

from flask import Blueprint

from core.contributions import MenuItem, Permission
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _
from core.people import models as models
from core.people import views


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The pages of people and of units."""
    return [views.blueprint, views.units_blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """A file over all classes belongs to no class role: administrators only."""
    return [Permission("people.view", _("查看各班的人员和单位"))]


@hookimpl
def register_menu() -> list[MenuItem]:
    """人员 and 单位 in the rail."""
    return [
        MenuItem("people.people", _("人员"), "rail", "people.view", order=20, icon="user"),
        MenuItem("units.units", _("单位"), "rail", "people.view", order=30, icon="building"),
    ]
