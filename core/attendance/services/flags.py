"""Settling a flag: the check-in stands, or it is undone and the mark before it is back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.attendance.models import AttendanceChange, AttendanceFlag
from core.attendance.rules import FLAG_WORDS, FlagKind, Mark
from core.attendance.services.marking import open_lesson, rows_of_lesson
from core.attendance.services.writing import Wanted, put_mark
from core.audit import Actor, note
from core.errors import NotFound
from core.i18n import lazy_gettext as _
from core.training.terms import LeaveKind
from core.transaction import transaction

CONFIRMED, UNDONE = "confirmed", "undone"


def settle_flag(flag: AttendanceFlag, *, keep: bool, by: Actor, at: datetime) -> bool:
    """Confirms a flagged check-in, or undoes it; False if somebody settled the flag before.

    Undoing puts back the mark before the check-in, with a trace; Refused if the register is locked.
    """
    with transaction() as session:
        now = session.get(AttendanceFlag, flag.id, populate_existing=True)
        if now is None:
            raise NotFound
        if now.settled_at is not None:
            return False
        now.settled_at, now.settled_by = at, by.name
        now.outcome = CONFIRMED if keep else UNDONE
        if not keep:
            _undo(session, now, by=by, at=at)
        subject = f"lesson:{now.lesson_id} enrolment:{now.enrolment_id}"
        note(f"attendance.flag_{now.outcome}", subject, by=by, at=at, class_id=now.class_id,
             kind=now.kind)  # fmt: skip
        return True


def _undo(session: Session, flag: AttendanceFlag, *, by: Actor, at: datetime) -> None:
    lesson = open_lesson(session, flag.lesson_id)
    row = rows_of_lesson(session, lesson, [flag.enrolment_id]).get(flag.enrolment_id)
    if row is None or row.checked_in_at is None or row.source in ("hand", "roll_call"):
        return
    prior, kind = _before_check_in(session, flag)
    why = _("撤销签到：%(flag)s", flag=FLAG_WORDS[FlagKind(flag.kind)])
    wanted = Wanted(prior, kind, str(why), "flag")
    row.checked_in_at = None
    put_mark(session, row, (flag.class_id, lesson.id, flag.enrolment_id), wanted, by=by, at=at)


def _before_check_in(
    session: Session, flag: AttendanceFlag
) -> tuple[Mark | None, LeaveKind | None]:
    """The mark that the check-in replaced; its kind of leave stands one change earlier."""
    changes = list(
        session.execute(
            select(AttendanceChange)
            .where(
                AttendanceChange.lesson_id == flag.lesson_id,
                AttendanceChange.enrolment_id == flag.enrolment_id,
            )
            .order_by(AttendanceChange.id.desc())
        ).scalars()
    )
    for number, change in enumerate(changes):
        if change.source in ("scan", "typed") and change.from_mark:
            earlier = changes[number + 1] if number + 1 < len(changes) else None
            kind = earlier.leave_kind if earlier and change.from_mark == Mark.ON_LEAVE else None
            return Mark(change.from_mark), LeaveKind(kind) if kind else None
        if change.source in ("scan", "typed"):
            break
    return None, None
