"""A week: one class, eight lessons of 1–8 学时 in 40, a trainee, and those who decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.access.models import Account
from core.attendance.models import Attendance
from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.leave import services
from core.leave.models import LeaveRequest
from core.leave.rules import LeaveKind
from core.leave.services import LeaveAsked
from core.testing import MONDAY, Maker
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.transaction import transaction


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the week in Beijing: day 0 is Monday."""
    return MONDAY + timedelta(days=day, hours=hour - 8, minutes=minute)


@dataclass
class Week:
    """A class with lessons, and the words to ask, decide and look."""

    make: Maker
    training_class: TrainingClass
    trainee: Enrolment
    staff: dict[str, Account]

    def lesson(self, day: int, hour: int, hours: float | str, **values: Any) -> Lesson:
        return self.make.lesson(
            self.training_class,
            values.pop("title", f"课{day}-{hour}"),
            starts_at=wall(day, hour),
            ends_at=wall(day, hour) + timedelta(hours=values.pop("lasts", 3)),
            credit_hours=Decimal(str(hours)),
            **values,
        )

    def by(self, role: str) -> Actor:
        return Actor("staff", self.staff[role].id, self.staff[role].name)

    def own(self, trainee: Enrolment | None = None) -> Actor:
        one = trainee or self.trainee
        return Actor("trainee", one.person_id, one.name)

    def ask(
        self, starts_at: datetime, ends_at: datetime, kind: str = "personal", **values: Any
    ) -> LeaveRequest:
        trainee = values.pop("trainee", self.trainee)
        asked = LeaveAsked(
            LeaveKind(kind), starts_at, ends_at, values.pop("reason", "家中有事"), **values
        )
        return services.ask_leave(trainee, asked, by=self.own(trainee), at=clock.now())

    def approve(self, leave: LeaveRequest) -> LeaveRequest:
        while leave.step is not None:
            by = self.by(leave.step.role)
            services.decide(leave, True, "同意", by=by, at=clock.now())
        return leave

    def granted(
        self, starts_at: datetime, ends_at: datetime, kind: str = "personal", **values: Any
    ) -> LeaveRequest:
        return self.approve(self.ask(starts_at, ends_at, kind, **values))

    def mark(
        self, lesson: Lesson, mark: str, kind: str | None = None, trainee: Enrolment | None = None
    ) -> None:
        row = Attendance(
            class_id=lesson.class_id,
            lesson_id=lesson.id,
            enrolment_id=(trainee or self.trainee).id,
            mark=mark,
            leave_kind=kind,
            source="test",
            received_at=clock.now(),
        )
        with transaction() as session:
            session.add(row)

    def register(self) -> dict[tuple[int, int], tuple[str, str | None]]:
        """Every mark of the class: (lesson, trainee) → (mark, kind of leave)."""
        db.session.rollback()
        rows = db.session.execute(select(Attendance)).scalars()
        return {(row.lesson_id, row.enrolment_id): (row.mark, row.leave_kind) for row in rows}

    def mark_of(self, lesson: Lesson, trainee: Enrolment | None = None) -> str | None:
        found = self.register().get((lesson.id, (trainee or self.trainee).id))
        return found[0] if found else None


@pytest.fixture
def week(app: Flask, make: Maker, stand: Callable[[timedelta], None]) -> Week:
    training_class = make.training_class()
    group = make.group(training_class, "第一组")
    person = make.person("张伟", unit_id=make.unit("市水务局工会").id)
    trainee = make.trainee(training_class, person=person, group_id=group.id)
    staff = {}
    for role in ("counsellor", "head_teacher", "host", "organiser", "liaison"):
        staff[role] = make.account()
        make.role(staff[role], training_class, role)
    return Week(make, training_class, trainee, staff)
