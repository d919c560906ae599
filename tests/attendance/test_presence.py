"""Presence that another feature saw: what it writes, what it leaves alone, what it tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.attendance.models import Attendance, AttendanceChange
from core.attendance.rules import Mark
from core.attendance.services import (
    Noted,
    Seen,
    lock_register,
    mark_by_hand,
    note_presence,
    settle_lesson,
    take_roll,
)
from core.db import db
from core.enrolment.models import Enrolment
from core.testing import MONDAY, STAFF, Maker
from core.training.terms import LeaveKind
from core.transaction import transaction

WHY = "清点：北门"


def seen(here: list[Enrolment], gone: list[Enrolment] | None = None) -> Seen:
    return Seen([one.id for one in here], [one.id for one in gone or []], "count", WHY)


def marks(lesson_id: int) -> dict[int, tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Attendance).where(Attendance.lesson_id == lesson_id))
    return {row.enrolment_id: (row.mark, row.source) for row in rows.scalars()}


def test_presence_is_marked_where_there_is_none_and_taken_back(make: Maker, stand: Any) -> None:
    found = make.training_class()
    lesson, zhang = make.lesson(found), make.trainee(found)
    assert note_presence(lesson.id, seen([zhang]), by=STAFF, at=MONDAY) == Noted((zhang.id,))
    assert note_presence(lesson.id, seen([zhang]), by=STAFF, at=MONDAY) == Noted()
    assert marks(lesson.id) == {zhang.id: ("present", "count")}
    note_presence(lesson.id, seen([], [zhang]), by=STAFF, at=MONDAY)
    assert marks(lesson.id) == {}
    history = db.session.execute(select(AttendanceChange).order_by(AttendanceChange.id)).scalars()
    assert [(one.from_mark, one.to_mark, one.source, one.why) for one in history] == [
        (None, "present", "count", WHY),
        ("present", None, "count", WHY),
    ]


def test_concluded_absence_gives_way_but_nothing_that_a_person_marked(
    make: Maker, stand: Any
) -> None:
    found = make.training_class()
    lesson = make.lesson(found, starts_at=MONDAY - timedelta(hours=4))
    late, away, hand, rolled, settled = (make.trainee(found) for _number in range(5))
    take_roll(lesson, [rolled.id, hand.id], by=STAFF, at=MONDAY)
    mark_by_hand(lesson, settled, None, why="点错了", by=STAFF, at=MONDAY)
    settle_lesson(lesson, by=STAFF, at=MONDAY)
    mark_by_hand(lesson, late, Mark.LATE, why="晚到", by=STAFF, at=MONDAY)
    mark_by_hand(
        lesson, away, Mark.ON_LEAVE, why="病", by=STAFF, at=MONDAY, leave_kind=LeaveKind.SICK
    )
    mark_by_hand(lesson, hand, None, why="再看一次", by=STAFF, at=MONDAY)
    mark_by_hand(lesson, hand, Mark.ABSENT, why="没来", by=STAFF, at=MONDAY)
    everyone = [late, away, hand, rolled, settled]
    noted = note_presence(lesson.id, seen(everyone), by=STAFF, at=MONDAY)
    assert noted == Noted((rolled.id, settled.id), (hand.id,))
    note_presence(lesson.id, seen([], everyone), by=STAFF, at=MONDAY)
    assert marks(lesson.id) == {
        late.id: ("late", "hand"),
        away.id: ("on_leave", "hand"),
        hand.id: ("absent", "hand"),
    }


def test_locked_register_and_closed_class_take_nothing_and_say_so(make: Maker, stand: Any) -> None:
    found = make.training_class()
    lesson, zhang = make.lesson(found), make.trainee(found)
    lock_register(lesson, by=STAFF, at=MONDAY)
    noted = note_presence(lesson.id, seen([zhang]), by=STAFF, at=MONDAY)
    assert (noted.changed, noted.against, str(noted.closed)) == ((), (zhang.id,), "考勤表已锁定")
    with transaction():
        found.state = "closed"
    noted = note_presence(lesson.id, seen([zhang]), by=STAFF, at=MONDAY)
    assert (noted.against, str(noted.closed)) == ((zhang.id,), "本班已经结业")
    assert marks(lesson.id) == {}


def test_who_is_not_in_the_lesson_and_a_cancelled_lesson_are_left_alone(
    make: Maker, stand: Any
) -> None:
    found = make.training_class()
    lesson = make.lesson(found, group_id=make.group(found).id)
    zhang = make.trainee(found)
    assert note_presence(lesson.id, seen([zhang]), by=STAFF, at=MONDAY) == Noted()
    cancelled = make.lesson(found, cancelled_at=MONDAY)
    assert note_presence(cancelled.id, seen([zhang]), by=STAFF, at=MONDAY) == Noted()
    assert note_presence(10**6, seen([zhang]), by=STAFF, at=MONDAY) == Noted()
