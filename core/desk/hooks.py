"""What the desk gives to the whole: the first pages of the console."""

from __future__ import annotations

from flask import Blueprint

from core.access.guard import SIGNED_IN, SYSTEM
from core.contributions import MenuItem
from core.desk import phone
from core.desk.views import blueprint
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """Home, overview, journal, system; a trainee's own pages."""
    return [blueprint, phone.blueprint]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The first entry of the rail, the last, the first tab of a class, two tabs of the phone."""
    return [
        MenuItem("desk.home", _("班级"), "rail", SIGNED_IN, order=10, icon="class"),
        MenuItem("desk.system", _("系统"), "rail", SYSTEM, order=90, icon="system"),
        MenuItem("desk.overview", _("概览"), "class", "training.view", order=10, icon="home"),
        MenuItem("desk_phone.today", _("今天"), "phone", order=10, icon="home"),
        MenuItem("desk_phone.me", _("我的"), "phone", order=20, icon="user"),
    ]
