"""Accounts of staff: made, given passwords, shut out and let in again."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask_security.utils import hash_password, verify_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.access.models import Account, SystemRole
from core.access.rules import normalised_username, password_problems, username_problem
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction

ADMINISTRATOR = "administrator"


def create_account(
    username: str,
    name: str,
    password: str,
    *,
    administrator: bool = False,
    by: Actor,
    at: datetime,
) -> Account:
    """Makes an account for a member of staff; Refused for a taken name or a weak password."""
    username, name = normalised_username(username), name.strip()
    problems = password_problems(password, username)
    shape = username_problem(username)
    if shape:
        problems.insert(0, shape)
    if not 1 <= len(name) <= 80:
        problems.append(Problem("name_missing", _("请填写姓名，最多 80 个字。"), "name"))
    if problems:
        raise Refused(problems)
    hashed = hash_password(password)  # slow on purpose: before the write lock is taken
    with transaction() as session:
        taken = select(Account.id).where(Account.username == username)
        if session.execute(taken).first():
            raise Refused(Problem("username_taken", _("这个登录名已经有人用了。"), "username"))
        account = Account(
            username=username,
            name=name,
            password=hashed,
            active=True,
            fs_uniquifier=secrets.token_hex(32),
            created_at=at,
            roles=[_administrator(session)] if administrator else [],
        )
        session.add(account)
        session.flush()
        audit.note(
            "access.create_account", f"account:{account.id}", by=by, at=at, username=username
        )
    return account


def _administrator(session: Session) -> SystemRole:
    held = select(SystemRole).where(SystemRole.name == ADMINISTRATOR)
    return session.execute(held).scalar_one_or_none() or SystemRole(name=ADMINISTRATOR)


def password_fits(account: Account | None, password: str) -> bool:
    """Whether this is the account's password; takes as long where there is no such account."""
    if account is None or not account.active or not account.password.startswith("$"):
        hash_password(password[: 2 * 128])
        return False
    return bool(verify_password(password, account.password))


def note_sign_in(account: Account, address: str, *, by: Actor, at: datetime) -> None:
    """Keeps when and from where somebody signed in, and the time before that."""
    with transaction():
        account.last_login_at, account.current_login_at = account.current_login_at, at
        account.last_login_ip, account.current_login_ip = account.current_login_ip, address
        account.login_count = (account.login_count or 0) + 1
        audit.note("access.sign_in", f"account:{account.id}", by=by, at=at, address=address)


def set_password(account: Account, password: str, *, by: Actor, at: datetime) -> None:
    """Gives an account a new password and ends all its sessions."""
    problems = password_problems(password, account.username)
    if problems:
        raise Refused(problems)
    hashed = hash_password(password)
    with transaction():
        account.password = hashed
        account.fs_uniquifier = secrets.token_hex(32)
        audit.note("access.set_password", f"account:{account.id}", by=by, at=at)


def deactivate(account: Account, *, by: Actor, at: datetime) -> None:
    """Shuts an account out at once; its traces stay. Never one's own, never the last administrator."""
    with transaction() as session:
        if by.kind == "staff" and by.id == account.id:
            raise Refused(Problem("own_account", _("不能停用自己的账号。")))
        if account.is_administrator and _other_administrators(session, account.id) == 0:
            raise Refused(Problem("last_administrator", _("这是最后一个系统管理员，不能停用。")))
        account.active = False
        account.fs_uniquifier = secrets.token_hex(32)
        audit.note("access.deactivate", f"account:{account.id}", by=by, at=at)


def reactivate(account: Account, *, by: Actor, at: datetime) -> None:
    """Lets an account in again with its old password."""
    with transaction():
        account.active = True
        audit.note("access.reactivate", f"account:{account.id}", by=by, at=at)


def _other_administrators(session: Session, account_id: int) -> int:
    others = select(Account).where(Account.active.is_(True), Account.id != account_id)
    return sum(one.is_administrator for one in session.execute(others).scalars())
