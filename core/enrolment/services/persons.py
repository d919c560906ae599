"""Whose file a row or an application belongs to; where it is ambiguous, a person must choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from core.db import db
from core.enrolment.matching import Candidate, Identity, Match, Verdict, match_of
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.people.models import Person, Unit
from core.people.rules import Gender, masked_phone
from core.people.services import unit_named
from core.transaction import transaction

NEW = 0
"""The choice "this is somebody else", where a person's id would say who it is."""


@dataclass(frozen=True)
class Known:
    """What a list or a form says of somebody; all normalised, empty where not known."""

    name: str
    gender: int = Gender.UNKNOWN
    unit: str = ""
    position: str = ""
    phone: str = ""
    id_number: str = ""
    ethnicity: str = ""

    @property
    def identity(self) -> Identity:
        """What tells this person from another."""
        return Identity(self.name, self.phone, self.id_number, self.unit)


class OnFile:
    """People on file who might be meant, found in one statement for a whole list."""

    def __init__(self, wanted: Iterable[Known]) -> None:
        known = list(wanted)
        self.people: dict[int, Person] = {}
        self._index: dict[tuple[str, str], list[Person]] = {}
        for person in self._found(known):
            self.people[person.id] = person
            keys = {
                ("phone", person.phone or ""),
                ("id", person.id_number or ""),
                ("name", f"{person.unit_name}\n{person.name}"),
            }
            for key in keys:
                self._index.setdefault(key, []).append(person)

    @staticmethod
    def _found(known: list[Known]) -> list[Person]:
        phones = {one.phone for one in known if one.phone}
        numbers = {one.id_number for one in known if one.id_number}
        names = {one.name for one in known if one.unit}
        rows = (
            select(Person)
            .outerjoin(Unit, Unit.id == Person.unit_id)
            .where(
                or_(Person.phone.in_(phones), Person.id_number.in_(numbers), Person.name.in_(names))
            )
            .order_by(Person.id)
        )
        return list(db.session.execute(rows).scalars())

    def match(self, wanted: Known) -> Match:
        """Who is meant: the same, somebody new, or a question."""
        keys = (
            ("phone", wanted.phone),
            ("id", wanted.id_number),
            ("name", f"{wanted.unit}\n{wanted.name}" if wanted.unit else ""),
        )
        meant = {one.id: one for key in keys if key[1] for one in self._index.get(key, [])}
        return match_of(wanted.identity, [_candidate(one) for one in meant.values()])


def _candidate(person: Person) -> Candidate:
    identity = Identity(person.name, person.phone or "", person.id_number or "", person.unit_name)
    return Candidate(person.id, identity)


def ambiguous(known: Known, match: Match) -> Problem:
    """Asks in words which of the people on file is meant."""
    who = "、".join(_described(one.identity) for one in match.candidates)
    words = _(
        "“%(name)s”与已有人员对不上：%(who)s。请确认是同一个人还是另一个人。",
        name=known.name,
        who=who,
    )
    return Problem("ambiguous", words)


def _described(identity: Identity) -> str:
    parts = [identity.name, identity.unit, masked_phone(identity.phone) if identity.phone else ""]
    return " ".join(part for part in parts if part)


def person_for(known: Known, *, at: datetime, chosen: int | None = None) -> Person:
    """The person's file, opened if new; `chosen` is a person's id or NEW, where a person decided.

    Raises Refused("ambiguous") where somebody must choose. Joins the running act.
    """
    with transaction():
        file = OnFile([known])
        match = file.match(known)
        if match.verdict is Verdict.ASK and chosen is None:
            raise Refused(ambiguous(known, match))
        return taken_up(known, match, file, at=at, chosen=chosen)


def taken_up(
    known: Known, match: Match, file: OnFile, *, at: datetime, chosen: int | None
) -> Person:
    """Writes what is known into the file that a match or a choice names."""
    offered = {one.key for one in match.candidates}
    if match.verdict is Verdict.SAME:
        return _filled(file.people[match.candidates[0].key], known, at=at)
    if match.verdict is Verdict.ASK and chosen is not None and chosen in offered:
        person = file.people[chosen]
        _release(known, file, besides=person)
        person.name = known.name
        return _filled(person, known, at=at)
    _release(known, file, besides=None)
    return _opened(known, at=at)


def _release(known: Known, file: OnFile, besides: Person | None) -> None:
    """A number or an ID that a person decided belongs to somebody else leaves its old file."""
    for person in file.people.values():
        if person is besides:
            continue
        if known.phone and person.phone == known.phone:
            person.phone = None
        if known.id_number and person.id_number == known.id_number:
            person.id_number = None
    db.session.flush()


def _filled(person: Person, known: Known, *, at: datetime) -> Person:
    unit = unit_named(known.unit, at=at)
    person.phone = known.phone or person.phone
    person.id_number = known.id_number or person.id_number
    person.ethnicity = known.ethnicity or person.ethnicity
    person.gender = known.gender or person.gender
    person.position = known.position or person.position
    person.unit = unit or person.unit
    return person


def _opened(known: Known, *, at: datetime) -> Person:
    person = Person(
        name=known.name,
        gender=known.gender,
        phone=known.phone or None,
        id_number=known.id_number or None,
        ethnicity=known.ethnicity,
        unit=unit_named(known.unit, at=at),
        position=known.position,
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    return person
