from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import g

from core import clock, plugins
from core.access.guard import PHONE_COOKIE, phone_cookie
from core.attendance import hooks, services
from core.attendance.models import Attendance, AttendanceChange
from core.db import db
from core.errors import Problem
from core.hookspecs import hookimpl
from core.testing import STAFF, counted_queries, rows_of

HEARD: list[object] = []


class Bus:
    """A plugin that watches check-in."""

    refuses = False

    @hookimpl
    def check_in_problems(self, lesson, enrolment, place):
        assert (lesson.title, enrolment.name, place) == ("讲座", "张伟", None)
        return [Problem("wrong_bus", "请到 2 号车签到")] if self.refuses else []

    @hookimpl
    def checked_in(self, event):
        HEARD.append((event.lesson_id, event.enrolment_id, event.mark, rows_of(Attendance)))


@pytest.fixture
def app_options(request) -> dict:
    HEARD.clear()
    if "bus" not in request.node.name:
        return {}
    return {"extra_plugins": [("bus", Bus())]}


def ready(hall):
    hall.lesson = hall.make.lesson(hall.training_class, "讲座")
    trainee = hall.trainee("张伟")
    return trainee, hall.make.phone_of(trainee)


def test_bus_refuses_a_check_in_with_its_words(hall, monkeypatch) -> None:
    monkeypatch.setattr(Bus, "refuses", True)
    _trainee, phone = ready(hall)
    assert "请到 2 号车签到" in hall.check_in(phone)
    assert (rows_of(Attendance), HEARD) == (0, [])


def test_bus_hears_a_check_in_once_and_after_the_commit(hall) -> None:
    trainee, phone = ready(hall)
    hall.check_in(phone)
    hall.check_in(phone)
    assert [(hall.lesson.id, trainee.id, "present", 1)] == HEARD


def test_bus_and_a_flag_still_make_at_most_eight_statements(hall) -> None:
    _trainee, _phone = ready(hall)
    other = hall.trainee("李娜")
    hall.make.binding(other.person_id, "one")
    shared = hall.app.test_client()
    shared.set_cookie(PHONE_COOKIE, phone_cookie(hall.make.binding(_trainee.person_id, "one")))
    claim = hall.claim(shared)
    with counted_queries() as seen:
        assert shared.post("/s/", data={"claim": claim}).status_code == 200
    flagged = [statement for statement in seen if "INSERT INTO attendance_flag" in statement]
    # The last one is the plugin's own count of rows; PostgreSQL's turn-taking asks no table.
    asked = [statement for statement in seen[:-1] if "pg_advisory" not in statement]
    assert (len(flagged), len(asked) <= 8) == (1, True)


def test_class_is_not_closed_while_a_lesson_lacks_marks(hall, stand) -> None:
    hall.trainee()
    assert hooks.closing_problems(hall.training_class) == []
    stand(timedelta(hours=5))
    assert [one.code for one in hooks.closing_problems(hall.training_class)] == ["attendance_open"]
    services.settle_lesson(hall.lesson, by=STAFF, at=clock.now())
    assert hooks.closing_problems(hall.training_class) == []


def test_panels_are_drawn_on_the_pages_of_others(hall, console) -> None:
    trainee = hall.trainee()
    hall.check_in(hall.make.phone_of(trainee))
    with hall.app.test_request_context(f"/console/classes/{hall.training_class.code}/"):
        g.class_code = hall.training_class.code
        class_id = hall.training_class.id
        drawn = [
            *plugins.panels("class_panels", class_id, training_class=hall.training_class),
            *plugins.panels("trainee_panels", class_id, enrolment=trainee),
        ]
    texts = [str(panel.body) for panel in drawn]
    assert any("1/1" in text for text in texts)
    assert any("正常" in text for text in texts)


def test_personal_data_is_shown_and_phones_are_forgotten(hall) -> None:
    trainee = hall.trainee()
    hall.check_in(hall.make.phone_of(trainee))
    person = SimpleNamespace(id=trainee.person_id)
    [held] = hooks.personal_data(person)
    assert (len(held.rows), "正常" in held.rows[0][1]) == (1, True)
    before = clock.now() + timedelta(days=1)
    assert hooks.erase_personal_data(person, before) == 2
    db.session.rollback()
    row, change = db.session.query(Attendance).one(), db.session.query(AttendanceChange).one()
    assert (row.mark, row.nonce, row.binding_id, change.device) == ("present", None, None, "")
    assert hooks.erase_personal_data(person, before) == 0
