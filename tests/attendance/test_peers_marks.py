"""What peers fail at marks, each as a test that bears its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.attendance import queries, services
from core.attendance.models import Attendance, AttendanceChange
from core.attendance.rules import LeaveKind, Mark
from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, rows_of
from core.training.services import set_policy
from tests.attendance.conftest import Hall


def _mark_of(enrolment) -> str | None:
    db.session.rollback()
    found = select(Attendance.mark).where(Attendance.enrolment_id == enrolment.id)
    return db.session.execute(found).scalar()


def test_peer_06_leave_keeps_a_presence_and_is_taken_back_exactly(hall: Hall) -> None:
    trainee, other = hall.trainee("张伟"), hall.trainee("李娜")
    lessons = [hall.lesson, *(hall.make.lesson(hall.training_class, f"第{n}讲") for n in (2, 3))]
    at = clock.now()
    services.mark_by_hand(lessons[0], trainee, Mark.PRESENT, why="在场", by=STAFF, at=at)
    services.mark_by_hand(lessons[1], trainee, Mark.ABSENT, why="未到", by=STAFF, at=at)
    services.mark_by_hand(lessons[0], other, Mark.LATE, why="晚到", by=STAFF, at=at)
    ids = [lesson.id for lesson in lessons]
    done = services.excuse(trainee.id, ids, LeaveKind.SICK, why="发烧", by=STAFF, at=at)
    assert [(one.prior_mark, one.conflict) for one in done] == [
        ("present", True),
        ("absent", False),
        (None, False),
    ]
    assert _marks(trainee) == ["present", "on_leave", "on_leave"]
    services.restore(trainee.id, done, why="取消请假", by=STAFF, at=at)
    assert (_marks(trainee), _marks(other)) == (["present", "absent", None], ["late", None, None])


def _marks(trainee) -> list[str | None]:
    db.session.rollback()
    return [one.mark.value if one.mark else None for one in queries.marks_of(trainee.id)]


def test_peer_06_who_came_during_leave_is_not_taken_away_by_restore(hall: Hall) -> None:
    trainee, at = hall.trainee(), clock.now()
    done = services.excuse(trainee.id, [hall.lesson.id], LeaveKind.SICK, why="", by=STAFF, at=at)
    assert "正常" in hall.check_in(hall.make.phone_of(trainee))
    services.restore(trainee.id, done, why="取消请假", by=STAFF, at=at)
    assert _marks(trainee) == ["present"]


def test_peer_08_marks_given_before_a_change_of_policy_stay(hall: Hall, stand) -> None:
    early, late = hall.trainee("甲"), hall.trainee("乙")
    stand(timedelta(minutes=45))
    hall.check_in(hall.make.phone_of(early))
    policy = replace(hall.training_class.policy, late_after_minutes=30)
    set_policy(hall.training_class, policy, by=STAFF, at=clock.now())
    hall.check_in(hall.make.phone_of(late))
    assert (_mark_of(early), _mark_of(late)) == ("late", "present")


def test_peer_09_every_change_has_who_when_from_to_and_why(hall: Hall, stand) -> None:
    trainee = hall.trainee("张伟")
    hall.check_in(hall.make.phone_of(trainee))
    stand(timedelta(minutes=5))
    services.mark_by_hand(
        hall.lesson, trainee, Mark.ABSENT, why="点名时不在", by=STAFF, at=clock.now()
    )
    rows = db.session.execute(select(AttendanceChange).order_by(AttendanceChange.id)).scalars()
    assert [(r.by_name, r.at, r.from_mark, r.to_mark, r.why, r.source) for r in rows] == [
        ("张伟", MONDAY, None, "present", "", "scan"),
        ("李组织员", MONDAY + timedelta(minutes=5), "present", "absent", "点名时不在", "hand"),
    ]


def test_peer_09_locked_register_changes_by_no_way(hall: Hall) -> None:
    trainee, at = hall.trainee(), clock.now()
    services.lock_register(hall.lesson, by=STAFF, at=at)
    phone = hall.make.phone_of(trainee)
    assert "已锁定" in hall.check_in(phone)
    ways = (
        lambda: services.mark_by_hand(hall.lesson, trainee, Mark.LATE, why="x", by=STAFF, at=at),
        lambda: services.take_roll(hall.lesson, [trainee.id], by=STAFF, at=at),
        lambda: services.excuse(
            trainee.id, [hall.lesson.id], LeaveKind.SICK, why="", by=STAFF, at=at
        ),
        lambda: services.settle_lesson(hall.lesson, by=STAFF, at=at + timedelta(days=1)),
    )
    for way in ways:
        with pytest.raises(Refused) as refused:
            way()
        assert refused.value.codes == ["locked"]
    assert (rows_of(Attendance), rows_of(AttendanceChange)) == (0, 0)
    services.unlock_register(hall.lesson, by=STAFF, at=at)
    assert "正常" in hall.check_in(phone)


def test_peer_10_post_naming_somebody_outside_writes_nothing(hall: Hall) -> None:
    inside, stranger = hall.trainee("甲"), hall.make.trainee(hall.make.training_class(), "乙")
    browser = hall.make.staff_browser(hall.training_class, "counsellor")
    lesson = f"/console/classes/{hall.training_class.code}/lessons/{hall.lesson.id}"
    answer = browser.post(f"{lesson}/roll", data={"absent": [str(inside.id), str(stranger.id)]})
    assert "不在这节课的名单上" in answer.text
    form = {"mark": "absent", "why": "x"}
    assert browser.post(f"{lesson}/seats/{stranger.id}", data=form).status_code == 404
    assert (rows_of(Attendance), rows_of(AttendanceChange)) == (0, 0)


def test_peer_10_roll_of_a_group_takes_nobody_of_another_group(hall: Hall) -> None:
    own, other = (hall.make.group(hall.training_class) for _one in range(2))
    lesson = hall.make.lesson(hall.training_class, "分组研讨", group_id=own.id)
    inside, outside = hall.trainee("甲", group_id=own.id), hall.trainee("乙", group_id=other.id)
    with pytest.raises(Refused) as refused:
        services.take_roll(lesson, [inside.id, outside.id], by=STAFF, at=clock.now())
    assert (refused.value.codes, rows_of(Attendance)) == (["not_in_lesson"], 0)
    assert "只有" in hall.check_in(hall.make.phone_of(outside), lesson)
