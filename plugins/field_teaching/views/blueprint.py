"""The blueprint of the console's pages of 现场教学, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, request, url_for

from core.errors import Refused
from core.i18n import gettext as _

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
        {"title": title, "url": url_for(f"field_teaching.{name}"), "active": name == active}
        for name, title in entries
        if f"field_teaching.{name}" in current_app.view_functions
    ]


def public_address(endpoint: str, **values: Any) -> str:
    """The whole address of a page that anyone may open, for QR codes on paper."""
    root: str = current_app.config["JIXUN"].public_url or request.url_root.rstrip("/")
    return f"{root}{url_for(endpoint, **values)}"
