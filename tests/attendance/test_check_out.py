from datetime import timedelta

from sqlalchemy import select

from core.attendance.models import Attendance
from core.db import db
from core.testing import MONDAY, rows_of
from tests.attendance.conftest import claim_in


def leaving(hall):
    hall.training_class = hall.make.training_class(policy_json={"check_out": True})
    hall.lesson = hall.make.lesson(hall.training_class)
    return hall.make.phone_of(hall.trainee())


def leave(hall, phone) -> str:
    answer = phone.get(f"/s/{hall.code()}").text
    if 'name="act"' not in answer:
        return answer
    return phone.post("/s/", data={"claim": claim_in(answer), "act": "out"}).text


def row() -> Attendance:
    db.session.rollback()
    return db.session.execute(select(Attendance)).scalar_one()


def test_check_out_at_the_end_keeps_the_mark(hall, stand) -> None:
    phone = leaving(hall)
    hall.check_in(phone)
    stand(timedelta(hours=3, minutes=30))
    text = leave(hall, phone)
    assert ("签退" in text, "11:30:00" in text) == (True, True)
    assert (row().mark, row().checked_out_at) == ("present", MONDAY + timedelta(hours=3.5))


def test_check_out_before_the_end_is_early(hall, stand) -> None:
    phone = leaving(hall)
    hall.check_in(phone)
    stand(timedelta(hours=3))
    assert "早退" in leave(hall, phone)
    stand(timedelta(minutes=20))
    assert "早退" in leave(hall, phone)
    assert (row().mark, row().checked_out_at) == ("left_early", MONDAY + timedelta(hours=3))


def test_scan_before_check_out_opens_only_shows_the_mark(hall, stand) -> None:
    phone = leaving(hall)
    hall.check_in(phone)
    stand(timedelta(hours=1))
    assert "正常" in leave(hall, phone)
    assert row().checked_out_at is None


def test_check_out_without_check_in_is_refused(hall, stand) -> None:
    phone = leaving(hall)
    stand(timedelta(hours=1))
    claim = hall.claim(phone)
    stand(timedelta(minutes=1))
    answer = phone.post("/s/", data={"claim": claim, "act": "out"})
    assert (answer.status_code, rows_of(Attendance)) == (409, 0)
