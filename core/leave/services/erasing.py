"""What is no longer needed of a request when its time has come: the register stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core import files
from core.enrolment.models import Enrolment
from core.files import StoredFile
from core.leave.models import LeaveRequest
from core.transaction import transaction


def erase_leave(person_id: int, before: datetime) -> int:
    """Erases reasons, comments and photos of leave that ended before a moment; returns how many."""
    with transaction() as session:
        found = (
            select(LeaveRequest)
            .join(Enrolment, Enrolment.id == LeaveRequest.enrolment_id)
            .where(Enrolment.person_id == person_id, LeaveRequest.ends_at < before)
        )
        erased = 0
        for leave in session.execute(found).scalars():
            said = [step for step in leave.steps if step.comment]
            if not (leave.reason or leave.file_id or said):
                continue
            erased += 1
            file = session.get(StoredFile, leave.file_id) if leave.file_id else None
            leave.reason, leave.file_id = "", None
            for step in said:
                step.comment = ""
            session.flush()
            if file is not None:
                files.discard(file)
        return erased
