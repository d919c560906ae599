"""What is forgotten of attendance when a class's retention date has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from core.attendance.models import Attendance, AttendanceChange, RefusedCheckIn
from core.enrolment.models import Enrolment
from core.transaction import transaction


def forget_devices(person_id: int, *, before: datetime) -> int:
    """Takes phones, nonces and refused scans of a person away; returns how many rows changed."""
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    with transaction() as session:
        found = [
            session.execute(
                update(Attendance)
                .where(
                    Attendance.enrolment_id.in_(own),
                    Attendance.received_at < before,
                    Attendance.nonce.is_not(None),
                )
                .values(binding_id=None, nonce=None)
            ),
            session.execute(
                update(AttendanceChange)
                .where(
                    AttendanceChange.enrolment_id.in_(own),
                    AttendanceChange.at < before,
                    AttendanceChange.device != "",
                )
                .values(device="")
            ),
            session.execute(
                delete(RefusedCheckIn).where(
                    RefusedCheckIn.enrolment_id.in_(own), RefusedCheckIn.at < before
                )
            ),
        ]
    return sum(cast(CursorResult[Any], result).rowcount for result in found)
