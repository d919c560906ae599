from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound, Refused
from core.events import Enrolled, LeaveDecided, LessonMoved
from core.leave.models import LeaveRequest, LeaveStep
from core.notices import hooks, queries, services
from core.notices.models import Notice
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import announce, transaction


@pytest.fixture
def cls(make: Maker) -> TrainingClass:
    return make.training_class(code="XBP3", name="第3期培训班")


@pytest.fixture
def trainee(make: Maker, cls: TrainingClass) -> Enrolment:
    return make.trainee(cls, "张伟")


def publish(cls: TrainingClass, title: str = "带身份证", **values) -> Notice:
    return services.publish(cls, title, "下午集合", by=STAFF, at=clock.now(), **values)


def titles(trainee: Enrolment) -> list[str]:
    received = queries.notices_received(trainee.class_id, trainee.id)
    return [one.notice.title for one in received]


def test_notice_to_one_is_seen_by_that_one_only(
    make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    other = make.trainee(cls)
    one = publish(cls, "请来教务处", enrolment_id=trainee.id)
    publish(cls)
    assert (titles(trainee), titles(other)) == (["带身份证", "请来教务处"], ["带身份证"])
    assert make.phone_of(other).get(f"/m/XBP3/notices/{one.id}").status_code == 404


def test_opening_marks_read_once_and_unread_come_first(
    make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    publish(cls, "旧的")
    newer = publish(cls, "新的")
    phone = make.phone_of(trainee)
    assert queries.unread(cls.id, trainee.id) == 2
    for _time in range(2):
        assert "下午集合" in phone.get(f"/m/XBP3/notices/{newer.id}").text
    assert (titles(trainee), queries.unread(cls.id, trainee.id)) == (["旧的", "新的"], 1)


def test_tab_of_the_phone_counts_the_unread(
    make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    publish(cls)
    page = make.phone_of(trainee).get("/m/XBP3/notices/").text
    assert '<span class="weui-badge">1<' in page


def test_desk_sees_how_many_have_read_and_who_has_not(
    make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    other, notice = make.trainee(cls, "李娜"), publish(cls)
    services.mark_read(notice.id, trainee.id, at=clock.now())
    [sent] = queries.notices_sent(cls.id)
    assert (sent.read, sent.of) == (1, 2)
    assert [one.id for one, read_at in queries.readers(notice) if read_at is None] == [other.id]
    desk = make.staff_browser(cls, "liaison")
    assert desk.get("/console/classes/XBP3/notices/").status_code == 200
    assert desk.get(f"/console/classes/XBP3/notices/{notice.id}").status_code == 200


def test_organiser_publishes_and_withdraws(
    make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    desk = make.staff_browser(cls, "counsellor")
    typed = {"to": str(trainee.id), "title": "请来一下", "body": "教务处"}
    assert desk.post("/console/classes/XBP3/notices/new", data=typed).status_code == 303
    [sent] = queries.notices_sent(cls.id)
    assert (sent.to, sent.notice.body) == ("张伟", "教务处")
    desk.post(f"/console/classes/XBP3/notices/{sent.notice.id}/withdraw")
    assert titles(trainee) == []
    leader = make.staff_browser(cls, "leader")
    assert leader.post("/console/classes/XBP3/notices/new", data=typed).status_code == 403


def test_peer_10_notice_to_somebody_outside_the_class_writes_nothing(
    make: Maker, cls: TrainingClass
) -> None:
    stranger = make.trainee(make.training_class())
    with pytest.raises(NotFound):
        publish(cls, enrolment_id=stranger.id)
    desk = make.staff_browser(cls, "host")
    typed = {"to": str(stranger.id), "title": "x", "body": ""}
    assert desk.post("/console/classes/XBP3/notices/new", data=typed).status_code == 422
    assert rows_of(Notice) == 0


def test_notice_without_a_title_is_refused_beside_the_field(cls: TrainingClass) -> None:
    with pytest.raises(Refused) as refused:
        publish(cls, "  ")
    assert [problem.field for problem in refused.value.problems] == ["title"]


def test_class_is_welcomed_once_for_all_who_are_enrolled(
    make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    later = make.trainee(cls, "李丽")
    for one in (trainee, later, later):
        with transaction():
            announce(Enrolled(cls.id, clock.now(), one.id))
    assert titles(trainee) == titles(later) == ["欢迎参加第3期培训班"]
    assert rows_of(Notice) == 1


def test_welcome_that_was_taken_back_is_not_told_again(
    cls: TrainingClass, trainee: Enrolment
) -> None:
    hooks.enrolled(Enrolled(cls.id, clock.now(), trainee.id))
    services.withdraw(db.session.execute(select(Notice)).scalar_one(), by=STAFF, at=clock.now())
    hooks.enrolled(Enrolled(cls.id, clock.now(), trainee.id))
    assert titles(trainee) == []


def test_trainee_of_a_class_in_preparation_is_not_yet_welcomed(make: Maker) -> None:
    trainee = make.trainee(make.training_class(state="preparing"))
    hooks.enrolled(Enrolled(trainee.class_id, clock.now(), trainee.id))
    assert titles(trainee) == []


def test_decided_leave_is_answered_with_its_comment(
    make: Maker, cls: TrainingClass, trainee: Enrolment, stand
) -> None:
    step = LeaveStep(position=1, role="counsellor", comment="早去早回", decided_by_name="李组织员")
    leave = LeaveRequest(
        class_id=cls.id,
        enrolment_id=trainee.id,
        kind="sick",
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(hours=4),
        state="approved",
        credit_hours=Decimal("3.5"),
        asked_at=MONDAY,
        steps=[step],
    )
    with transaction() as session:
        session.add(leave)
    for _time in range(2):
        hooks.leave_decided(LeaveDecided(cls.id, clock.now(), leave.id, trainee.id, "approved"))
    [answer] = queries.notices_received(cls.id, trainee.id)
    assert answer.notice.title == "病假：已批准"
    assert answer.notice.link == f"/m/XBP3/leave/{leave.id}"
    assert make.phone_of(trainee).get(answer.notice.link).status_code == 200
    assert answer.notice.body.splitlines() == [
        "11月23日 周一 08:00 至 11月23日 周一 12:00，共 3.5 学时",
        "李组织员：早去早回",
    ]


def test_moved_lesson_tells_what_was_and_what_is(
    make: Maker, cls: TrainingClass, trainee: Enrolment, stand
) -> None:
    lesson = make.lesson(cls, "党史讲座", place="第二报告厅")
    event = LessonMoved(cls.id, clock.now(), lesson.id, "11月23日 08:30，第一报告厅")
    for _time in range(2):
        hooks.lesson_moved(event)
    [told] = queries.notices_received(cls.id, trainee.id)
    assert told.notice.title == "课程变动：党史讲座"
    assert "原来：11月23日 08:30，第一报告厅" in told.notice.body
    assert "第二报告厅" in told.notice.body


def test_lesson_that_is_over_is_moved_without_a_word(
    make: Maker, cls: TrainingClass, trainee: Enrolment, stand
) -> None:
    lesson = make.lesson(cls)
    stand(timedelta(hours=8))
    hooks.lesson_moved(LessonMoved(cls.id, clock.now(), lesson.id, "第一报告厅"))
    assert titles(trainee) == []


def test_desk_list_asks_the_same_however_long(make: Maker, cls: TrainingClass) -> None:
    def statements() -> int:
        with counted_queries() as seen:
            queries.notices_sent(class_id)
        return len(seen)

    class_id = cls.id
    publish(cls)
    few = statements()
    for _time in range(20):
        publish(cls, enrolment_id=make.trainee(cls).id)
    assert statements() == few == 2


def test_erasing_takes_personal_notices_only(
    app: Flask, cls: TrainingClass, trainee: Enrolment
) -> None:
    publish(cls)
    publish(cls, "只给你", enrolment_id=trainee.id)
    [held] = hooks.personal_data(trainee.person)
    assert held.rows == [("只给你", "下午集合")]
    later = clock.now() + timedelta(seconds=1)
    assert hooks.erase_personal_data(trainee.person, later) == 1
    assert titles(trainee) == ["带身份证"]
