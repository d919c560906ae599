"""What training gives to the whole: its pages, its rights, and what a class's state forbids."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from core.contributions import MenuItem, Permission
from core.errors import Problem
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.rules import Role, State
from core.training.views import blueprint

EVERY_ROLE = tuple(role.value for role in Role)
MANAGERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The pages of a class's outline and rules."""
    return [blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who may look at a class and who may change what it is."""
    return [
        Permission("training.view", _("查看班级"), EVERY_ROLE),
        Permission("training.edit", _("修改班级信息和规则"), MANAGERS),
        Permission("training.copy", _("按本班建立新班"), (Role.HOST.value, Role.ORGANISER.value)),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The last tab of a class."""
    return [
        MenuItem(
            "training.settings", _("设置"), "class", "training.edit", order=90, icon="settings"
        )
    ]


@hookimpl
def enrolment_problems(training_class: Any) -> list[Problem]:
    """Nobody joins a class whose outcomes stand."""
    return _frozen(training_class)


@hookimpl
def closing_problems(training_class: Any) -> list[Problem]:
    """Only a class that runs can be closed."""
    if training_class.state == State.RUNNING.value:
        return []
    words = gettext(
        "班级现在是“%(state)s”，先改为“进行中”才能结业。", state=training_class.state_word
    )
    return [Problem("not_running", words)]


def _frozen(training_class: Any) -> list[Problem]:
    if not training_class.is_frozen:
        return []
    words = gettext("本班已经“%(state)s”，不能再增加学员。", state=training_class.state_word)
    return [Problem("class_frozen", words)]
