"""The blueprint of the console's pages of 测验, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, url_for

from core.access.guard import may, this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.web import permission_of

blueprint = Blueprint("quizzes", __name__, url_prefix="/console/classes/<class_code>/quizzes")


def say(refused: Refused) -> None:
    """Shows on the next page why an act did not happen."""
    for problem in refused.problems:
        flash(str(problem), "warning")


def subnav(active: str) -> list[dict[str, Any]]:
    """The pages of 测验 beside each other, for `ui.subnav`."""
    entries = (
        ("index", _("场次")),
        ("papers", _("试卷")),
        ("bank", _("题库")),
        ("marking", _("阅卷")),
        ("pairs", _("入学与结业对比")),
        ("exchanges", _("互学互考")),
        ("polls", _("现场投票")),
    )
    return [
        {"title": title, "url": url_for(f"quizzes.{name}"), "active": name == active}
        for name, title in entries
        if _may_open(f"quizzes.{name}")
    ]


def _may_open(endpoint: str) -> bool:
    """Whether the page is there and would let in who asks, so that no link leads to a closed door."""
    permission = permission_of(current_app.view_functions.get(endpoint))
    return permission is not None and may(permission, this_class().id)
