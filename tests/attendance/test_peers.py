"""What peers fail at check-in, each as a test that bears its number."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.access.guard import PHONE_COOKIE, phone_cookie
from core.attendance import codes
from core.attendance.models import Attendance, AttendanceChange, AttendanceFlag, RefusedCheckIn
from core.db import db
from core.testing import MONDAY, Maker, rows_of
from tests.attendance.conftest import Hall, claim_in


def _mark_of(enrolment) -> str | None:
    db.session.rollback()
    found = select(Attendance.mark).where(Attendance.enrolment_id == enrolment.id)
    return db.session.execute(found).scalar()


def _taps(app: Flask, cookies: list[str], public_id: str, key: bytes, workers: int) -> Counter[int]:
    """Every phone taps from a thread of its own, each request with a context of its own."""

    def tap(cookie: str) -> int:
        client = app.test_client()
        client.set_cookie(PHONE_COOKIE, cookie)
        page = client.get(f"/s/{codes.code_at(key, public_id, clock.now(), 10)}").text
        if 'name="claim"' not in page:
            return 200 if "正常" in page else 409
        return client.post("/s/", data={"claim": claim_in(page)}).status_code

    with ThreadPoolExecutor(workers) as pool:
        return Counter(pool.map(tap, cookies))


def test_peer_01_hundred_parallel_check_ins_of_one_make_one_row(bare_app: Flask, stand) -> None:
    with bare_app.app_context():
        make = Maker(bare_app)
        training_class = make.training_class()
        lesson = make.lesson(training_class)
        cookie = phone_cookie(make.binding(make.trainee(training_class).person_id))
        public_id, key = lesson.public_id, bare_app.config["SECRET_KEY"].encode()
    assert _taps(bare_app, [cookie] * 100, public_id, key, 20) == {200: 100}
    with bare_app.app_context():
        assert (rows_of(Attendance), rows_of(AttendanceChange), rows_of(RefusedCheckIn)) == (
            1,
            1,
            0,
        )


def test_peer_01_two_hundred_trainees_at_once_make_two_hundred_rows(bare_app: Flask, stand) -> None:
    with bare_app.app_context():
        make = Maker(bare_app)
        training_class = make.training_class()
        public_id, key = (
            make.lesson(training_class).public_id,
            bare_app.config["SECRET_KEY"].encode(),
        )
        trainees = [make.trainee(training_class) for _one in range(200)]
        cookies = [phone_cookie(make.binding(one.person_id)) for one in trainees]
    assert _taps(bare_app, cookies, public_id, key, 16) == {200: 200}
    with bare_app.app_context():
        assert (rows_of(Attendance), rows_of(AttendanceChange)) == (200, 200)


def test_peer_02_every_screen_shows_the_same_code_and_each_scan_is_taken(hall: Hall, stand) -> None:
    browsers = [hall.make.staff_browser(hall.training_class, "counsellor") for _one in range(2)]
    url = f"/console/classes/{hall.training_class.code}/lessons/{hall.lesson.id}/screen/state"
    stand(timedelta(seconds=3))
    seen = [browser.get(url).json for browser in browsers for _opened in range(10)]
    assert {state["svg"] for state in seen} == {seen[0]["svg"]}
    assert {(state["remaining_ms"], state["step_ms"]) for state in seen} == {(7000, 10000)}
    phone = hall.make.phone_of(hall.trainee())
    assert "正常" in hall.check_in(phone)


def test_peer_02_screen_tells_durations_and_never_a_clock(hall: Hall, stand) -> None:
    browser = hall.make.staff_browser(hall.training_class, "counsellor")
    url = f"/console/classes/{hall.training_class.code}/lessons/{hall.lesson.id}/screen/state"
    assert set(browser.get(url).json) == {
        "svg", "code", "remaining_ms", "step_ms", "present", "due", "latest", "message", "closed",
    }  # fmt: skip


def test_peer_03_replayed_code_is_refused_with_its_reason(hall: Hall, stand) -> None:
    phone, code = hall.make.phone_of(hall.trainee()), hall.code()
    stand(timedelta(seconds=21))
    answer = phone.get(f"/s/{code}")
    assert (answer.status_code, "已经过期" in answer.text) == (409, True)
    assert rows_of(Attendance) == 0
    assert db.session.execute(select(RefusedCheckIn.code)).scalars().all() == ["code_old"]


def test_peer_03_claim_kept_too_long_is_refused(hall: Hall, stand) -> None:
    phone = hall.make.phone_of(hall.trainee())
    claim = hall.claim(phone)
    stand(timedelta(minutes=16))
    answer = phone.post("/s/", data={"claim": claim})
    assert (answer.status_code, "等得太久" in answer.text) == (409, True)


def test_peer_03_future_lesson_is_refused_with_its_time(hall: Hall) -> None:
    later = hall.make.lesson(hall.training_class, "下午的课", starts_at=MONDAY + timedelta(hours=6))
    phone = hall.make.phone_of(hall.trainee())
    assert "13:30 开始签到" in hall.check_in(phone, later)
    assert rows_of(Attendance) == 0


def test_peer_03_stranger_to_the_class_is_refused(hall: Hall) -> None:
    other = hall.make.training_class()
    phone = hall.make.phone_of(hall.make.trainee(other, "别班学员"))
    assert "您不是这个班的学员" in hall.check_in(phone)
    assert rows_of(Attendance) == 0


def test_peer_03_torn_and_invented_codes_are_refused(hall: Hall) -> None:
    phone, code = hall.make.phone_of(hall.trainee()), hall.code()
    last = "0" if code[-1] != "0" else "1"
    for bad in (code[:-1], code[:-1] + last, "x", "a-b-c", "%F0%A0%AE%B7", "1" * 300):
        assert phone.get(f"/s/{bad}").status_code == 409
    assert phone.post("/s/", data={"claim": "e30.invented"}).status_code == 409
    assert phone.post("/s/", data={}).status_code == 409


def test_peer_04_scan_survives_first_identification_and_keeps_its_time(hall: Hall, stand) -> None:
    trainee, phone = hall.trainee("张伟"), hall.app.test_client()
    stand(timedelta(minutes=39, seconds=30))  # 08:39:30, late after 08:40
    sent = phone.get(f"/s/{hall.code()}")
    assert sent.status_code == 303
    stand(timedelta(seconds=95))
    phone.set_cookie(PHONE_COOKIE, phone_cookie(hall.make.binding(trainee.person_id)))
    back = claim_in(phone.get(_next_of(sent.headers["Location"])).text)
    text = phone.post("/s/", data={"claim": back}).text
    assert [word for word in ("正常", "08:39:30") if word not in text] == []
    row = db.session.execute(select(Attendance)).scalar_one()
    assert row.checked_in_at == MONDAY + timedelta(minutes=39, seconds=30)
    phone.post("/s/", data={"claim": back})
    assert rows_of(Attendance) == 1


def _next_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["next"][0]


def test_peer_04_claim_passed_on_in_a_chat_is_worth_nothing(hall: Hall) -> None:
    scanned = hall.app.test_client().get(f"/s/{hall.code()}")
    friend = hall.make.phone_of(hall.trainee())
    assert friend.get(_next_of(scanned.headers["Location"])).status_code == 409


def test_peer_05_second_trainee_on_one_phone_is_flagged(hall: Hall) -> None:
    first, second = hall.trainee("甲"), hall.trainee("乙")
    for trainee in (first, second):
        phone = hall.app.test_client()
        phone.set_cookie(PHONE_COOKIE, phone_cookie(hall.make.binding(trainee.person_id, "one")))
        assert "正常" in hall.check_in(phone)
    flags = db.session.execute(select(AttendanceFlag)).scalars().all()
    assert [(flag.enrolment_id, flag.kind, flag.detail) for flag in flags] == [
        (second.id, "shared_phone", "甲")
    ]


def test_peer_05_sixty_behind_one_address_are_all_taken_without_a_flag(hall: Hall) -> None:
    for number in range(60):
        assert "正常" in hall.check_in(hall.make.phone_of(hall.trainee(f"学员{number}")))
    assert (rows_of(Attendance), rows_of(AttendanceFlag)) == (60, 0)


@pytest.mark.parametrize(("rule", "taken"), [("allow", True), ("refuse", False)])
def test_peer_05_class_may_allow_or_refuse_a_shared_phone(
    hall: Hall, rule: str, taken: bool
) -> None:
    hall.training_class = hall.make.training_class(policy_json={"one_person_per_phone": rule})
    hall.lesson = hall.make.lesson(hall.training_class)
    for trainee in (hall.trainee("甲"), last := hall.trainee("乙")):
        phone = hall.app.test_client()
        phone.set_cookie(PHONE_COOKIE, phone_cookie(hall.make.binding(trainee.person_id, "one")))
        hall.check_in(phone)
    assert (_mark_of(last) is not None, rows_of(AttendanceFlag)) == (taken, 0)


@pytest.mark.parametrize(
    ("zone", "starts_at", "wall", "day"),
    [
        ("Asia/Shanghai", datetime(2026, 12, 31, 15, 30, tzinfo=UTC), "23:30", "2026-12-31"),
        ("Europe/Berlin", datetime(2026, 10, 24, 21, 30, tzinfo=UTC), "23:30", "2026-10-24"),
        ("America/New_York", datetime(2027, 1, 1, 4, 30, tzinfo=UTC), "23:30", "2026-12-31"),
    ],
)
def test_peer_11_late_evening_keeps_wall_clock_and_day(
    app: Flask, make: Maker, zone: str, starts_at: datetime, wall: str, day: str
) -> None:
    with clock.standing_at(starts_at - timedelta(minutes=31)) as move:
        training_class = make.training_class(zone=zone)
        hall = Hall(app, make, training_class, make.lesson(training_class, starts_at=starts_at))
        phone = make.phone_of(hall.trainee())
        assert "23:00 开始签到" in hall.check_in(phone)
        move(timedelta(minutes=31, microseconds=0))
        text = hall.check_in(phone)
        assert [word for word in ("正常", f"{wall}:00") if word not in text] == []
        assert hall.lesson.held_on.isoformat() == day


def test_peer_11_window_over_the_change_of_the_clock_is_measured_in_real_minutes(
    app: Flask, make: Maker
) -> None:
    starts_at = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)  # 02:55 in Berlin; at 03:00 it is 02:00
    with clock.standing_at(starts_at + timedelta(minutes=10)) as move:
        training_class = make.training_class(zone="Europe/Berlin")
        hall = Hall(app, make, training_class, make.lesson(training_class, starts_at=starts_at))
        assert "正常" in hall.check_in(make.phone_of(hall.trainee("甲")))
        move(timedelta(seconds=1))
        assert "迟到" in hall.check_in(make.phone_of(hall.trainee("乙")))
