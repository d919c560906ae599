"""A class that ended well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from flask import Flask

from core import clock
from core.attendance.models import Attendance
from core.enrolment.models import Enrolment
from core.testing import STAFF, Maker
from core.training.models import TrainingClass
from core.training.services import set_setting
from core.transaction import transaction
from plugins.certificates.services import Links

Closed = tuple[TrainingClass, list[Enrolment]]


@pytest.fixture
def links(app: Flask) -> Links:
    return Links("http://localhost", app.config["SECRET_KEY"])


@pytest.fixture
def ready(make: Maker, stand) -> Callable[..., Closed]:
    """A class whose trainees were all at its one lesson of 20 学时; `names` in order."""

    def build(names: Sequence[str] = ("张伟", "王芳", "李静"), **values: object) -> Closed:
        training_class = make.training_class(**values)
        set_setting(training_class, "certificates.prefix", "市工培", by=STAFF, at=clock.now())
        lesson = make.lesson(training_class, credit_hours=Decimal(20))
        trainees = [make.trainee(training_class, name) for name in names]
        with transaction() as session:
            session.add_all(
                Attendance(
                    class_id=training_class.id,
                    lesson_id=lesson.id,
                    enrolment_id=one.id,
                    mark="present",
                    source="paper",
                    received_at=clock.now(),
                )
                for one in trainees
            )
        return training_class, trainees

    return build
