from datetime import timedelta

from sqlalchemy import select

from core.attendance.models import Attendance, AttendanceChange
from core.db import db
from core.testing import MONDAY, counted_queries, rows_of


def test_scan_changes_nothing_before_the_tap(hall) -> None:
    phone = hall.make.phone_of(hall.trainee())
    assert 'name="claim"' in phone.get(f"/s/{hall.code()}").text
    assert (rows_of(Attendance), rows_of(AttendanceChange)) == (0, 0)


def test_tap_marks_and_shows_name_lesson_and_second(hall, stand) -> None:
    phone = hall.make.phone_of(hall.trainee("张伟"))
    stand(timedelta(minutes=25, seconds=3))
    text = hall.check_in(phone)
    assert [
        word for word in ("正常", "张伟", hall.lesson.title, "08:25:03") if word not in text
    ] == []
    row = db.session.execute(select(Attendance)).scalar_one()
    assert (row.mark, row.checked_in_at) == ("present", MONDAY + timedelta(minutes=25, seconds=3))
    change = db.session.execute(select(AttendanceChange)).scalar_one()
    assert (change.from_mark, change.to_mark, change.by_name, change.source) == (
        None,
        "present",
        "张伟",
        "scan",
    )


def test_check_in_asks_at_most_eight_statements(hall) -> None:
    phone = hall.make.phone_of(hall.trainee())
    claim = hall.claim(phone)
    with counted_queries() as seen:
        assert phone.post("/s/", data={"claim": claim}).status_code == 200
    assert len(seen) <= 8, seen


def test_repeat_answers_the_same(hall, stand) -> None:
    phone = hall.make.phone_of(hall.trainee())
    claim = hall.claim(phone)
    first = phone.post("/s/", data={"claim": claim}).text
    stand(timedelta(seconds=40))
    again = phone.post("/s/", data={"claim": claim}).text
    result = '<section class="result'
    assert first.split(result)[1] == again.split(result)[1]
    assert (rows_of(Attendance), rows_of(AttendanceChange)) == (1, 1)


def test_claim_of_another_phone_is_worth_nothing(hall) -> None:
    here, away = hall.make.phone_of(hall.trainee("甲")), hall.make.phone_of(hall.trainee("乙"))
    claim = hall.claim(here)
    assert away.post("/s/", data={"claim": claim}).status_code == 409
    assert rows_of(Attendance) == 0


def test_trainee_who_has_left_reads_so_and_is_not_marked(hall) -> None:
    phone = hall.make.phone_of(hall.trainee(state="withdrawn"))
    assert "您已不在本班，不能签到。" in hall.check_in(phone)
    assert rows_of(Attendance) == 0
