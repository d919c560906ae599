"""What is forgotten of a person when the retention date has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from core.db import db
from core.enrolment.models import Application, Enrolment
from core.people.models import Person
from core.training.models import TrainingClass
from core.transaction import transaction


def erase_contacts(person: Person, before: datetime) -> int:
    """Erases phone and ID number, with those of the person's applications; says how many records.

    Nothing happens while a class of theirs ended at or after `before`. Names and classes stay, for the
    register of completion.
    """
    with transaction() as session:
        newest = (
            select(func.max(TrainingClass.ends_on))
            .join(Enrolment, Enrolment.class_id == TrainingClass.id)
            .where(Enrolment.person_id == person.id)
        )
        ended = session.execute(newest).scalar()
        if ended is not None and ended >= before.date():
            return 0
        held = int(bool(person.phone or person.id_number))
        mine = select(Enrolment.id).where(Enrolment.person_id == person.id)
        erased = session.execute(
            update(Application)
            .where(Application.enrolment_id.in_(mine), Application.phone != "")
            .values(phone="")
        )
        person.phone = person.id_number = None
        person.erased_at = person.erased_at or before
        db.session.flush()
    return held + int(getattr(erased, "rowcount", 0))
