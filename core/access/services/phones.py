"""The phones of trainees: bound, revoked, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.access.models import Consent, PhoneBinding
from core.access.rules import phone_flags, phone_problems
from core.audit import Actor
from core.errors import Refused
from core.people.models import Person
from core.transaction import transaction

if TYPE_CHECKING:
    from core.training.models import TrainingClass


@dataclass(frozen=True)
class Device:
    """The phone in somebody's hand: the random name that Jixun gave it, and what it says it is."""

    name: str
    user_agent: str = ""


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
