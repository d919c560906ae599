"""What marks add up to, and one trainee's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select

from core.attendance.models import Attendance, AttendanceChange
from core.attendance.rules import MARK_WORDS, Mark, Tally, tally
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import SHOULD_ATTEND
from core.timetable.models import Lesson
from core.training.terms import LeaveKind

DUE_STATES = tuple(state.value for state in SHOULD_ATTEND)


@dataclass(frozen=True)
class OwnMark:
    """A lesson as one trainee sees it: the lesson and what the register says of them."""

    lesson: Lesson
    mark: Mark | None
    leave_kind: LeaveKind | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None


def marks_of(enrolment_id: int, day: date | None = None) -> list[OwnMark]:
    """Every lesson this trainee should attend, with their mark, by time; of one day if it is named."""
    found = (
        select(Lesson, Attendance)
        .join(Enrolment, Enrolment.class_id == Lesson.class_id)
        .outerjoin(
            Attendance,
            and_(Attendance.lesson_id == Lesson.id, Attendance.enrolment_id == Enrolment.id),
        )
        .where(
            Enrolment.id == enrolment_id,
            Lesson.cancelled_at.is_(None),
            or_(Lesson.group_id.is_(None), Lesson.group_id == Enrolment.group_id),
        )
        .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
    )
    if day is not None:
        found = found.where(Lesson.held_on == day)
    return [
        OwnMark(
            lesson,
            mark_in(row),
            kind_in(row),
            _time(row, "checked_in_at"),
            _time(row, "checked_out_at"),
        )
        for lesson, row in db.session.execute(found)
    ]


def _time(row: Any, name: str) -> datetime | None:
    moment: datetime | None = getattr(row, name, None)
    return moment


def mark_in(row: Any) -> Mark | None:
    """The mark of a row or of nothing."""
    return Mark(row.mark) if row is not None and row.mark else None


def kind_in(row: Any) -> LeaveKind | None:
    """The kind of leave of a row or of nothing."""
    return LeaveKind(row.leave_kind) if row is not None and row.leave_kind else None


def tallies(class_id: int) -> dict[int, Tally]:
    """What every trainee's marks add up to, by enrolment, in two statements.

    Cancelled lessons do not count; a lesson of one group counts for that group only.
    """
    lessons = db.session.execute(
        select(Lesson.id, Lesson.credit_hours, Lesson.group_id).where(
            Lesson.class_id == class_id, Lesson.cancelled_at.is_(None)
        )
    ).all()
    rows = db.session.execute(
        select(Enrolment.id, Enrolment.group_id, Attendance.lesson_id, Attendance.mark)
        .outerjoin(Attendance, Attendance.enrolment_id == Enrolment.id)
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(DUE_STATES))
    ).all()
    groups: dict[int, int | None] = {}
    marks: dict[int, dict[int, Mark]] = {}
    for enrolment_id, group_id, lesson_id, mark in rows:
        groups[enrolment_id] = group_id
        own = marks.setdefault(enrolment_id, {})
        if lesson_id is not None:
            own[lesson_id] = Mark(mark)
    return {
        enrolment_id: tally(
            (marks[enrolment_id].get(lesson.id), Decimal(lesson.credit_hours))
            for lesson in lessons
            if lesson.group_id in (None, group_id)
        )
        for enrolment_id, group_id in groups.items()
    }


def history_of(lesson_ids: list[int], enrolment_id: int) -> dict[int, list[AttendanceChange]]:
    """Every change of this trainee's marks in these lessons, oldest first."""
    rows = db.session.execute(
        select(AttendanceChange)
        .where(
            AttendanceChange.lesson_id.in_(lesson_ids),
            AttendanceChange.enrolment_id == enrolment_id,
        )
        .order_by(AttendanceChange.id)
    ).scalars()
    found: dict[int, list[AttendanceChange]] = {one: [] for one in lesson_ids}
    for row in rows:
        found[row.lesson_id].append(row)
    return found


def marks_of_person(person_id: int) -> list[tuple[str, str]]:
    """All that is held of a person's attendance in any class, as (lesson, what is held)."""
    rows = db.session.execute(
        select(Lesson.title, Lesson.held_on, Attendance)
        .join(Attendance, Attendance.lesson_id == Lesson.id)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Lesson.held_on, Lesson.starts_at)
    )
    return [
        (f"{held_on or ''} {title}".strip(), f"{MARK_WORDS[Mark(row.mark)]} {_iso(row)}".strip())
        for title, held_on, row in rows
    ]


def _iso(row: Attendance) -> str:
    return row.checked_in_at.isoformat(timespec="seconds") if row.checked_in_at else ""
