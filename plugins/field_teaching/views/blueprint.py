"""The blueprint of the console's pages of 现场教学, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, request, url_for

from core.access.guard import may, this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.web import permission_of
from plugins.field_teaching.queries.safety import open_count

blueprint = Blueprint("field_teaching", __name__, url_prefix="/console/classes/<class_code>/field")


def say(refused: Refused) -> None:
    """Shows on the next page why an act did not happen."""
    for problem in refused.problems:
        flash(str(problem), "warning")


def subnav(active: str) -> list[dict[str, Any]]:
    """The pages of 现场教学 beside each other, for `ui.subnav`."""
    entries = (
        ("index", _("行程")),
        ("vehicles", _("乘车")),
        ("sites", _("教学点")),
        ("incidents", _("安全")),
        ("teaching", _("心得与评价")),
    )
    return [
        {
            "title": title,
            "url": url_for(f"field_teaching.{name}"),
            "active": name == active,
            "count": (open_count(this_class().id) or None) if name == "incidents" else None,
        }
        for name, title in entries
        if _may_open(f"field_teaching.{name}")
    ]


def public_address(endpoint: str, **values: Any) -> str:
    """The whole address of a page that anyone may open, for QR codes on paper."""
    root: str = current_app.config["JIXUN"].public_url or request.url_root.rstrip("/")
    return f"{root}{url_for(endpoint, **values)}"


def _may_open(endpoint: str) -> bool:
    """Whether the page is there and would let in who asks, so that no link leads to a closed door."""
    permission = permission_of(current_app.view_functions.get(endpoint))
    return permission is not None and may(permission, this_class().id)
