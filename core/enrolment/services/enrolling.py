"""Taking a person into a class, and what then happens to the trainee."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core import audit, plugins
from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.enrolment.rules import (
    ARRIVED,
    ENROLMENT_WORDS,
    GONE,
    EnrolmentState,
    new_activation_code,
)
from core.enrolment.services.places import locked, place_problems
from core.errors import Problem, Refused
from core.events import Enrolled
from core.i18n import lazy_gettext as _
from core.people.models import Person, Unit
from core.people.services import PersonDetails, change_person, unit_named
from core.training.models import TrainingClass
from core.training.rules import State
from core.transaction import announce, transaction


@dataclass(frozen=True)
class Seat:
    """What a trainee is given in the class; `number` None means the next one."""

    unit: Unit | None = None
    position: str = ""
    group: Group | None = None
    note: str = ""
    number: int | None = None


def enrol(
    training_class: TrainingClass,
    person: Person,
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None = None,
) -> Enrolment:
    """Makes a person a trainee, with a number, an activation code and a place that is free.

    Raises Refused where the class is closed, nobody more has a place, the person is in it already,
    or a feature has an objection. Announces Enrolled.
    """
    with transaction():
        training_class = locked(training_class)
        given = seat or Seat(unit=person.unit, position=person.position)
        unit_id = given.unit.id if given.unit else None
        problems = place_problems(training_class, unit_id)
        if problems:
            raise Refused(problems)
        return admit(training_class, person, given, by=by, at=at)


def admit(
    training_class: TrainingClass, person: Person, seat: Seat, *, by: Actor, at: datetime
) -> Enrolment:
    """Writes the trainee inside an act that has locked the class and counted the places."""
    before = select(Enrolment).where(
        Enrolment.class_id == training_class.id, Enrolment.person_id == person.id
    )
    enrolment = db.session.execute(before).scalar_one_or_none()
    if enrolment is not None and enrolment.state not in GONE:
        words = _("%(name)s 已经在本班。", name=person.name)
        raise Refused(Problem("already_enrolled", words))
    problems = plugins.ask(
        "enrolment_problems", training_class.id, training_class=training_class, person=person
    )
    if problems:
        raise Refused(problems)
    if enrolment is None:
        enrolment = _new(training_class, person, seat, at=at)
        db.session.add(enrolment)
    enrolment.state, enrolment.left_at = EnrolmentState.APPROVED.value, None
    enrolment.unit, enrolment.group = seat.unit, seat.group
    enrolment.position, enrolment.note = seat.position[:200], seat.note[:200]
    db.session.flush()
    _note("enrolment.enrol", enrolment, by=by, at=at, name=person.name)
    announce(Enrolled(class_id=training_class.id, at=at, enrolment_id=enrolment.id))
    return enrolment


def _new(training_class: TrainingClass, person: Person, seat: Seat, *, at: datetime) -> Enrolment:
    return Enrolment(
        class_id=training_class.id,
        person=person,
        number=seat.number or next_number(training_class.id),
        activation_code=new_activation_code(),
        token=secrets.token_urlsafe(12),
        enrolled_at=at,
    )


def next_number(class_id: int) -> int:
    """The number after the highest one given in a class; numbers are not used twice."""
    highest = select(func.max(Enrolment.number)).where(Enrolment.class_id == class_id)
    return (db.session.execute(highest).scalar() or 0) + 1


def report_in(enrolment: Enrolment, *, by: Actor, at: datetime) -> Enrolment:
    """Notes at 报到 that a trainee has arrived; a second press changes nothing."""
    with transaction():
        training_class = _locked_class(enrolment)
        if enrolment.state in GONE:
            raise _refused_gone(enrolment)
        if enrolment.state not in ARRIVED:
            runs = training_class.state == State.RUNNING
            arrived = EnrolmentState.TRAINING if runs else EnrolmentState.REPORTED
            enrolment.state, enrolment.reported_at = arrived.value, at
            _note("enrolment.report_in", enrolment, by=by, at=at)
    return enrolment


def take_back_report(enrolment: Enrolment, *, by: Actor, at: datetime) -> Enrolment:
    """Undoes a tick at 报到 that was made by mistake."""
    with transaction():
        _locked_class(enrolment)
        if enrolment.state in (EnrolmentState.REPORTED, EnrolmentState.TRAINING):
            enrolment.state, enrolment.reported_at = EnrolmentState.APPROVED.value, None
            _note("enrolment.take_back_report", enrolment, by=by, at=at)
    return enrolment


def withdraw_trainee(
    enrolment: Enrolment,
    *,
    by: Actor,
    at: datetime,
    why: str,
    state: EnrolmentState = EnrolmentState.WITHDRAWN,
) -> Enrolment:
    """Ends a trainee's part in the class (退学, 中途退出) with its reason; the place is free again."""
    if not why.strip():
        raise Refused(Problem("why_missing", _("请写明原因。"), "why"))
    with transaction():
        _locked_class(enrolment)
        _leave(enrolment, state, at=at)
        _note("enrolment.withdraw", enrolment, by=by, at=at, state=state.value, why=why.strip())
    return enrolment


def replace_trainee(
    enrolment: Enrolment, person: Person, *, by: Actor, at: datetime, why: str = ""
) -> Enrolment:
    """换人: another person takes the trainee's place, unit and group, under a number of their own."""
    with transaction():
        training_class = _locked_class(enrolment)
        _leave(enrolment, EnrolmentState.REPLACED, at=at)
        seat = Seat(unit=enrolment.unit, position=person.position, group=enrolment.group)
        made = admit(training_class, person, seat, by=by, at=at)
        _note("enrolment.replace", enrolment, by=by, at=at, new=made.id, why=why.strip())
    return made


def _leave(enrolment: Enrolment, state: EnrolmentState, *, at: datetime) -> None:
    if enrolment.state in GONE:
        raise _refused_gone(enrolment)
    enrolment.state, enrolment.left_at = state.value, at
    db.session.flush()


def change_trainee(
    enrolment: Enrolment, details: PersonDetails, *, by: Actor, at: datetime, note: str = ""
) -> Enrolment:
    """Puts right what the list says of a trainee: the person's file, unit and position in this class."""
    with transaction():
        _locked_class(enrolment)
        change_person(enrolment.person, details, by=by, at=at)
        enrolment.unit = unit_named(details.unit, at=at)
        enrolment.position, enrolment.note = details.position.strip()[:200], note.strip()[:200]
        _note("enrolment.change", enrolment, by=by, at=at)
    return enrolment


def report_in_all(enrolments: Sequence[Enrolment], *, by: Actor, at: datetime) -> list[Enrolment]:
    """Notes the arrival of several trainees at once, a busload for instance."""
    with transaction():
        return [report_in(enrolment, by=by, at=at) for enrolment in enrolments]


def _locked_class(enrolment: Enrolment) -> TrainingClass:
    return locked(db.session.get_one(TrainingClass, enrolment.class_id))


def _refused_gone(enrolment: Enrolment) -> Refused:
    words = _(
        "%(name)s 已经离开本班（%(state)s）。",
        name=enrolment.name,
        state=ENROLMENT_WORDS[EnrolmentState(enrolment.state)],
    )
    return Refused(Problem("gone", words))


def _note(act: str, enrolment: Enrolment, *, by: Actor, at: datetime, **detail: object) -> None:
    subject = f"enrolment:{enrolment.id}"
    audit.note(act, subject, by=by, at=at, class_id=enrolment.class_id, **detail)
