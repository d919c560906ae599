from sqlalchemy import select

from core import clock
from core.access.guard import PHONE_COOKIE, phone_cookie
from core.attendance import queries, services
from core.attendance.models import Attendance, AttendanceChange, AttendanceFlag
from core.attendance.rules import LeaveKind
from core.db import db
from core.testing import STAFF, rows_of


def second_on_one_phone(hall):
    hall.check_in(hall.make.phone_of(hall.trainee("甲")))
    for trainee in (hall.trainee("乙"), second := hall.trainee("丙")):
        phone = hall.app.test_client()
        phone.set_cookie(PHONE_COOKIE, phone_cookie(hall.make.binding(trainee.person_id, "one")))
        hall.check_in(phone)
    return second, phone


def flag_of(trainee):
    db.session.rollback()
    found = select(AttendanceFlag).where(AttendanceFlag.enrolment_id == trainee.id)
    return db.session.execute(found).scalar_one()


def mark_of(trainee):
    db.session.rollback()
    return queries.marks_of(trainee.id)[0]


def test_undone_flag_puts_the_mark_back_with_a_trace(hall) -> None:
    trainee, _phone = second_on_one_phone(hall)
    assert services.settle_flag(flag_of(trainee), keep=False, by=STAFF, at=clock.now()) is True
    assert mark_of(trainee).mark is None
    last = (
        db.session.execute(select(AttendanceChange).order_by(AttendanceChange.id.desc()))
        .scalars()
        .first()
    )
    assert (last.from_mark, last.to_mark, last.by_name) == ("present", None, "李组织员")
    assert "一机多人" in last.why


def test_undone_flag_brings_leave_back_with_its_kind(hall) -> None:
    hall.check_in(hall.make.phone_of(hall.trainee("甲")))
    first, trainee = hall.trainee("乙"), hall.trainee("丙")
    services.excuse(
        trainee.id, [hall.lesson.id], LeaveKind.OFFICIAL, why="", by=STAFF, at=clock.now()
    )
    for one in (first, trainee):
        phone = hall.app.test_client()
        phone.set_cookie(PHONE_COOKIE, phone_cookie(hall.make.binding(one.person_id, "one")))
        assert "正常" in hall.check_in(phone)
    services.settle_flag(flag_of(trainee), keep=False, by=STAFF, at=clock.now())
    assert (mark_of(trainee).mark, mark_of(trainee).leave_kind) == ("on_leave", "official")


def test_confirmed_flag_keeps_the_mark_and_is_settled_once(hall) -> None:
    trainee, _phone = second_on_one_phone(hall)
    flag = flag_of(trainee)
    assert services.settle_flag(flag, keep=True, by=STAFF, at=clock.now()) is True
    assert services.settle_flag(flag, keep=False, by=STAFF, at=clock.now()) is False
    assert (mark_of(trainee).mark, queries.open_flags(hall.training_class.id)) == ("present", [])


def test_new_check_in_after_an_undone_one_raises_the_flag_again(hall) -> None:
    trainee, phone = second_on_one_phone(hall)
    services.settle_flag(flag_of(trainee), keep=False, by=STAFF, at=clock.now())
    assert "正常" in hall.check_in(phone)
    assert (flag_of(trainee).settled_at, rows_of(AttendanceFlag)) == (None, 1)


def test_second_phone_of_a_person_is_flagged_until_it_is_confirmed(hall) -> None:
    trainee = hall.trainee("张伟")
    hall.make.phone_of(trainee)
    second = hall.make.phone_of(trainee)
    hall.check_in(second)
    assert flag_of(trainee).kind == "second_phone"
    services.settle_flag(flag_of(trainee), keep=True, by=STAFF, at=clock.now())
    hall.check_in(second, hall.make.lesson(hall.training_class, "同时的课"))
    assert (rows_of(Attendance), rows_of(AttendanceFlag)) == (2, 1)


def test_flag_is_settled_from_the_inbox_in_one_tap(hall) -> None:
    trainee, _phone = second_on_one_phone(hall)
    browser = hall.make.staff_browser(hall.training_class, "counsellor")
    base = f"/console/classes/{hall.training_class.code}/attendance/flags"
    assert "这部手机也绑定了 乙" in browser.get(base).text
    answer = browser.post(f"{base}/{flag_of(trainee).id}", data={"keep": "0"})
    assert (answer.status_code, mark_of(trainee).mark) == (303, None)
    assert "没有待核对的签到" in browser.get(base).text
