"""What attendance gives to the whole and hears from it."""

from __future__ import annotations

from flask import Blueprint

from core.attendance import models as models
from core.attendance import public
from core.contributions import Permission
from core.hookspecs import hookimpl
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
    """The page behind the hall's QR."""
    return [public.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees, who marks, and who closes a register."""
    return [
        Permission("attendance.view", _("查看考勤"), EVERY_ROLE),
        Permission("attendance.mark", _("点名和更正考勤"), MARKERS),
        Permission("attendance.lock", _("锁定考勤表"), (Role.HEAD_TEACHER.value, Role.HOST.value)),
    ]
