"""The frame of a page: where the person who asks may go from here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.local import LocalProxy

from core import plugins
from core.access.guard import SIGNED_IN, may
from core.audit import Actor
from core.contributions import MenuItem
from core.i18n import gettext as _
from core.web import permission_of

if TYPE_CHECKING:
    from core.training.models import TrainingClass


def init_app(app: Flask) -> None:
    """Collects the menu entries of everyone, once all blueprints are there."""
    menu = plugins.gather("register_menu")
    app.extensions["jixun.menu"] = sorted(menu, key=lambda pair: pair[1].order)
    app.context_processor(_menus)


def _menus() -> dict[str, Any]:
    """What the frame of a page shows; asks the database only for staff."""
    who: Actor | None = g.get("actor")
    found: TrainingClass | None = g.get("training_class")
    if who is None:
        return {"training_class": found}
    if who.kind == "trainee":
        tabs = _entries("phone", found.id) if found else []
        return {"training_class": found, "phone_tabs": tabs}
    if who.kind == "phone":
        return _menus_of_paired(found)
    class_id = found.id if found else None
    return {
        "training_class": found,
        "menu": _entries("rail", None),
        "class_tabs": _entries("class", class_id) if found else [],
        "account_menu": _account_menu(),
        "may": lambda permission: may(permission, class_id),
        "may_open": lambda endpoint: _may_open(endpoint, class_id),
    }


def _menus_of_paired(found: TrainingClass | None) -> dict[str, Any]:
    """A paired phone goes nowhere but to what it was given, from its own page."""
    class_id = found.id if found else None
    return {
        "training_class": found,
        "menu": [],
        "class_tabs": class_places(found.id) if found else [],
        "account_menu": [],
        "may": lambda permission: may(permission, class_id),
        "may_open": lambda endpoint: _may_open(endpoint, class_id),
    }


def class_places(class_id: int) -> list[dict[str, Any]]:
    """The tabs of a class that the one who asks may open."""
    return _entries("class", class_id)


def _may_open(endpoint: str, class_id: int | None) -> bool:
    """Whether a page would let the person in, so that no link leads to a closed door."""
    permission = permission_of(current_app.view_functions[endpoint])
    return permission == "" or (permission is not None and may(permission, class_id))


def _account_menu() -> list[dict[str, Any]]:
    return [
        {"title": _("修改密码"), "url": url_for("access.own_password"), "icon": "key"},
        {"title": _("退出登录"), "url": url_for("access.sign_out"), "icon": "logout", "post": True},
    ]


def _entries(where: str, class_id: int | None) -> list[dict[str, Any]]:
    """The places of one menu that the person who asks may go to; the one they are in is marked."""
    entries: list[tuple[str, MenuItem]] = current_app.extensions["jixun.menu"]
    shown: list[dict[str, Any]] = []
    for owner, item in entries:
        if item.where != where or (class_id is not None and not plugins.is_on(owner, class_id)):
            continue
        if where != "phone" and not may(item.permission or SIGNED_IN, class_id):
            continue
        count = LocalProxy(cache(item.count)) if item.count else 0
        if item.shy and not count and request.endpoint != item.endpoint:
            continue
        shown.append(
            {
                "title": item.title,
                "icon": item.icon,
                "url": url_for(item.endpoint),
                "endpoint": item.endpoint,
                "active": False,
                "count": count,
            }
        )
    here = _nearest(shown)
    if here is not None:
        here["active"] = True
    return shown


def _nearest(entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The entry for this page: itself, else the address above, else one of its blueprint, else the root."""
    endpoint, path = request.endpoint or "", request.path
    root = min((entry["url"] for entry in entries), key=len, default="")

    def nearness(entry: dict[str, Any]) -> tuple[bool, int, bool, bool]:
        above = path.startswith(entry["url"].rstrip("/") + "/") or path == entry["url"]
        same = entry["endpoint"].rpartition(".")[0] == endpoint.rpartition(".")[0]
        depth = len(entry["url"]) if above and entry["url"] != root else 0
        return entry["endpoint"] == endpoint, depth, same, above

    best = max(entries, key=nearness, default=None)
    return best if best is not None and any(nearness(best)) else None
