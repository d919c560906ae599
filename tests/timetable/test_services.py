"""Lessons laid down, changed, moved, cancelled; what the journal and the events say of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.attendance.models import Attendance
from core.audit import AuditEntry
from core.contributions import LessonKind as Kind
from core.db import db
from core.errors import Refused
from core.events import LessonMoved
from core.hookspecs import hookimpl
from core.testing import MONDAY, STAFF, rows_of
from core.timetable import services
from core.timetable.models import Lesson
from core.timetable.services import LessonDetails
from core.training.policy import Policy
from core.transaction import transaction

LECTURE = LessonDetails(
    title="新时代工会工作",
    starts_at=MONDAY + timedelta(minutes=30),
    ends_at=MONDAY + timedelta(hours=3, minutes=30),
    place="第一报告厅",
    teacher="王教授",
)
heard: list[LessonMoved] = []


def _hear(event: LessonMoved) -> None:
    heard.append(event)


@pytest.fixture
def app_options() -> dict[str, Any]:
    heard.clear()
    ears = SimpleNamespace(
        lesson_moved=hookimpl(_hear),
        register_lesson_kinds=hookimpl(lambda: [Kind("riding", "乘车", credited=False)]),
    )
    return {"extra_plugins": [("ears", ears)]}


def add(training_class, **values) -> Lesson:
    details = replace(LECTURE, **values)
    return services.add_lesson(training_class, details, by=STAFF, at=MONDAY)


def acts() -> list[str]:
    rows = select(AuditEntry.act).order_by(AuditEntry.id)
    return list(db.session.execute(rows).scalars())


def mark(lesson, enrolment) -> Attendance:
    row = Attendance(
        class_id=lesson.class_id,
        lesson_id=lesson.id,
        enrolment_id=enrolment.id,
        mark="present",
        source="staff",
        received_at=MONDAY,
        checked_in_at=MONDAY,
    )
    with transaction() as session:
        session.add(row)
    return row


def test_lesson_added_takes_its_day_hours_and_a_short_public_id(make):
    lesson = add(make.training_class())
    assert (lesson.held_on, lesson.half_day) == (date(2026, 11, 23), "am")
    assert lesson.credit_hours == Decimal(3)
    assert re.fullmatch(r"[0-9A-Za-z]{8,12}", lesson.public_id)
    assert lesson.checks_in is True
    assert acts() == ["timetable.add"]


@pytest.mark.parametrize(
    ("kind", "hours", "checks_in"),
    [
        ("lecture", "3", True),
        ("roll_call", "0", True),
        ("other", "0", False),
        ("riding", "0", True),
    ],
)
def test_lesson_kind_decides_what_it_counts(make, kind, hours, checks_in):
    lesson = add(make.training_class(), kind=kind)
    assert (lesson.credit_hours, lesson.checks_in) == (Decimal(hours), checks_in)


def test_lesson_hours_follow_the_policy_and_may_be_typed(make):
    policy = Policy(minutes_per_credit_hour=45).to_json()
    training_class = make.training_class(policy_json=policy)
    assert add(training_class).credit_hours == Decimal(4)
    assert add(training_class, credit_hours=Decimal("2.5")).credit_hours == Decimal("2.5")


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"title": " "}, ["title_missing"]),
        ({"title": "长" * 201}, ["title_long"]),
        ({"kind": "dance"}, ["kind_unknown"]),
        ({"ends_at": MONDAY}, ["ends_before_start"]),
        ({"ends_at": MONDAY + timedelta(days=2)}, ["lesson_too_long"]),
        ({"starts_at": None}, ["start_missing"]),
        ({"credit_hours": Decimal("1.3")}, ["not_half_hours"]),
        ({"credit_hours": Decimal(25)}, ["not_half_hours"]),
        ({"group_id": 999}, ["group_unknown"]),
    ],
)
def test_lesson_that_cannot_stand_is_refused(make, values, codes):
    with pytest.raises(Refused) as refused:
        add(make.training_class(), **values)
    assert refused.value.codes == codes
    assert rows_of(Lesson) == 0


def test_lesson_of_another_classs_group_is_refused(make):
    group = make.group(make.training_class())
    with pytest.raises(Refused) as refused:
        add(make.training_class(), group_id=group.id)
    assert refused.value.codes == ["group_unknown"]


def test_lesson_in_words_only_keeps_its_words(make):
    values = {"starts_at": None, "ends_at": None, "held_on": date(2026, 11, 24)}
    lesson = add(make.training_class(), **values, half_day="pm", time_text="午餐后")
    assert (lesson.starts_at, lesson.held_on, lesson.half_day) == (None, date(2026, 11, 24), "pm")
    assert (lesson.time_text, lesson.credit_hours) == ("午餐后", Decimal(0))


def test_peer_11_late_lesson_on_new_years_eve_keeps_its_wall_clock_and_day(make):
    training_class = make.training_class(zone="America/New_York")
    wall = datetime.fromisoformat("2026-12-31T23:30")
    starts_at = clock.from_wall(wall, training_class.zone)
    lesson = add(training_class, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45))
    db.session.expire_all()
    assert lesson.starts_at == datetime(2027, 1, 1, 4, 30, tzinfo=UTC)
    assert clock.local(lesson.starts_at, training_class.zone).replace(tzinfo=None) == wall
    assert (lesson.held_on, lesson.half_day) == (date(2026, 12, 31), "evening")


def test_peer_11_lesson_copied_over_summer_time_keeps_its_wall_clock(make):
    source = make.training_class(zone="Europe/Berlin", starts_on=date(2026, 3, 23))
    target = make.training_class(zone="Europe/Berlin", starts_on=date(2026, 3, 30))
    starts_at = clock.from_wall(datetime.fromisoformat("2026-03-23T23:30"), "Europe/Berlin")
    add(source, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    made = services.copy_lessons(source, target, by=STAFF, at=MONDAY)
    walls = [clock.local(lesson.starts_at, "Europe/Berlin") for lesson in made]
    assert [f"{wall:%m-%d %H:%M}" for wall in walls] == ["03-30 23:30"]
    assert made[0].held_on == date(2026, 3, 30)
    assert made[0].starts_at - starts_at == timedelta(days=7, hours=-1)


def test_lesson_changed_in_time_or_place_is_announced_once_with_what_was(make):
    lesson = add(make.training_class())
    moved = replace(LECTURE, place="第二报告厅", starts_at=MONDAY + timedelta(hours=1))
    services.change_lesson(lesson, moved, by=STAFF, at=MONDAY)
    services.change_lesson(lesson, moved, by=STAFF, at=MONDAY)
    assert [event.was for event in heard] == ["11月23日 周一 08:30–11:30 第一报告厅"]
    assert heard[0].lesson_id == lesson.id
    assert acts() == ["timetable.add", "timetable.change"]


def test_lesson_changed_in_teacher_only_is_not_announced(make):
    lesson = add(make.training_class())
    services.change_lesson(lesson, replace(LECTURE, teacher="李教授"), by=STAFF, at=MONDAY)
    assert (lesson.teacher, heard) == ("李教授", [])
    changed = db.session.execute(
        select(AuditEntry.detail).where(AuditEntry.act == "timetable.change")
    ).scalar_one()
    assert changed == {"changed": {"teacher": ["王教授", "李教授"]}}


def test_lesson_dragged_keeps_its_length_and_the_marks_that_were_given(make):
    training_class = make.training_class()
    lesson = add(training_class)
    given = mark(lesson, make.trainee(training_class))
    services.move_lesson(lesson, MONDAY + timedelta(days=1, hours=6), by=STAFF, at=MONDAY)
    db.session.refresh(given)
    assert lesson.ends_at - lesson.starts_at == timedelta(hours=3)
    assert (lesson.held_on, lesson.half_day) == (date(2026, 11, 24), "pm")
    assert (given.mark, given.checked_in_at) == ("present", MONDAY)


def test_lesson_cancelled_with_a_reason_is_announced_and_may_be_taken_up_again(make):
    lesson = add(make.training_class())
    services.cancel_lesson(lesson, "教师因公外出", by=STAFF, at=MONDAY)
    services.cancel_lesson(lesson, "教师因公外出", by=STAFF, at=MONDAY)
    assert (lesson.cancelled_at, lesson.cancel_reason) == (MONDAY, "教师因公外出")
    services.reinstate_lesson(lesson, by=STAFF, at=MONDAY)
    assert (lesson.cancelled_at, lesson.cancel_reason) == (None, "")
    assert len(heard) == 2
    assert acts() == ["timetable.add", "timetable.cancel", "timetable.reinstate"]


def test_lesson_cancelled_without_a_reason_is_refused(make):
    lesson = add(make.training_class())
    with pytest.raises(Refused) as refused:
        services.cancel_lesson(lesson, " ", by=STAFF, at=MONDAY)
    assert refused.value.codes == ["reason_missing"]


def test_lesson_with_marks_is_not_deleted(make):
    training_class = make.training_class()
    marked, empty = add(training_class), add(training_class)
    mark(marked, make.trainee(training_class))
    with pytest.raises(Refused) as refused:
        services.delete_lesson(marked, by=STAFF, at=MONDAY)
    services.delete_lesson(empty, by=STAFF, at=MONDAY)
    assert refused.value.codes == ["lesson_has_marks"]
    assert (rows_of(Lesson), rows_of(Attendance)) == (1, 1)


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_timetable_of_a_closed_class_is_frozen(make, state):
    training_class = make.training_class()
    lesson = add(training_class)
    with transaction():
        training_class.state = state
    for act in (
        lambda: add(training_class),
        lambda: services.change_lesson(lesson, LECTURE, by=STAFF, at=MONDAY),
        lambda: services.move_lesson(lesson, MONDAY, by=STAFF, at=MONDAY),
        lambda: services.cancel_lesson(lesson, "停", by=STAFF, at=MONDAY),
        lambda: services.delete_lesson(lesson, by=STAFF, at=MONDAY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ["class_frozen"]


def test_copied_lessons_shift_with_the_first_day_and_go_to_groups_of_the_same_name(make):
    source = make.training_class()
    target = make.training_class(starts_on=date(2027, 11, 22))
    own, other = make.group(source, "第一组"), make.group(target, "第一组")
    lesson = add(source, group_id=own.id, credit_hours=Decimal(2), late_after_minutes=5)
    cancelled = add(source, title="停了的课")
    services.cancel_lesson(cancelled, "停", by=STAFF, at=MONDAY)
    [made] = services.copy_lessons(source, target, by=STAFF, at=MONDAY)
    assert made.held_on == date(2027, 11, 22)
    assert (made.group_id, made.credit_hours, made.late_after_minutes) == (other.id, Decimal(2), 5)
    assert made.public_id != lesson.public_id
    assert (made.title, made.place, made.teacher) == (lesson.title, lesson.place, lesson.teacher)
