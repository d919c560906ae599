"""The console's pages of accounts: signing in and out, members of staff, who is what in a class."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_security import current_user
from flask_security.utils import login_user, logout_user

from core import clock
from core.access import queries, services
from core.access.forms import AccountForm, OwnPasswordForm, PasswordForm, RoleForm, SignInForm
from core.access.guard import SIGNED_IN, SYSTEM, this_class
from core.access.models import Account
from core.access.rules import normalised_username, safe_next
from core.access.terms import ROLE_WORDS, Role
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.limits import allowed
from core.web import actor, go_to, needs, page, public

blueprint = Blueprint("access", __name__)
CONSOLE = "/console/"


@blueprint.get("/")
@blueprint.get("/console")
@public
def home() -> Response:
    """Whoever types only the host is taken to the console."""
    return go_to(CONSOLE)


@blueprint.route("/console/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Lets a member of staff in and takes them to the page that they wanted."""
    wanted = safe_next(request.args.get("next"), CONSOLE)
    if current_user.is_authenticated:
        return go_to(wanted)
    form, status = SignInForm(), 200
    if form.validate_on_submit():
        try:
            account = _proved(form.username.data, form.password.data)
        except Refused as refused:
            form.take(refused)
            status = 429 if refused.codes == ["too_many"] else 422
        else:
            who = Actor("staff", account.id, account.name)
            services.note_sign_in(account, request.remote_addr or "", by=who, at=clock.now())
            login_user(account, remember=form.remember.data, authn_via=["password"])
            return go_to(wanted)
    return page("console/access/sign_in.html", status, form=form)


def _proved(username: str, password: str) -> Account:
    """The account behind name and password; Refused says the same whichever is wrong."""
    name, address = normalised_username(username)[:60], request.remote_addr or ""
    counted = (
        allowed("10 per 10 minutes", "sign-in", name, address),
        allowed("50 per hour", "sign-in-name", name),
        allowed("100 per 10 minutes", "sign-in-address", address),
    )
    if not all(counted):
        raise Refused(
            Problem("too_many", _("尝试次数太多，请过十分钟再试，或找系统管理员重设密码。"))
        )
    account = queries.account_named(name)
    if not services.password_fits(account, password) or account is None:
        raise Refused(Problem("wrong_sign_in", _("登录名或密码不对。")))
    return account


@blueprint.post("/console/sign-out")
@public
def sign_out() -> Response:
    """Ends the session at this computer."""
    logout_user()
    flash(_("已退出登录。"), "success")
    return go_to(url_for("access.sign_in"))


@blueprint.route("/console/account/password", methods=["GET", "POST"])
@needs(SIGNED_IN)
def own_password() -> Response:
    """Changes one's own password; every other session of the account ends."""
    form, account = OwnPasswordForm(), queries.account_by_id(actor().id or 0)
    if form.validate_on_submit():
        try:
            if not allowed("10 per 10 minutes", "own-password", str(account.id)):
                raise Refused(Problem("too_many", _("尝试次数太多，请过十分钟再试。"), "old"))
            if not services.password_fits(account, form.old.data):
                raise Refused(Problem("wrong_password", _("现在的密码不对。"), "old"))
            services.set_password(account, form.password.data, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            login_user(account, authn_via=["password"])
            flash(_("密码已修改，其他电脑上的登录已失效。"), "success")
            return go_to(url_for("access.own_password"))
    return page("console/access/own_password.html", form=form)


# -- members of staff -------------------------------------------------------------------------------


@blueprint.get("/console/system/accounts")
@needs(SYSTEM)
def accounts() -> Response:
    """All members of staff."""
    zone = current_app.config["JIXUN"].zone
    return page("console/access/accounts.html", accounts=queries.accounts(), zone=zone)


@blueprint.route("/console/system/accounts/new", methods=["GET", "POST"])
@needs(SYSTEM)
def create_account() -> Response:
    """Makes an account."""
    form = AccountForm()
    if form.validate_on_submit():
        try:
            made = services.create_account(**form.typed(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            words = _("已建立账号“%(name)s”，请把登录名和密码当面告诉本人。", name=made.username)
            flash(words, "success")
            return go_to(url_for("access.accounts"))
    return page("console/access/create_account.html", form=form)


@blueprint.route("/console/system/accounts/<int:account_id>/password", methods=["GET", "POST"])
@needs(SYSTEM)
def reset_password(account_id: int) -> Response:
    """Gives somebody who forgot it a new password."""
    form, account = PasswordForm(), queries.account_by_id(account_id)
    if form.validate_on_submit():
        try:
            services.set_password(account, form.password.data, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已重设“%(name)s”的密码。", name=account.username), "success")
            return go_to(url_for("access.accounts"))
    return page("console/access/reset_password.html", form=form, account=account)


@blueprint.post("/console/system/accounts/<int:account_id>/deactivate")
@needs(SYSTEM)
def deactivate(account_id: int) -> Response:
    """Shuts an account out."""
    account = queries.account_by_id(account_id)
    try:
        services.deactivate(account, by=actor(), at=clock.now())
        flash(_("已停用“%(name)s”。", name=account.username), "success")
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    return go_to(url_for("access.accounts"))


@blueprint.post("/console/system/accounts/<int:account_id>/reactivate")
@needs(SYSTEM)
def reactivate(account_id: int) -> Response:
    """Lets an account in again."""
    account = queries.account_by_id(account_id)
    services.reactivate(account, by=actor(), at=clock.now())
    flash(_("已恢复“%(name)s”。", name=account.username), "success")
    return go_to(url_for("access.accounts"))


# -- roles in a class -------------------------------------------------------------------------------


@blueprint.route("/console/classes/<class_code>/settings/roles", methods=["GET", "POST"])
@needs("access.roles")
def class_roles() -> Response:
    """Who is what in this class; gives a role."""
    form, found = RoleForm(), this_class()
    form.offer(queries.accounts(active_only=True))
    if form.validate_on_submit():
        account = queries.account_by_id(form.account_id.data)
        try:
            services.give_role(account, found, form.role.data, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            word = ROLE_WORDS[Role(form.role.data)]
            flash(_("%(name)s 现在是本班的%(role)s。", name=account.name, role=word), "success")
            return go_to(url_for("access.class_roles"))
    return page("console/access/class_roles.html", form=form, roles=queries.roles_of(found.id))


@blueprint.post("/console/classes/<class_code>/settings/roles/<int:role_id>/take")
@needs("access.roles")
def take_role(role_id: int) -> Response:
    """Takes a role in this class away."""
    found = this_class()
    held = queries.role_by_id(found.id, role_id)
    try:
        services.take_role(held.account, found, held.role, by=actor(), at=clock.now())
        flash(_("已取消这个角色。"), "success")
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    return go_to(url_for("access.class_roles"))
