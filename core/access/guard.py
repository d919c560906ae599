"""The doors: who is asking, and whether they may; handed to core.web by core.app."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from core import clock, plugins
from core.access.models import Account, ClassRole, PhoneBinding, SystemRole
from core.audit import Actor
from core.contributions import MenuItem, Permission
from core.db import db
from core.errors import NotFound
from core.people.models import Person

if TYPE_CHECKING:
    from core.training.models import TrainingClass

PHONE_COOKIE = "jixun_phone"
TRAINEE = "trainee.self"
SIGNED_IN = "console.open"
"""Asked by console pages that every member of staff may open."""
SYSTEM = "system.manage"
"""Asked by pages about the whole installation: administrators only."""


def init_app(app: Flask, find_class: Callable[[str], TrainingClass]) -> None:
    """Sets up staff sign-in by Flask-Security: argon2, sessions, a limit on attempts."""
    app.extensions["jixun.find_class"] = find_class
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_USER_IDENTITY_ATTRIBUTES=[
            {"username": {"mapper": _username, "case_insensitive": True}}
        ],
        SECURITY_URL_PREFIX="/console/account",
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_CHANGEABLE=False,
        SECURITY_TRACKABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_REGISTER_BLUEPRINT=False,
    )
    Security(app, SQLAlchemyUserDatastore(db, Account, SystemRole))


def _username(identity: str) -> str | None:
    return identity.strip()[:60] or None


def take_contributions(app: Flask) -> None:
    """Collects permissions and menu entries of everyone, once all blueprints are there."""
    given = plugins.gather("register_permissions")
    app.extensions["jixun.permissions"] = {item.name: item for _owner, item in given}
    menu = [(owner, item) for owner, item in plugins.gather("register_menu")]
    app.extensions["jixun.menu"] = sorted(menu, key=lambda pair: pair[1].order)
    app.context_processor(_menus)


def authorise(permission: str) -> None:
    """Lets the request pass, or answers it: to the sign-in, to the binding page, or not at all."""
    if permission == TRAINEE:
        _admit_trainee()
    elif permission:
        _admit_staff(permission)
    else:
        _identify()


def this_class() -> TrainingClass:
    """The class that the address names; NotFound where there is none."""
    if "training_class" not in g:
        # Classes stand above access in the house: core.app hands in how one is found.
        g.training_class = current_app.extensions["jixun.find_class"](g.get("class_code", ""))
    found: TrainingClass = g.training_class
    return found


def may(permission: str, class_id: int | None = None) -> bool:
    """Whether the member of staff who asks holds a right, in this class or everywhere."""
    account = _account()
    if account is None:
        return False
    if account.is_administrator or permission == SIGNED_IN:
        return True
    known: dict[str, Permission] = current_app.extensions["jixun.permissions"]
    if class_id is None or permission not in known:
        return False
    return bool(set(known[permission].roles) & roles_in(account.id, class_id))


def roles_in(account_id: int, class_id: int) -> set[str]:
    """The roles that an account holds in a class."""
    known: dict[tuple[int, int], set[str]] = g.setdefault("class_roles", {})
    if (account_id, class_id) not in known:
        rows = select(ClassRole.role).where(
            ClassRole.account_id == account_id, ClassRole.class_id == class_id
        )
        known[account_id, class_id] = set(db.session.execute(rows).scalars())
    return known[account_id, class_id]


def _account() -> Account | None:
    return current_user if current_user.is_authenticated else None


def _admit_staff(permission: str) -> None:
    account = _account()
    if account is None or not account.active:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else "/console/"
        raise _Answered(redirect(url_for("access.sign_in", next=wanted)))
    g.actor = Actor("staff", account.id, account.name)
    if "class_code" in g:
        found = this_class() if account.is_administrator else _class_or_forbidden(account)
        if not may(permission, found.id):
            abort(403)
        _require_plugin_on(found.id)
    elif not may(permission):
        abort(403)


def _class_or_forbidden(account: Account) -> TrainingClass:
    """A class in which one has no role looks the same as a class that does not exist."""
    try:
        found = this_class()
    except NotFound:
        abort(404)
    if not roles_in(account.id, found.id):
        abort(404)
    return found


def _require_plugin_on(class_id: int) -> None:
    """The pages of a plugin that is off for this class are not there."""
    owner = (request.blueprint or "").partition("_")[0]
    for plugin in plugins.switchable():
        if owner == plugin.name or (request.blueprint or "").startswith(f"{plugin.name}_"):
            if not plugins.is_on(plugin.name, class_id):
                abort(404)


class _Answered(HTTPException):
    """Ends a request in its guard with an answer that is no error."""

    def __init__(self, response: Any) -> None:
        super().__init__(response=response)
        self.code = response.status_code


# -- phones -----------------------------------------------------------------------------------------


def phone_cookie(binding: PhoneBinding) -> str:
    """What a bound phone carries: its binding and its device, signed."""
    return str(_phone_signer().dumps([binding.id, binding.device]))


def bound_phone() -> tuple[int, int, str, str] | None:
    """(binding id, person id, device, name) of the phone that asks, in one statement; else None."""
    if "bound_phone" not in g:
        g.bound_phone = _read_phone(request.cookies.get(PHONE_COOKIE, ""))
    found: tuple[int, int, str, str] | None = g.bound_phone
    return found


def _read_phone(cookie: str) -> tuple[int, int, str, str] | None:
    try:
        binding_id, device = _phone_signer().loads(cookie)
    except (BadSignature, ValueError, TypeError):
        return None
    row = db.session.execute(
        select(PhoneBinding.id, PhoneBinding.person_id, PhoneBinding.device, Person.name)
        .join(Person, Person.id == PhoneBinding.person_id)
        .where(
            PhoneBinding.id == binding_id,
            PhoneBinding.device == device,
            PhoneBinding.revoked_at.is_(None),
        )
    ).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def _phone_signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="phone")


def _admit_trainee() -> None:
    phone = bound_phone()
    if phone is None:
        raise _Answered(redirect(url_for("access_phone.bind", next=request.path)))
    g.actor = Actor("trainee", phone[1], phone[3])
    if "class_code" in g:
        _require_plugin_on(this_class().id)


def _identify() -> None:
    """On pages that anyone may open, still know who comes: for a greeting and for the journal."""
    g.arrived_at = clock.now()


# -- menus ------------------------------------------------------------------------------------------


def _menus() -> dict[str, Any]:
    if _account() is None:
        return {"menu": [], "class_tabs": [], "training_class": g.get("training_class")}
    found: TrainingClass | None = g.get("training_class")
    return {
        "menu": _entries("rail", None),
        "class_tabs": _entries("class", found.id) if found else [],
        "training_class": found,
        "may": lambda permission: may(permission, found.id if found else None),
    }


def _entries(where: str, class_id: int | None) -> list[dict[str, Any]]:
    entries: list[tuple[str, MenuItem]] = current_app.extensions["jixun.menu"]
    shown = []
    for owner, item in entries:
        if item.where != where or not may(item.permission or SIGNED_IN, class_id):
            continue
        if class_id is not None and not plugins.is_on(owner, class_id):
            continue
        shown.append(
            {
                "title": item.title,
                "icon": item.icon,
                "url": url_for(item.endpoint),
                "active": request.endpoint == item.endpoint
                or (request.endpoint or "").rpartition(".")[0] == item.endpoint.rpartition(".")[0],
            }
        )
    return shown
