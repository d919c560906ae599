"""What is forgotten of a person when a class's retention date has come: sums and texts stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from core import files
from core.enrolment.models import Enrolment
from core.files import StoredFile
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import (
    CountEntry,
    EmergencyCard,
    Incident,
    Rated,
    Reflection,
    Ride,
)


def erase_field(person_id: int, before: datetime) -> int:
    """Erases cards, pictures, devices, seats, that one has rated, and whom an incident befell.

    Only in classes that ended before the moment. The texts of 心得, the counts and all sums stay. Says
    how many records were touched.
    """
    rows = (
        select(Enrolment.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person_id, TrainingClass.ends_on < before.date())
    )
    with transaction() as session:
        own = list(session.execute(rows).scalars())
        riders = [f"e:{one}" for one in own]
        statements: list[Any] = [
            delete(EmergencyCard).where(EmergencyCard.enrolment_id.in_(own)),
            delete(Rated).where(Rated.enrolment_id.in_(own)),
            delete(Ride).where(Ride.enrolment_id.in_(own)),
            update(CountEntry)
            .where(CountEntry.rider.in_(riders), CountEntry.device != "")
            .values(device=""),
            update(Incident).where(Incident.enrolment_id.in_(own)).values(enrolment_id=None),
        ]
        touched = sum(cast(CursorResult[Any], session.execute(one)).rowcount for one in statements)
        return touched + _erase_pictures(own)


def _erase_pictures(own: Collection[int]) -> int:
    with transaction() as session:
        rows = select(Reflection, StoredFile).join(StoredFile, StoredFile.id == Reflection.file_id)
        found = session.execute(rows.where(Reflection.enrolment_id.in_(own))).all()
        for reflection, _file in found:
            reflection.file_id = None
        session.flush()
        for _reflection, file in found:
            files.discard(file)
    return len(found)
