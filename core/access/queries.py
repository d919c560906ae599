"""What the pages of accounts, roles and phones ask the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.access.models import Account, ClassRole, Consent, PairedPhone, PhoneBinding
from core.access.rules import code_hash, normalised_username
from core.access.terms import ROLE_WORDS, Role
from core.audit import Actor
from core.contributions import Permission
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


# -- phones on the road -----------------------------------------------------------------------------


def paired_phone_of(phone_id: int, device: str) -> PairedPhone | None:
    """The phone of a cookie, cut off or not."""
    wanted = select(PairedPhone).where(PairedPhone.id == phone_id, PairedPhone.device == device)
    return db.session.execute(wanted).scalar_one_or_none() if device else None


def paired_phones(class_id: int) -> list[PairedPhone]:
    """The paired phones of a class, the living first."""
    rows = select(PairedPhone).where(PairedPhone.class_id == class_id)
    found = db.session.execute(rows.order_by(PairedPhone.id)).scalars()
    return sorted(found, key=lambda one: one.cut_off_at is not None)


def paired_phone_by_id(class_id: int, phone_id: int) -> PairedPhone:
    """A paired phone of this class; NotFound elsewhere."""
    found = db.session.get(PairedPhone, phone_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def phone_offered(code: str) -> PairedPhone | None:
    """The phone that a pairing code stands for, whatever its age."""
    wanted = select(PairedPhone).where(PairedPhone.code_hash == code_hash(code))
    return db.session.execute(wanted).scalar_one_or_none()


def phones_held_by(number: str) -> list[PairedPhone]:
    """The paired phones whose holder has this telephone number."""
    if not number:
        return []
    rows = select(PairedPhone).where(PairedPhone.holder_phone == number).order_by(PairedPhone.id)
    return list(db.session.execute(rows).scalars())


def pairable_rights() -> dict[str, Permission]:
    """The rights that may be given to a paired phone."""
    known: dict[str, Permission] = current_app.extensions["jixun.permissions"]
    return {name: one for name, one in known.items() if one.paired}


def holds(by: Actor, permission: str, class_id: int) -> bool:
    """Whether staff or a paired phone holds a right in a class, asked of the database alone."""
    known: dict[str, Permission] = current_app.extensions["jixun.permissions"]
    if permission not in known:
        return False
    if by.kind == "phone":
        phone = db.session.get(PairedPhone, by.id)
        return phone is not None and phone_holds(phone, permission, class_id)
    account = db.session.get(Account, by.id) if by.kind == "staff" else None
    if account is None or not account.active or account.is_administrator:
        return account is not None and account.active
    rows = select(ClassRole.role).where(
        ClassRole.account_id == account.id, ClassRole.class_id == class_id
    )
    return bool(set(known[permission].roles) & set(db.session.execute(rows).scalars()))


def phone_holds(phone: PairedPhone, permission: str, class_id: int) -> bool:
    """Whether a living paired phone was given a right, and it still is one that it may have."""
    given = permission in phone.rights and permission in pairable_rights()
    return given and phone.cut_off_at is None and phone.class_id == class_id
