"""Scans that were turned away are kept, with the reason that was told."""

from __future__ import annotations

from datetime import datetime

from core.attendance.models import RefusedCheckIn
from core.attendance.queries.scan import Scan
from core.enrolment.models import Enrolment
from core.errors import Problem, Refused
from core.transaction import transaction


def note_refusal(scan: Scan | None, refused: Refused, *, at: datetime) -> None:
    """Keeps a scan that was turned away, where it is known which class it was for."""
    if scan is None:
        return
    with transaction() as session:
        session.add(
            RefusedCheckIn(
                class_id=scan.class_id,
                lesson_id=scan.lesson_id,
                enrolment_id=scan.enrolment_id,
                code=refused.codes[0][:40],
                message=str(refused.problems[0])[:400],
                at=at,
            )
        )


def note_wrong_code(enrolment: Enrolment, problem: Problem, *, at: datetime) -> None:
    """Keeps a typed number that named no lesson, so that guessing can be stopped."""
    with transaction() as session:
        session.add(
            RefusedCheckIn(
                class_id=enrolment.class_id,
                enrolment_id=enrolment.id,
                code=problem.code[:40],
                message=str(problem.message)[:400],
                at=at,
            )
        )
