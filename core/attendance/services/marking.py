"""Marks decided by a person: the guards that every change of a register passes, and one mark by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.attendance.models import Attendance
from core.attendance.rules import Mark
from core.attendance.services.writing import Wanted, put_mark
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.enrolment.rules import SHOULD_ATTEND
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.rules import State
from core.training.terms import LeaveKind
from core.transaction import transaction


def mark_by_hand(
    lesson: Lesson,
    enrolment: Enrolment,
    mark: Mark | None,
    *,
    why: str,
    by: Actor,
    at: datetime,
    leave_kind: LeaveKind | None = None,
) -> bool:
    """Corrects one mark with a reason; None takes it back to ○ 未到. False if it stood so already.

    Raises Refused: `locked`, `class_closed`, `cancelled`, `not_in_lesson`, `why_missing`, `leave_kind_missing`.
    """
    if not why.strip():
        raise Refused(Problem("why_missing", _("请写明更改的原因。"), "why"))
    if (mark is Mark.ON_LEAVE) != (leave_kind is not None):
        raise Refused(
            Problem("leave_kind_missing", _("记请假要选病假、事假或公假。"), "leave_kind")
        )
    with transaction() as session:
        now = open_lesson(session, lesson.id)
        require_due(session, now, [enrolment.id])
        row = rows_of_lesson(session, now, [enrolment.id]).get(enrolment.id)
        wanted = Wanted(mark, leave_kind, why.strip(), "hand")
        return put_mark(session, row, (now.class_id, now.id, enrolment.id), wanted, by=by, at=at)


def open_lesson(session: Session, lesson_id: int) -> Lesson:
    """The lesson, read under the write lock; Refused where its register may not change."""
    row = session.execute(
        select(Lesson, TrainingClass.state)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .where(Lesson.id == lesson_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound
    lesson: Lesson = row[0]
    if row[1] in (State.CLOSED, State.ARCHIVED):
        raise Refused(Problem("class_closed", _("本班已经结业，考勤不能再改。")))
    if lesson.cancelled_at is not None:
        words = _("“%(title)s”已经取消，没有考勤。", title=lesson.title)
        raise Refused(Problem("cancelled", words))
    if lesson.locked_at is not None:
        words = _("“%(title)s”的考勤表已锁定，请先由班主任解锁。", title=lesson.title)
        raise Refused(Problem("locked", words))
    return lesson


def due_of(session: Session, lesson: Lesson) -> list[int]:
    """The enrolments that should attend a lesson, by number."""
    found = select(Enrolment.id).where(
        Enrolment.class_id == lesson.class_id,
        Enrolment.state.in_([state.value for state in SHOULD_ATTEND]),
    )
    if lesson.group_id is not None:
        found = found.where(Enrolment.group_id == lesson.group_id)
    return list(session.execute(found.order_by(Enrolment.number)).scalars())


def require_due(session: Session, lesson: Lesson, enrolment_ids: Iterable[int]) -> list[int]:
    """All who should attend; Refused if any of these is not among them: then nothing is written."""
    due = due_of(session, lesson)
    strangers = set(enrolment_ids) - set(due)
    if strangers:
        words = _("有 %(count)d 人不在这节课的名单上，没有写入。", count=len(strangers))
        raise Refused(Problem("not_in_lesson", words))
    return due


def rows_of_lesson(
    session: Session, lesson: Lesson, enrolment_ids: Collection[int] | None = None
) -> dict[int, Attendance]:
    """The rows of a lesson by enrolment, read anew."""
    found = select(Attendance).where(Attendance.lesson_id == lesson.id)
    if enrolment_ids is not None:
        found = found.where(Attendance.enrolment_id.in_(enrolment_ids))
    rows = session.execute(found.execution_options(populate_existing=True)).scalars()
    return {row.enrolment_id: row for row in rows}
