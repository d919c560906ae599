"""A class on its last day, with a register."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask

from core import clock
from core.attendance.models import Attendance
from core.enrolment.models import Enrolment
from core.testing import Maker
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.transaction import transaction

Marks = Callable[..., None]


@pytest.fixture
def marks(app: Flask) -> Marks:
    """Writes one trainee's marks for lessons in order: √ △ ▽ × 假, or a space for none."""
    names = {"√": "present", "△": "late", "▽": "left_early", "×": "absent", "假": "on_leave"}

    def write(enrolment: Enrolment, lessons: list[Lesson], signs: str) -> None:
        with transaction() as session:
            session.add_all(
                Attendance(
                    class_id=enrolment.class_id,
                    lesson_id=lesson.id,
                    enrolment_id=enrolment.id,
                    mark=names[sign],
                    leave_kind="sick" if sign == "假" else None,
                    source="paper",
                    received_at=clock.now(),
                )
                for lesson, sign in zip(lessons, signs, strict=True)
                if sign != " "
            )

    return write


@pytest.fixture
def ten(make: Maker, stand) -> tuple[TrainingClass, list[Lesson]]:
    """A class of ten lessons of 4 学时 each: 40 in all, so that 1/7 is 5.714."""
    training_class = make.training_class()
    lessons = [make.lesson(training_class, credit_hours=Decimal(4)) for _n in range(10)]
    return training_class, lessons
