"""考勤表: trainees × half-days, in three statements for any class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from core.attendance.models import Attendance
from core.attendance.queries.marks import DUE_STATES, kind_in, mark_in
from core.attendance.rules import HALF_DAY_WORDS, HalfDay, Mark, glyph_of, heaviest
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.people.models import Person, Unit
from core.timetable.models import Lesson
from core.training.terms import LeaveKind

HALF_ORDER = [half.value for half in HalfDay]


@dataclass(frozen=True)
class Column:
    """A half-day (or a single lesson) of the register, with the lessons in it."""

    held_on: date | None
    half_day: str
    lessons: tuple[Lesson, ...]

    @property
    def title(self) -> Any:
        """上午, 下午, 晚上; nothing where the timetable does not say."""
        return HALF_DAY_WORDS[HalfDay(self.half_day)] if self.half_day else ""

    @property
    def locked(self) -> bool:
        """Whether nothing in it may change any more."""
        return all(lesson.locked_at is not None for lesson in self.lessons)

    def begun(self, at: datetime) -> bool:
        """Whether any of its lessons has begun by then."""
        return any(one.starts_at is None or one.starts_at <= at for one in self.lessons)


@dataclass(frozen=True)
class Cell:
    """What one trainee's row says in one column; `due` False: not theirs to attend."""

    mark: Mark | None
    leave_kind: LeaveKind | None
    due: bool

    @property
    def glyph(self) -> str:
        """The sign printed for it; nothing where the trainee had not to come."""
        return glyph_of(self.mark, self.leave_kind) if self.due else ""


@dataclass(frozen=True)
class RegisterRow:
    """One trainee's line."""

    enrolment_id: int
    number: int
    name: str
    unit: str
    group: str
    cells: tuple[Cell, ...]

    def count(self, mark: Mark) -> int:
        """How many of the columns bear this mark."""
        return sum(cell.mark is mark for cell in self.cells)


@dataclass(frozen=True)
class Register:
    """The whole sheet."""

    columns: tuple[Column, ...]
    rows: tuple[RegisterRow, ...]

    @property
    def days(self) -> list[tuple[date | None, list[Column]]]:
        """The columns day by day, for a head of two lines."""
        return [(day, list(found)) for day, found in groupby(self.columns, lambda one: one.held_on)]


def register(
    class_id: int,
    *,
    day: date | None = None,
    by_lesson: bool = False,
    until: date | None = None,
    lesson: Lesson | None = None,
) -> Register:
    """The register of a class by half-days, or by lessons; of one day or lesson, or up to a day."""
    lessons = [lesson] if lesson else _lessons(class_id, day, until)
    columns = _columns(lessons, by_lesson)
    marks: dict[tuple[int, int], Any] = {
        (row.enrolment_id, row.lesson_id): row
        for row in db.session.execute(
            select(
                Attendance.enrolment_id,
                Attendance.lesson_id,
                Attendance.mark,
                Attendance.leave_kind,
            ).where(Attendance.lesson_id.in_([one.id for one in lessons]))
        )
    }
    rows = tuple(
        RegisterRow(
            row.id,
            row.number,
            row.name,
            row.unit or "",
            row.group or "",
            tuple(_cell(column, row.id, row.group_id, marks) for column in columns),
        )
        for row in db.session.execute(trainees_of(class_id))
    )
    return Register(columns, rows)


def trainees_of(class_id: int) -> Any:
    """Those who should attend: id, number, name, unit, group, group_id, by number."""
    return (
        select(
            Enrolment.id,
            Enrolment.number,
            Enrolment.group_id,
            Person.name,
            Unit.name.label("unit"),
            Group.name.label("group"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .outerjoin(Group, Group.id == Enrolment.group_id)
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(DUE_STATES))
        .order_by(Enrolment.number)
    )


def _lessons(class_id: int, day: date | None, until: date | None) -> list[Lesson]:
    found = select(Lesson).where(
        Lesson.class_id == class_id,
        Lesson.cancelled_at.is_(None),
        Lesson.checks_in.is_(True),
        Lesson.held_on.is_not(None),
    )
    if day is not None:
        found = found.where(Lesson.held_on == day)
    if until is not None:
        found = found.where(Lesson.held_on <= until)
    lessons = list(db.session.execute(found.order_by(Lesson.starts_at, Lesson.id)).scalars())
    return sorted(lessons, key=_order)


def _order(lesson: Lesson) -> tuple[date, int]:
    half = HALF_ORDER.index(lesson.half_day) if lesson.half_day in HALF_ORDER else len(HALF_ORDER)
    return (lesson.held_on or date.max, half)


def _columns(lessons: Iterable[Lesson], by_lesson: bool) -> tuple[Column, ...]:
    if by_lesson:
        return tuple(Column(one.held_on, one.half_day, (one,)) for one in lessons)
    return tuple(
        Column(day, half, tuple(found))
        for (day, half), found in groupby(lessons, lambda one: (one.held_on, one.half_day))
    )


def _cell(
    column: Column, enrolment_id: int, group_id: int | None, marks: dict[tuple[int, int], Any]
) -> Cell:
    own = [one for one in column.lessons if one.group_id in (None, group_id)]
    rows = [marks.get((enrolment_id, one.id)) for one in own]
    mark = heaviest(mark_in(row) for row in rows)
    kinds = [kind_in(row) for row in rows if mark_in(row) is Mark.ON_LEAVE]
    return Cell(mark, kinds[0] if mark is Mark.ON_LEAVE and kinds else None, bool(own))
