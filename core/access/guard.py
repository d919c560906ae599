"""The doors: who is asking, and whether they may; handed to core.web by core.app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, current_app, g, jsonify, request, url_for
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from core import clock, plugins
from core.access.cookies import PHONE_COOKIE as PHONE_COOKIE
from core.access.cookies import bound_phone as bound_phone
from core.access.cookies import claimed_phone as claimed_phone
from core.access.cookies import is_cut_off
from core.access.cookies import paired_phone as paired_phone
from core.access.cookies import phone_cookie as phone_cookie
from core.access.cookies import phone_trouble as phone_trouble
from core.access.models import Account, ClassRole, SystemRole
from core.access.queries import phone_holds
from core.audit import Actor
from core.contributions import Permission
from core.db import db
from core.errors import NotFound
from core.i18n import gettext as _
from core.intake import parts_of
from core.sessions import Sessions
from core.web import go_to, is_fragment, page

if TYPE_CHECKING:
    from core.training.models import TrainingClass

TRAINEE = "trainee.self"
OUTBOX = "outbox.of_class"
"""Asked by what a phone does without a signal: staff of the class, its paired phones, its trainees."""
OWNER_HEADER = "X-Jixun-Owner"
"""Whose acts these are, as an Actor's label: a browser may be a trainee's phone and a paired one."""
SIGNED_IN = "console.open"
"""Asked by console pages that every member of staff may open."""
SYSTEM = "system.manage"
"""Asked by pages about the whole installation: administrators only."""
ARGON2 = {"argon2__memory_cost": 19456, "argon2__time_cost": 3, "argon2__parallelism": 1}
"""19 MiB a sign-in (OWASP's advice), so that a few at once do not fill a small machine."""


def init_app(
    app: Flask,
    find_class: Callable[[str], TrainingClass],
    find_trainee: Callable[[], Any],
) -> None:
    """Sets up staff sign-in by Flask-Security; `find_trainee` raises NotFound for a stranger."""
    app.extensions["jixun.find_class"] = find_class
    app.extensions["jixun.find_trainee"] = find_trainee
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  (the name of a method)
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        # Without a pepper: a new secret key signs people out, but does not lock them out.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_USER_IDENTITY_ATTRIBUTES=[
            {"username": {"mapper": _username, "case_insensitive": True}}
        ],
        SECURITY_REGISTER_BLUEPRINT=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        REMEMBER_COOKIE_NAME="jixun_staff",
        REMEMBER_COOKIE_DURATION=timedelta(days=14),
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=app.config["SESSION_COOKIE_SECURE"],
    )
    Security(app, SQLAlchemyUserDatastore(db, Account, SystemRole), register_blueprint=False)
    # Nobody signs in by a token, and looking for one would read a body before it is measured.
    app.extensions["security"].login_manager.request_loader(lambda _request: None)
    # Both look for an account on every request and page, a trainee's check-in included.
    _taken_out("flask_principal", app.before_request_funcs[None])
    _taken_out("flask_login.utils", app.template_context_processors[None])
    # And this one reads the session of every answer; it has work only where there is one.
    app.session_interface = Sessions(
        _taken_out("flask_login.login_manager", app.after_request_funcs[None])
    )


def _taken_out(module: str, callbacks: list[Any]) -> list[Any]:
    taken = [one for one in callbacks if one.__module__ == module]
    callbacks[:] = [one for one in callbacks if one.__module__ != module]
    return taken


def _username(identity: str) -> str | None:
    return identity.strip()[:60] or None


def take_contributions(app: Flask, owners: Mapping[str, str]) -> None:
    """Collects the permissions of everyone; `owners` says whose each blueprint is."""
    app.extensions["jixun.owners"] = dict(owners)
    given = plugins.gather("register_permissions")
    app.extensions["jixun.permissions"] = {item.name: item for _owner, item in given}


def authorise(permission: str) -> None:
    """Lets the request pass, or answers it: to the sign-in, to the binding page, or not at all."""
    if permission == TRAINEE:
        _admit_trainee()
    elif permission == OUTBOX:
        _admit_sender()
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
    """Whether the member of staff who asks holds a right, in this class or everywhere.

    A paired phone holds in its class what it was given, on the pages that it was let in to.
    """
    account, who = _account(), g.get("actor")
    if who is not None and who.kind == "phone":
        phone = paired_phone()
        return (
            phone is not None and class_id is not None and phone_holds(phone, permission, class_id)
        )
    if account is None:
        return False
    known: dict[str, Permission] = current_app.extensions["jixun.permissions"]
    if permission not in known and permission not in (SIGNED_IN, SYSTEM):
        return False  # a right that nobody registered is held by nobody, administrators included
    if account.is_administrator or permission == SIGNED_IN:
        return True
    if class_id is None or permission == SYSTEM:
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
    if account is None:
        if "class_code" in g and _admit_paired(permission):
            return
        raise _Answered(go_to(url_for("access.sign_in", next=_way_back())))
    g.actor = Actor("staff", account.id, account.name)
    if "class_code" in g:
        found = this_class() if account.is_administrator else _class_or_forbidden(account)
        if not may(permission, found.id):
            abort(403)
        _require_plugin_on(found.id)
    elif not may(permission):
        abort(403)


def _admit_paired(permission: str) -> bool:
    """Lets a paired phone in where the page is of its class and asks for a right that it was given."""
    if is_cut_off():
        raise _Answered(page("phone/access/cut_off.html", 403, kind="phone"))
    phone = paired_phone()
    if phone is None:
        return False
    try:
        found = this_class()
    except NotFound:
        return False
    if not phone_holds(phone, permission, found.id):
        return False
    g.actor = Actor("phone", phone.id, phone.name)
    _require_plugin_on(found.id)
    return True


def _way_back() -> str:
    """Where to go on after the sign-in: this page, or the page on which a post was made."""
    if request.method == "GET" and not is_fragment():
        return request.full_path.rstrip("?")
    came = parts_of(request.referrer)
    return came.path if came.path and came.netloc == request.host else "/console/"


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
    owners: dict[str, str] = current_app.extensions["jixun.owners"]
    owner = owners.get((request.blueprint or "").partition(".")[0], "core.")
    if not plugins.is_on(owner, class_id):
        abort(404)


class _Answered(HTTPException):
    """Ends a request in its guard with an answer that is no error."""

    def __init__(self, response: Any) -> None:
        super().__init__(response=response)
        self.code = response.status_code


# -- phones -----------------------------------------------------------------------------------------


def _admit_trainee() -> None:
    phone = bound_phone()
    if phone is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else request.path
        raise _Answered(go_to(url_for("access_phone.bind", next=wanted)))
    g.actor = Actor("trainee", phone[1], phone[3])
    if "class_code" in g:
        current_app.extensions["jixun.find_trainee"]()
        _require_plugin_on(this_class().id)


def _admit_sender() -> None:
    """Lets in whoever may send acts from the road; the header says whose they are, where several fit."""
    wanted, found = request.headers.get(OWNER_HEADER, ""), this_class()
    for sender in (_staff_of, _paired_of, _trainee_of):
        who = sender(found.id)
        if who is not None and wanted in ("", who.label):
            g.actor = who
            return
    if is_cut_off() or phone_trouble() == "revoked":
        _turn_away(410, _("这部手机已停用，里面的名单和未发送的内容已清除。请找工作人员。"))
    strangers = _account() is not None or paired_phone() is not None or bound_phone() is not None
    if strangers and not wanted:
        abort(404)
    _turn_away(401, _("请重新登录或重新绑定，之后会接着发送。"))


def _turn_away(status: int, words: str) -> None:
    if request.method == "POST":
        answer = jsonify(message=words)
        answer.status_code = status
        raise _Answered(answer)
    if status == 410:
        kind = "phone" if is_cut_off() else "trainee"
        raise _Answered(page("phone/access/cut_off.html", 403, kind=kind))
    abort(status)


def _staff_of(class_id: int) -> Actor | None:
    account = _account()
    if account is None or not (account.is_administrator or roles_in(account.id, class_id)):
        return None
    return Actor("staff", account.id, account.name)


def _paired_of(class_id: int) -> Actor | None:
    phone = paired_phone()
    if phone is None or phone.class_id != class_id:
        return None
    return Actor("phone", phone.id, phone.name)


def _trainee_of(_class_id: int) -> Actor | None:
    phone = bound_phone()
    if phone is None:
        return None
    try:
        current_app.extensions["jixun.find_trainee"]()
    except NotFound:
        return None
    return Actor("trainee", phone[1], phone[3])


def _identify() -> None:
    """On pages that anyone may open, still know when they came: the time of a scan counts."""
    g.arrived_at = clock.now()
