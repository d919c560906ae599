"""The demonstration class stands ready at any hour, and is made once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import clock, demo
from core.access.models import Account
from core.attendance import codes
from core.attendance.models import Attendance
from core.db import db
from core.enrolment.models import Enrolment
from core.leave.models import LeaveRequest
from core.testing import Maker, rows_of
from core.timetable.queries import lessons_of, lessons_on, total_hours
from core.training.models import TrainingClass

TUESDAY = datetime(2026, 11, 24, tzinfo=UTC)
BEIJING = timedelta(hours=8)


def at_wall(hour: int, minute: int = 0) -> datetime:
    return TUESDAY + timedelta(hours=hour, minutes=minute) - BEIJING


def check_in_somewhere(make: Maker, way: demo.WayIn) -> list[str]:
    """The titles of today's lessons at which the demonstration phone can check in at this moment."""
    phone, found = make.phone_of(way.trainee), way.training_class
    key = phone.application.config["SECRET_KEY"].encode()
    step = found.policy.code_step_seconds
    opened = []
    for lesson in lessons_on(found.id, clock.local(clock.now(), found.zone).date()):
        code = codes.code_at(key, lesson.public_id, clock.now(), step)
        claim = phone.get(f"/s/{code}").text.partition('name="claim" value="')[2].partition('"')[0]
        if claim and "正常" in phone.post("/s/", data={"claim": claim}).text:
            opened.append(lesson.title)
    return opened


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [at_wall(0, 5), at_wall(7), at_wall(13), at_wall(23, 50)],
    ids=["00:05", "07:00", "13:00", "23:50"],
)
def test_lesson_can_be_checked_into_whenever_the_demonstration_starts(
    make: Maker, moment: datetime
) -> None:
    with clock.standing_at(moment):
        assert len(check_in_somewhere(make, demo.prepare(at=moment))) == 1


@pytest.mark.slow
def test_demonstration_is_the_week_that_the_guide_tells_of(make: Maker) -> None:
    moment = at_wall(10)
    with clock.standing_at(moment):
        way = demo.prepare(at=moment)
    found = way.training_class
    assert (found.state, (found.ends_on - found.starts_on).days) == ("running", 4)
    assert (rows_of(Enrolment), total_hours(found.id)) == (120, 40)
    units = select(func.count(Enrolment.unit_id.distinct()))
    assert db.session.execute(units).scalar() == 24
    assert len({one.held_on for one in lessons_of(found.id)} - {found.report_on}) == 5
    assert rows_of(LeaveRequest) == 5
    assert rows_of(Attendance) > 0


@pytest.mark.slow
def test_second_start_makes_no_second_class_and_opens_a_lesson_again(make: Maker) -> None:
    with clock.standing_at(at_wall(9)) as move:
        first = demo.prepare(at=clock.now())
        counts = [rows_of(one) for one in (TrainingClass, Enrolment, Account)]
        for wait in (timedelta(hours=6), timedelta(hours=18)):
            move(wait)
            again = demo.prepare(at=clock.now())
            assert again.training_class.id == first.training_class.id
            assert again.password == first.password
            assert len(check_in_somewhere(make, again)) == 1
        assert [rows_of(one) for one in (TrainingClass, Enrolment, Account)] == counts


@pytest.mark.slow
def test_start_in_another_week_makes_another_class(make: Maker) -> None:
    with clock.standing_at(at_wall(9)) as move:
        first = demo.prepare(at=clock.now())
        move(timedelta(days=7))
        again = demo.prepare(at=clock.now())
    assert (first.training_class.code, again.training_class.code) == ("DEMO", "DEMO-20261129")
    assert rows_of(Enrolment) == 240
