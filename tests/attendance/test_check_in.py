from datetime import timedelta

from sqlalchemy import delete, select, update

from core import clock
from core.access.cookies import LONGEST_COOKIE, PHONE_COOKIE
from core.access.models import PhoneBinding
from core.attendance.models import Attendance, AttendanceChange
from core.db import db
from core.testing import MONDAY, counted_queries, rows_of
from core.timetable.models import Lesson
from core.transaction import transaction


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


def test_check_in_asks_four_statements_and_postgresql_for_a_lock(hall) -> None:
    phone = hall.make.phone_of(hall.trainee())
    claim = hall.claim(phone)
    with counted_queries() as seen:
        assert phone.post("/s/", data={"claim": claim}).status_code == 200
    assert len(seen) == {"sqlite": 4, "postgresql": 5}[db.engine.dialect.name], seen


def test_tap_of_a_phone_that_was_unbound_meanwhile_leads_to_binding(hall) -> None:
    trainee = hall.trainee()
    phone = hall.make.phone_of(trainee)
    claim = hall.claim(phone)
    with transaction() as session:
        session.execute(update(PhoneBinding).values(revoked_at=clock.now()))
    answer = phone.post("/s/", data={"claim": claim})
    assert (answer.status_code, "/bind" in answer.location) == (303, True)
    assert rows_of(Attendance) == 0


def test_tap_for_a_lesson_that_is_gone_says_so(hall) -> None:
    phone = hall.make.phone_of(hall.trainee())
    claim = hall.claim(phone)
    with transaction() as session:
        session.execute(delete(Lesson).where(Lesson.id == hall.lesson.id))
    answer = phone.post("/s/", data={"claim": claim})
    assert (answer.status_code, "没有这节课" in answer.text) == (409, True)


def test_phone_cookie_longer_than_any_of_ours_is_not_read(hall) -> None:
    phone = hall.make.phone_of(hall.trainee())
    claim = hall.claim(phone)
    ours = phone.get_cookie(PHONE_COOKIE).value
    phone.set_cookie(PHONE_COOKIE, ours + "A" * LONGEST_COOKIE)
    assert phone.post("/s/", data={"claim": claim}).status_code == 303
    phone.set_cookie(PHONE_COOKIE, ours)
    assert phone.post("/s/", data={"claim": claim}).status_code == 200


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
