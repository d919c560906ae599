"""Lessons with what their registers say, each question in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from core.attendance.models import Attendance, AttendanceFlag, RefusedCheckIn
from core.attendance.queries.board import HERE
from core.attendance.queries.marks import DUE_STATES
from core.attendance.rules import Mark
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from core.people.models import Person
from core.timetable.models import Lesson


def lesson_in(class_id: int, lesson_id: int) -> Lesson:
    """A lesson of this class; NotFound for any other."""
    found = db.session.get(Lesson, lesson_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def trainee_in(class_id: int, enrolment_id: int) -> Enrolment:
    """A trainee of this class; NotFound for any other."""
    found = db.session.get(Enrolment, enrolment_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


@dataclass(frozen=True)
class Counted:
    """A lesson and its numbers: 应到, 已到, on leave, absent, and who has no mark yet."""

    lesson: Lesson
    due: int
    here: int
    on_leave: int
    absent: int

    @property
    def unmarked(self) -> int:
        """Neither here nor away: nothing is known of them."""
        return self.due - self.here - self.on_leave - self.absent

    @property
    def share(self) -> float | None:
        """How many of those who should came, 0 to 1; None while nothing is known."""
        known = self.here + self.on_leave + self.absent
        return self.here / self.due if self.due and known else None


def lessons_counted(class_id: int, day: date | None = None) -> list[Counted]:
    """The lessons of a class (or of one day) that check in, with their numbers, in two statements."""
    found = (
        select(
            Lesson,
            _sum(Attendance.mark.in_(HERE)),
            _sum(Attendance.mark == Mark.ON_LEAVE.value),
            _sum(Attendance.mark == Mark.ABSENT.value),
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.class_id == Lesson.class_id,
                Enrolment.state.in_(DUE_STATES),
                or_(Lesson.group_id.is_(None), Lesson.group_id == Enrolment.group_id),
            ),
        )
        .outerjoin(
            Attendance,
            and_(Attendance.lesson_id == Lesson.id, Attendance.enrolment_id == Enrolment.id),
        )
        .where(
            Lesson.class_id == class_id,
            Lesson.cancelled_at.is_(None),
            Lesson.checks_in.is_(True),
        )
        .group_by(Lesson.id)
        .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
    )
    if day is not None:
        found = found.where(Lesson.held_on == day)
    due = _due_by_group(class_id)
    return [
        Counted(lesson, due.get(lesson.group_id, 0), here or 0, leave or 0, absent or 0)
        for lesson, here, leave, absent in db.session.execute(found)
    ]


def _sum(condition: Any) -> Any:
    return func.count().filter(condition)


def _due_by_group(class_id: int) -> dict[int | None, int]:
    """How many should attend: of each group, and under None of the whole class."""
    rows = db.session.execute(
        select(Enrolment.group_id, func.count())
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(DUE_STATES))
        .group_by(Enrolment.group_id)
    ).all()
    found: dict[int | None, int] = {group: count for group, count in rows if group is not None}
    found[None] = sum(count for _group, count in rows)
    return found


def lessons_unsettled(class_id: int, at: datetime) -> list[Counted]:
    """Lessons that have ended and have trainees without a mark."""
    return [
        one
        for one in lessons_counted(class_id)
        if one.unmarked > 0 and one.lesson.ends_at is not None and one.lesson.ends_at <= at
    ]


def open_flags(class_id: int) -> list[Any]:
    """Flags nobody has settled: (flag, lesson, trainee's name, unit's name, mark, time), newest first."""
    found = (
        select(
            AttendanceFlag,
            Lesson,
            Person.name,
            Attendance.mark,
            Attendance.leave_kind,
            Attendance.checked_in_at,
        )
        .join(Lesson, Lesson.id == AttendanceFlag.lesson_id)
        .join(Enrolment, Enrolment.id == AttendanceFlag.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.lesson_id == AttendanceFlag.lesson_id,
                Attendance.enrolment_id == AttendanceFlag.enrolment_id,
            ),
        )
        .where(AttendanceFlag.class_id == class_id, AttendanceFlag.settled_at.is_(None))
        .order_by(AttendanceFlag.raised_at.desc(), AttendanceFlag.id.desc())
    )
    return list(db.session.execute(found).all())


def flag_in(class_id: int, flag_id: int) -> AttendanceFlag:
    """A flag of this class; NotFound for any other."""
    found = db.session.get(AttendanceFlag, flag_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def flag_count(class_id: int) -> int:
    """How many flags wait for a person."""
    return db.session.execute(
        select(func.count())
        .select_from(AttendanceFlag)
        .where(AttendanceFlag.class_id == class_id, AttendanceFlag.settled_at.is_(None))
    ).scalar_one()


def refusals(class_id: int, limit: int = 30) -> list[Any]:
    """The last scans that were turned away: (refusal, lesson's title, trainee's name or None)."""
    found = (
        select(RefusedCheckIn, Lesson.title, Person.name)
        .outerjoin(Lesson, Lesson.id == RefusedCheckIn.lesson_id)
        .outerjoin(Enrolment, Enrolment.id == RefusedCheckIn.enrolment_id)
        .outerjoin(Person, Person.id == Enrolment.person_id)
        .where(RefusedCheckIn.class_id == class_id)
        .order_by(RefusedCheckIn.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(found).all())


def wrong_guesses(enrolment_id: int, since: datetime) -> int:
    """How often this trainee typed a wrong number since then."""
    return db.session.execute(
        select(func.count())
        .select_from(RefusedCheckIn)
        .where(
            RefusedCheckIn.enrolment_id == enrolment_id,
            RefusedCheckIn.code == "typed_code_wrong",
            RefusedCheckIn.at > since,
        )
    ).scalar_one()
