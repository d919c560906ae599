"""Accounts, their roles in classes, and the phones of trainees: each function is one act."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask_security.utils import hash_password, verify_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.access.models import Account, ClassRole, Consent, PhoneBinding, SystemRole
from core.access.rules import (
    may_hand_on,
    normalised_username,
    password_problems,
    phone_flags,
    phone_problems,
    username_problem,
)
from core.access.terms import Role
from core.audit import Actor
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.people.models import Person
from core.transaction import transaction

if TYPE_CHECKING:
    from core.training.models import TrainingClass

ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Device:
    """The phone in somebody's hand: the random name that Jixun gave it, and what it says it is."""

    name: str
    user_agent: str = ""


# -- accounts ---------------------------------------------------------------------------------------


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


# -- roles ------------------------------------------------------------------------------------------


def give_role(
    account: Account, training_class: TrainingClass, role: str, *, by: Actor, at: datetime
) -> ClassRole:
    """Makes an account 主办, 班主任 … of one class; giving it twice changes nothing."""
    with transaction() as session:
        wanted = _role_to_hand_on(session, role, training_class.id, by)
        if not account.active:
            raise Refused(Problem("account_inactive", _("这个账号已停用。"), "account_id"))
        held = select(ClassRole).where(
            ClassRole.class_id == training_class.id,
            ClassRole.account_id == account.id,
            ClassRole.role == wanted.value,
        )
        given = session.execute(held).scalar_one_or_none()
        if given is None:
            given = ClassRole(class_id=training_class.id, account_id=account.id, role=wanted.value)
            session.add(given)
            subject = f"account:{account.id}"
            audit.note(
                "access.give_role",
                subject,
                by=by,
                at=at,
                class_id=training_class.id,
                role=wanted.value,
            )
    return given


def take_role(
    account: Account, training_class: TrainingClass, role: str, *, by: Actor, at: datetime
) -> None:
    """Takes a role in one class away again; NotFound where it is not held."""
    with transaction() as session:
        wanted = _role_to_hand_on(session, role, training_class.id, by)
        held = select(ClassRole).where(
            ClassRole.class_id == training_class.id,
            ClassRole.account_id == account.id,
            ClassRole.role == wanted.value,
        )
        given = session.execute(held).scalar_one_or_none()
        if given is None:
            raise NotFound
        session.delete(given)
        subject = f"account:{account.id}"
        audit.note(
            "access.take_role", subject, by=by, at=at, class_id=training_class.id, role=wanted.value
        )


def _role_to_hand_on(session: Session, role: str, class_id: int, by: Actor) -> Role:
    if role not in list(Role):
        raise Refused(Problem("role_unknown", _("没有这个角色。"), "role"))
    wanted = Role(role)
    giver = session.get(Account, by.id) if by.kind == "staff" else None
    if giver is None or giver.is_administrator:
        return wanted
    held = select(ClassRole.role).where(
        ClassRole.class_id == class_id, ClassRole.account_id == giver.id
    )
    if not may_hand_on(wanted, set(session.execute(held).scalars())):
        raise Refused(Problem("role_above", _("“主办”只能由主办或系统管理员指定。"), "role"))
    return wanted


# -- phones -----------------------------------------------------------------------------------------


def bind_phone(
    person_id: int, training_class: TrainingClass, device: Device, *, by: Actor, at: datetime
) -> PhoneBinding:
    """Makes a phone speak for a person, who has just read the class's notice on personal data.

    The same phone again gives the same binding. Whether a second phone, or a second person on this
    phone, is taken, flagged or refused is the class's policy.
    """
    with transaction() as session:
        session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
        _keep_consent(session, person_id, training_class, at)
        living = _living(session, person_id, device.name)
        mine = [one for one in living if one.person_id == person_id]
        for one in mine:
            if one.device == device.name:
                return one
        policy = training_class.policy
        rules = (policy.one_phone_per_person, policy.one_person_per_phone)
        second, shared = bool(mine), len(mine) < len(living)
        problems = phone_problems(second, shared, rules)
        if problems:
            raise Refused(problems)
        binding = PhoneBinding(
            person_id=person_id,
            device=device.name,
            bound_at=at,
            user_agent=device.user_agent[:255],
            flags=phone_flags(second, shared, rules),
        )
        session.add(binding)
        session.flush()
        audit.note(
            "access.bind_phone",
            f"person:{person_id}",
            by=by,
            at=at,
            class_id=training_class.id,
            flags=binding.flags,
        )
    return binding


def _living(session: Session, person_id: int, device: str) -> list[PhoneBinding]:
    either = (PhoneBinding.person_id == person_id) | (PhoneBinding.device == device)
    found = select(PhoneBinding).where(either, PhoneBinding.revoked_at.is_(None))
    return list(session.execute(found).scalars())


def _keep_consent(
    session: Session, person_id: int, training_class: TrainingClass, at: datetime
) -> None:
    key = {
        "class_id": training_class.id,
        "person_id": person_id,
        "version": training_class.privacy_version,
    }
    if session.execute(select(Consent.id).filter_by(**key)).first() is None:
        session.add(Consent(**key, accepted_at=at))


def revoke_phone(
    binding: PhoneBinding, *, by: Actor, at: datetime, class_id: int | None = None
) -> None:
    """Makes a phone forget for whom it spoke; a lost phone can do nothing any more."""
    with transaction():
        if binding.revoked_at is None:
            binding.revoked_at = at
            subject = f"person:{binding.person_id}"
            audit.note("access.revoke_phone", subject, by=by, at=at, class_id=class_id)


def erase_phones(person_id: int, before: datetime) -> int:
    """Erases bindings and consents older than `before`, inside the retention run's act."""
    with transaction() as session:
        old = (
            *session.execute(
                select(PhoneBinding).where(
                    PhoneBinding.person_id == person_id, PhoneBinding.bound_at < before
                )
            ).scalars(),
            *session.execute(
                select(Consent).where(Consent.person_id == person_id, Consent.accepted_at < before)
            ).scalars(),
        )
        for row in old:
            session.delete(row)
    return len(old)
