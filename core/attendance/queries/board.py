"""The live board of a lesson: who is here, who is missing, in two statements for any number of seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import and_, func, select

from core.attendance.models import Attendance, AttendanceFlag
from core.attendance.queries.marks import DUE_STATES, kind_in, mark_in
from core.attendance.rules import Mark, is_here
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.people.models import Person, Unit
from core.timetable.models import Lesson
from core.training.terms import LeaveKind


@dataclass(frozen=True)
class Seat:
    """One trainee on the board."""

    enrolment_id: int
    number: int
    name: str
    unit: str
    mark: Mark | None
    leave_kind: LeaveKind | None
    checked_in_at: datetime | None
    flagged: bool

    @property
    def here(self) -> bool:
        """Whether the seat is taken."""
        return is_here(self.mark)


@dataclass(frozen=True)
class SeatRow:
    """A group's row of seats; `title` is empty for those without a group."""

    title: str
    seats: tuple[Seat, ...]

    @property
    def here(self) -> int:
        """How many seats are taken."""
        return sum(seat.here for seat in self.seats)


@dataclass(frozen=True)
class Board:
    """A lesson as it fills up."""

    rows: tuple[SeatRow, ...]

    @property
    def seats(self) -> list[Seat]:
        """All seats, group by group."""
        return [seat for row in self.rows for seat in row.seats]

    @property
    def here(self) -> int:
        """已到."""
        return sum(row.here for row in self.rows)

    @property
    def due(self) -> int:
        """应到."""
        return sum(len(row.seats) for row in self.rows)

    @property
    def missing(self) -> list[Seat]:
        """Neither here nor on leave."""
        return [seat for seat in self.seats if seat.mark in (None, Mark.ABSENT)]

    @property
    def on_leave(self) -> list[Seat]:
        """With permission elsewhere."""
        return [seat for seat in self.seats if seat.mark is Mark.ON_LEAVE]

    @property
    def flags(self) -> int:
        """How many seats a person should look at."""
        return sum(seat.flagged for seat in self.seats)

    @property
    def etag(self) -> str:
        """Changes whenever the board would be drawn otherwise."""
        return sha256(repr(self.rows).encode()).hexdigest()[:20]


def board(lesson: Lesson) -> Board:
    """The seats of a lesson by group, in two statements."""
    flagged = set(
        db.session.execute(
            select(AttendanceFlag.enrolment_id).where(
                AttendanceFlag.lesson_id == lesson.id, AttendanceFlag.settled_at.is_(None)
            )
        ).scalars()
    )
    found = (
        select(
            Enrolment.id,
            Enrolment.number,
            Person.name,
            Unit.name.label("unit"),
            Group.name.label("group"),
            Attendance.mark,
            Attendance.leave_kind,
            Attendance.checked_in_at,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .outerjoin(Group, Group.id == Enrolment.group_id)
        .outerjoin(
            Attendance,
            and_(Attendance.enrolment_id == Enrolment.id, Attendance.lesson_id == lesson.id),
        )
        .where(Enrolment.class_id == lesson.class_id, Enrolment.state.in_(DUE_STATES))
        .order_by(Group.id.is_(None), Group.ordering, Group.id, Enrolment.number)
    )
    if lesson.group_id is not None:
        found = found.where(Enrolment.group_id == lesson.group_id)
    rows: dict[str, list[Seat]] = {}
    for row in db.session.execute(found):
        seat = Seat(
            row.id, row.number, row.name, row.unit or "", mark_in(row), kind_in(row),
            row.checked_in_at, row.id in flagged,
        )  # fmt: skip
        rows.setdefault(row.group or "", []).append(seat)
    return Board(tuple(SeatRow(title, tuple(seats)) for title, seats in rows.items()))


@dataclass(frozen=True)
class Count:
    """What the hall's screen tells of a lesson: 已到, 应到, the last who came."""

    here: int
    due: int
    latest: tuple[str, ...]


HERE = [mark.value for mark in Mark if is_here(mark)]


def count_of(lesson: Lesson, latest: int = 3) -> Count:
    """Numbers for the hall's screen, in three statements whatever the size of the class."""
    due = select(func.count()).select_from(Enrolment).where(
        Enrolment.class_id == lesson.class_id, Enrolment.state.in_(DUE_STATES)
    )  # fmt: skip
    if lesson.group_id is not None:
        due = due.where(Enrolment.group_id == lesson.group_id)
    here = (
        select(func.count())
        .select_from(Attendance)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(
            Attendance.lesson_id == lesson.id,
            Attendance.mark.in_(HERE),
            Enrolment.state.in_(DUE_STATES),
        )
    )
    names = (
        select(Person.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .where(Attendance.lesson_id == lesson.id, Attendance.checked_in_at.is_not(None))
        .order_by(Attendance.received_at.desc(), Attendance.id.desc())
        .limit(latest)
    )
    return Count(
        db.session.execute(here).scalar_one(),
        db.session.execute(due).scalar_one(),
        tuple(db.session.execute(names).scalars()) if latest else (),
    )
