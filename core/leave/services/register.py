"""What a leave holds in the register, made to fit: inside the act of whoever changed something."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.attendance import services as attendance
from core.audit import Actor
from core.i18n import gettext as _
from core.leave.days import spans_of
from core.leave.models import Excused, LeaveRequest
from core.leave.queries import books_of, held_hours
from core.leave.rules import IN_FORCE, LeaveState, effective_end, lessons_covered
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.terms import LeaveKind


def settle(
    session: Session,
    leave: LeaveRequest,
    *,
    by: Actor,
    at: datetime,
    only: Collection[int] | None = None,
) -> None:
    """Makes the register say what this leave covers now, and `credit_hours` what it adds up to.

    Lessons it covers and does not hold are excused; lessons it holds and no longer covers are put
    back as they were. `only` names the lessons to look at. What another leave of the same trainee
    covers as well is taken up by that one. Raises Refused for a locked register.
    """
    before = _held(session, leave)
    wanted = _wanted(session, leave, before, at)
    given = [
        row
        for lesson_id, row in before.items()
        if lesson_id not in wanted and _seen(lesson_id, only) and _is_on(session, lesson_id)
    ]
    _give_back(leave, given, by=by, at=at)
    others = _others_in_force(session, leave)
    taken = {lesson_id for one in others for lesson_id in _held(session, one)}
    missing = [one for one in wanted if one not in before and one not in taken and _seen(one, only)]
    _take(session, leave, missing, by=by, at=at)
    session.flush()
    _count(session, leave)
    if given:
        for one in others:
            settle(session, one, by=by, at=at, only=[row.lesson_id for row in given])


def _seen(lesson_id: int, only: Collection[int] | None) -> bool:
    return only is None or lesson_id in only


def _held(session: Session, leave: LeaveRequest) -> dict[int, Excused]:
    rows = select(Excused).where(Excused.leave_id == leave.id, Excused.restored_at.is_(None))
    return {row.lesson_id: row for row in session.execute(rows).scalars()}


def _wanted(
    session: Session, leave: LeaveRequest, before: dict[int, Excused], at: datetime
) -> list[int]:
    """The lessons that this leave covers now, in their order.

    After a return, lessons that began later are free again, but for those that were over by then.
    """
    if leave.state not in IN_FORCE:
        return []
    training_class = session.get_one(TrainingClass, leave.class_id)
    book = books_of(training_class, [leave.enrolment])[leave.enrolment_id]
    ends_at = effective_end(leave.ends_at, leave.returned_at)
    whole = lessons_covered(
        leave.starts_at, leave.ends_at, spans_of(book.lessons, training_class.zone)
    )
    return [
        span.lesson.id
        for span in whole
        if span.starts_at < ends_at or (span.lesson.id in before and span.ends_at <= at)
    ]


def _is_on(session: Session, lesson_id: int) -> bool:
    """A cancelled lesson has no register: its mark waits until it is taken up again."""
    return session.get_one(Lesson, lesson_id).cancelled_at is None


def _give_back(leave: LeaveRequest, rows: Collection[Excused], *, by: Actor, at: datetime) -> None:
    why = str(_("假条 %(id)d 不再涉及这节课", id=leave.id))
    attendance.restore(leave.enrolment_id, rows, why=why, by=by, at=at)
    for row in rows:
        row.restored_at = at


def _take(
    session: Session, leave: LeaveRequest, lesson_ids: Iterable[int], *, by: Actor, at: datetime
) -> None:
    why = str(_("假条 %(id)d 已批准", id=leave.id))
    done = attendance.excuse(
        leave.enrolment_id, lesson_ids, LeaveKind(leave.kind), why=why, by=by, at=at
    )
    rows = select(Excused).where(Excused.leave_id == leave.id)
    known = {row.lesson_id: row for row in session.execute(rows).scalars()}
    for one in done:
        row = known.get(one.lesson_id)
        if row is None:
            row = Excused(leave_id=leave.id, lesson_id=one.lesson_id)
            session.add(row)
        row.prior_mark, row.prior_leave_kind = one.prior_mark, one.prior_leave_kind
        row.conflict, row.restored_at = one.conflict, None


def _count(session: Session, leave: LeaveRequest) -> None:
    if leave.state not in (*IN_FORCE, LeaveState.PENDING):
        return
    training_class = session.get_one(TrainingClass, leave.class_id)
    book = books_of(training_class, [leave.enrolment])[leave.enrolment_id]
    if leave.state == LeaveState.PENDING:
        leave.credit_hours = book.asked_hours(book.covered(leave.starts_at, leave.ends_at))
    else:
        leave.credit_hours = held_hours(book, set(_held(session, leave)))


def _others_in_force(session: Session, leave: LeaveRequest) -> list[LeaveRequest]:
    rows = select(LeaveRequest).where(
        LeaveRequest.enrolment_id == leave.enrolment_id,
        LeaveRequest.id != leave.id,
        LeaveRequest.state.in_([state.value for state in IN_FORCE]),
    )
    return list(session.execute(rows.order_by(LeaveRequest.starts_at)).scalars())
