from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.attendance import codes
from core.attendance.models import Attendance, RefusedCheckIn
from core.db import db
from core.testing import rows_of


def digits(hall) -> str:
    key = hall.app.config["SECRET_KEY"].encode()
    return codes.typed_code_at(key, hall.lesson.public_id, clock.now(), 10)


def test_typed_digits_check_in(hall) -> None:
    phone = hall.make.phone_of(hall.trainee())
    url = f"/m/{hall.training_class.code}/code"
    assert "6 位数字" in phone.get(url).text
    assert "正常" in phone.post(url, data={"code": digits(hall)}).text
    assert db.session.execute(select(Attendance.source)).scalar_one() == "typed"


def test_wrong_digits_are_refused_beside_the_field_and_soon_stopped(hall, stand) -> None:
    phone, url = hall.make.phone_of(hall.trainee()), f"/m/{hall.training_class.code}/code"
    wrong = "000000" if digits(hall) != "000000" else "111111"
    for _one in range(10):
        assert "不对或已过期" in phone.post(url, data={"code": wrong}).text
    assert "输错次数太多" in phone.post(url, data={"code": digits(hall)}).text
    stand(timedelta(seconds=61))
    assert "正常" in phone.post(url, data={"code": digits(hall)}).text
    assert rows_of(RefusedCheckIn) == 11


def test_digits_of_another_class_are_not_known_here(hall) -> None:
    other = hall.make.training_class()
    hall.make.lesson(other)
    phone = hall.make.phone_of(hall.make.trainee(other, "别班"))
    url = f"/m/{other.code}/code"
    assert phone.post(url, data={"code": digits(hall)}).status_code == 409
    assert phone.get(f"/m/{hall.training_class.code}/code").status_code == 404
