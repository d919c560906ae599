"""What the pages of accounts, roles and phones ask the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.access.models import Account, ClassRole, Consent, PhoneBinding
from core.access.rules import normalised_username
from core.access.terms import ROLE_WORDS, Role
from core.db import db
from core.errors import NotFound
from core.people.models import Person


@dataclass(frozen=True)
class RoleHeld:
    """One line of the roles page."""

    role_id: int
    account: Account
    role: str
    word: Any


def account_named(username: str) -> Account | None:
    """The account of a sign-in name, however it was typed."""
    wanted = select(Account).where(Account.username == normalised_username(username))
    return db.session.execute(wanted).scalar_one_or_none()


def account_by_id(account_id: int) -> Account:
    """An account; NotFound where there is none."""
    found = db.session.get(Account, account_id)
    if found is None:
        raise NotFound
    return found


def accounts(*, active_only: bool = False) -> list[Account]:
    """All members of staff, those who may sign in first."""
    wanted = select(Account).order_by(Account.active.desc(), Account.username)
    if active_only:
        wanted = wanted.where(Account.active.is_(True))
    return list(db.session.execute(wanted).scalars())


def roles_of(class_id: int) -> list[RoleHeld]:
    """Who is what in a class, in the order of the roles."""
    rows = select(ClassRole).where(ClassRole.class_id == class_id)
    held = db.session.execute(rows.options(joinedload(ClassRole.account))).scalars()
    order = list(Role)
    lines = [RoleHeld(one.id, one.account, one.role, ROLE_WORDS[Role(one.role)]) for one in held]
    return sorted(lines, key=lambda line: (order.index(Role(line.role)), line.account.username))


def role_by_id(class_id: int, role_id: int) -> ClassRole:
    """A role given in this class; NotFound elsewhere."""
    found = db.session.get(ClassRole, role_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def person_by_id(person_id: int | None) -> Person:
    """The person behind a bound phone."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def phones_of(person_id: int) -> list[PhoneBinding]:
    """The phones that speak for a person now, the newest first."""
    living = (
        select(PhoneBinding)
        .where(PhoneBinding.person_id == person_id, PhoneBinding.revoked_at.is_(None))
        .order_by(PhoneBinding.id.desc())
    )
    return list(db.session.execute(living).scalars())


def phone_by_id(person_id: int, binding_id: int) -> PhoneBinding:
    """A phone of this person; NotFound for anybody else's."""
    found = db.session.get(PhoneBinding, binding_id)
    if found is None or found.person_id != person_id:
        raise NotFound
    return found


def consents_of(person_id: int) -> list[Consent]:
    """Which versions of which class's notice a person accepted."""
    rows = select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)
    return list(db.session.execute(rows.options(joinedload(Consent.training_class))).scalars())
