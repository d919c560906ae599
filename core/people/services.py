"""Units by name, and what is known of a person put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import audit
from core.audit import Actor
from core.db import add_once, db
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.people.models import Person, Unit
from core.people.rules import (
    Gender,
    name_problem,
    normalised_name,
    normalised_phone,
    phone_problem,
)
from core.transaction import transaction


@dataclass(frozen=True)
class PersonDetails:
    """What an organiser writes down about a person; `gender` by GB/T 2261.1, phone may be empty."""

    name: str
    gender: int = Gender.UNKNOWN
    phone: str = ""
    unit: str = ""
    position: str = ""


def unit_named(name: str, *, at: datetime) -> Unit | None:
    """The unit of this name, written down if it is new; None for no name. Joins the running act."""
    wanted = " ".join(name.split())[:120]
    if not wanted:
        return None
    with transaction() as session:
        known = select(Unit).where(Unit.name == wanted)
        found = session.execute(known).scalar_one_or_none()
        if found is None:
            add_once(session, Unit, {"name": wanted, "created_at": at})
            found = session.execute(known).scalar_one()
        return found


def details_problems(details: PersonDetails) -> list[Problem]:
    """Everything that is wrong with what was typed about a person, each beside its field."""
    phone = normalised_phone(details.phone)
    found = [name_problem(normalised_name(details.name)), phone_problem(phone) if phone else None]
    return [problem for problem in found if problem is not None]


def change_person(person: Person, details: PersonDetails, *, by: Actor, at: datetime) -> Person:
    """Puts right what is known of a person; Refused where the phone belongs to somebody else."""
    problems = details_problems(details)
    if problems:
        raise Refused(problems)
    with transaction() as session:
        phone = normalised_phone(details.phone) or None
        owner = select(Person).where(Person.phone == phone, Person.id != person.id)
        other = session.execute(owner).scalar_one_or_none() if phone else None
        if other is not None:
            words = _("这个手机号是 %(name)s 的，请核对。", name=other.name)
            raise Refused(Problem("phone_taken", words, "phone"))
        changed = _changes(person, details, phone)
        person.name, person.phone = normalised_name(details.name), phone
        person.gender, person.position = details.gender, details.position.strip()[:200]
        person.unit = unit_named(details.unit, at=at)
        session.flush()
        audit.note("people.change", f"person:{person.id}", by=by, at=at, fields=changed)
    return person


def _changes(person: Person, details: PersonDetails, phone: str | None) -> list[str]:
    """The names of the fields that change; the journal keeps no personal data of its own."""
    pairs = {
        "name": (person.name, normalised_name(details.name)),
        "phone": (person.phone, phone),
        "gender": (person.gender, details.gender),
        "position": (person.position, details.position.strip()[:200]),
        "unit": (person.unit_name, details.unit.strip()),
    }
    return [field for field, (before, after) in pairs.items() if before != after]


def rename_unit(unit: Unit, name: str, *, by: Actor, at: datetime) -> Unit:
    """Gives a unit another name; Refused where another unit has it."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > 120:
        raise Refused(Problem("unit_name", _("单位名称为 1 到 120 个字。"), "name"))
    with transaction() as session:
        taken = select(Unit.id).where(Unit.name == wanted, Unit.id != unit.id)
        if session.execute(taken).first():
            raise Refused(Problem("unit_taken", _("已有同名的单位。"), "name"))
        before, unit.name = unit.name, wanted
        audit.note("people.rename_unit", f"unit:{unit.id}", by=by, at=at, before=before)
    db.session.refresh(unit)
    return unit
