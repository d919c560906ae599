"""What leave does to the register: called by leave, inside the act of a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.attendance.models import Attendance
from core.attendance.rules import Mark, mark_after_excuse
from core.attendance.services.marking import open_lesson
from core.attendance.services.writing import Wanted, put_mark
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.timetable.models import Lesson
from core.training.terms import LeaveKind
from core.transaction import transaction


@dataclass(frozen=True)
class Excusal:
    """What leave did to one lesson; with `conflict` a real presence stood, and was kept."""

    lesson_id: int
    prior_mark: str | None
    prior_leave_kind: str | None
    conflict: bool


class Excused(Protocol):
    """Anything that remembers what an excuse changed."""

    @property
    def lesson_id(self) -> int: ...
    @property
    def prior_mark(self) -> str | None: ...
    @property
    def prior_leave_kind(self) -> str | None: ...
    @property
    def conflict(self) -> bool: ...


def excuse(
    enrolment_id: int,
    lesson_ids: Iterable[int],
    leave_kind: LeaveKind,
    *,
    why: str,
    by: Actor,
    at: datetime,
) -> list[Excusal]:
    """Marks lessons as leave and tells what stood before; a real presence is kept as a conflict.

    Raises Refused, with nothing written, for a lesson of another class or a locked register.
    """
    done = []
    with transaction() as session:
        enrolment = _enrolment(session, enrolment_id)
        for lesson_id in lesson_ids:
            lesson = _own_lesson(session, enrolment, lesson_id)
            row = _row(session, lesson.id, enrolment_id)
            prior = (row.mark, row.leave_kind) if row else (None, None)
            mark = mark_after_excuse(Mark(prior[0]) if prior[0] else None)
            done.append(Excusal(lesson.id, prior[0], prior[1], conflict=mark is None))
            if mark is not None:
                wanted = Wanted(mark, LeaveKind(leave_kind), why, "leave")
                place = (lesson.class_id, lesson.id, enrolment_id)
                put_mark(session, row, place, wanted, by=by, at=at)
    return done


def restore(
    enrolment_id: int, excusals: Iterable[Excused], *, why: str, by: Actor, at: datetime
) -> int:
    """Puts back exactly what leave changed; who came after all, or was marked since, is left alone.

    Returns how many marks changed.
    """
    changed = 0
    with transaction() as session:
        enrolment = _enrolment(session, enrolment_id)
        for one in excusals:
            row = _row(session, one.lesson_id, enrolment_id)
            if one.conflict or row is None or row.mark != Mark.ON_LEAVE:
                continue
            lesson = _own_lesson(session, enrolment, one.lesson_id)
            wanted = Wanted(
                Mark(one.prior_mark) if one.prior_mark else None,
                LeaveKind(one.prior_leave_kind) if one.prior_leave_kind else None,
                why,
                "leave",
            )
            place = (lesson.class_id, lesson.id, enrolment_id)
            changed += put_mark(session, row, place, wanted, by=by, at=at)
    return changed


def _enrolment(session: Session, enrolment_id: int) -> Enrolment:
    found = session.get(Enrolment, enrolment_id)
    if found is None:
        raise NotFound
    return found


def _own_lesson(session: Session, enrolment: Enrolment, lesson_id: int) -> Lesson:
    lesson = open_lesson(session, lesson_id)
    if lesson.class_id != enrolment.class_id:
        raise Refused(Problem("other_class", _("这节课不属于这个班，没有写入。")))
    return lesson


def _row(session: Session, lesson_id: int, enrolment_id: int) -> Attendance | None:
    return session.execute(
        select(Attendance)
        .where(Attendance.lesson_id == lesson_id, Attendance.enrolment_id == enrolment_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
