"""A hall: one class, one lesson at 08:30 on Monday, and what a phone does there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.attendance import codes
from core.enrolment.models import Enrolment
from core.testing import Maker
from core.timetable.models import Lesson
from core.training.models import TrainingClass


@dataclass
class Hall:
    """A class in its lesson; `code()` is what the screen shows at this moment."""

    app: Flask
    make: Maker
    training_class: TrainingClass
    lesson: Lesson

    def trainee(self, name: str = "张伟", **values: object) -> Enrolment:
        return self.make.trainee(self.training_class, name, **values)

    def code(self, lesson: Lesson | None = None) -> str:
        step = self.training_class.policy.code_step_seconds
        key = self.app.config["SECRET_KEY"].encode()
        return codes.code_at(key, (lesson or self.lesson).public_id, clock.now(), step)

    def claim(self, phone: FlaskClient, lesson: Lesson | None = None) -> str:
        return claim_in(phone.get(f"/s/{self.code(lesson)}").text)

    def check_in(self, phone: FlaskClient, lesson: Lesson | None = None) -> str:
        """What the phone shows after scan and tap."""
        answer = phone.get(f"/s/{self.code(lesson)}")
        if 'name="claim"' not in answer.text:
            return answer.text
        return phone.post("/s/", data={"claim": claim_in(answer.text)}).text


def claim_in(page: str) -> str:
    return page.split('name="claim" value="')[1].split('"', maxsplit=1)[0]


@pytest.fixture
def hall(app: Flask, make: Maker, stand) -> Hall:
    training_class = make.training_class()
    return Hall(
        app, make, training_class, make.lesson(training_class, "习近平新时代中国特色社会主义思想")
    )
