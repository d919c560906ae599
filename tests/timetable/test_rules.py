"""Credit hours filled in, and lessons in each other's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timetable.rules import (
    KIND_WORDS,
    ClashKind,
    LessonKind,
    Slot,
    clashes,
    default_hours,
    is_one_place,
    lesson_problems,
    people_in,
)
from core.training.policy import Policy

EIGHT = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def hours(kind: str, minutes: int, policy: Policy | None = None) -> Decimal:
    return default_hours(kind, EIGHT, EIGHT + timedelta(minutes=minutes), policy or Policy())


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(45, "1"), (60, "1"), (90, "1.5"), (100, "1.5"), (180, "3"), (240, "4"), (600, "4"), (5, "0")],
)
def test_lecture_counts_an_hour_an_hour_up_to_a_half_day(minutes, expected):
    assert hours("lecture", minutes) == Decimal(expected)


@pytest.mark.parametrize("kind", ["reporting", "roll_call"])
def test_reporting_and_roll_call_count_no_hours(kind):
    assert hours(kind, 120) == 0


def test_hours_follow_the_policy_of_the_class():
    policy = replace(
        Policy(),
        most_hours_per_lesson=Decimal(3),
        minutes_per_credit_hour=45,
        hours_by_kind=(("exam", Decimal(2)),),
    )
    assert [hours("lecture", 90, policy), hours("field", 480, policy)] == [2, 3]
    assert hours("exam", 30, policy) == 2


@given(st.integers(0, 2000))
def test_hours_come_in_steps_of_a_half(minutes):
    assert hours("lecture", minutes) % Decimal("0.5") == 0


def test_every_kind_has_a_word():
    assert set(KIND_WORDS) == set(LessonKind)


@pytest.mark.parametrize(
    ("minutes", "credit", "codes"),
    [
        (180, "3.5", []),
        (0, "1", ["ends_before_start"]),
        (-5, "1.2", ["ends_before_start", "not_half_hours"]),
        (1441, "0", ["lesson_too_long"]),
    ],
)
def test_lesson_that_cannot_be_is_refused(minutes, credit, codes):
    problems = lesson_problems(EIGHT, EIGHT + timedelta(minutes=minutes), Decimal(credit))
    assert [problem.code for problem in problems] == codes


def slot(key: str, start: int, length: int, **more) -> Slot:
    starts = EIGHT + timedelta(minutes=start)
    return Slot(key, key, starts, starts + timedelta(minutes=length), **more)


def kinds(*lessons: Slot) -> list[ClashKind]:
    return [clash.kind for clash in clashes(lessons)]


GROUP_1, GROUP_2 = frozenset({1}), frozenset({2})


def test_lessons_that_only_meet_do_not_clash():
    assert kinds(slot("a", 0, 60, place="报告厅"), slot("b", 60, 60, place="报告厅")) == []


def test_two_lessons_of_the_whole_class_clash():
    assert kinds(slot("a", 0, 60), slot("b", 30, 60)) == [ClashKind.GROUP]
    assert kinds(slot("a", 0, 60), slot("b", 30, 60, groups=GROUP_1)) == [ClashKind.GROUP]


def test_groups_apart_do_not_clash():
    assert kinds(slot("a", 0, 60, groups=GROUP_1), slot("b", 0, 60, groups=GROUP_2)) == []


def test_one_teacher_is_not_in_two_places():
    first = slot("a", 0, 60, groups=GROUP_1, teacher="张 伟、李静")
    second = slot("b", 0, 60, groups=GROUP_2, teacher="李静")
    assert kinds(first, second) == [ClashKind.TEACHER]
    assert kinds(first, replace(second, teacher="王芳")) == []
    assert kinds(replace(first, teacher=""), replace(second, teacher="")) == []


def test_one_room_does_not_hold_two_groups():
    first = slot("a", 0, 60, groups=GROUP_1, place="第一 会议室")
    second = slot("b", 0, 60, groups=GROUP_2, place="第一会议室")
    assert kinds(first, second) == [ClashKind.PLACE]


@pytest.mark.parametrize("place", ["", " ", "各讨论室", "各自房间", "分组讨论室"])
def test_places_that_are_many_do_not_clash(place):
    assert not is_one_place(place)
    assert (
        kinds(
            slot("a", 0, 60, groups=GROUP_1, place=place),
            slot("b", 0, 60, groups=GROUP_2, place=place),
        )
        == []
    )


def test_clash_names_both_lessons_earlier_first():
    (found,) = clashes([slot("研讨", 30, 60), slot("讲座", 0, 60)])
    assert (found.first.key, found.second.key) == ("讲座", "研讨")
    assert str(found.problem) == "“讲座”与“研讨”时间重叠，学员无法同时参加。"


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=8))
def test_clashes_are_all_the_overlapping_pairs(times):
    lessons = [slot(str(number), start, length) for number, (start, length) in enumerate(times)]
    expected = {
        frozenset((one.key, other.key))
        for one in lessons
        for other in lessons
        if one.key < other.key and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    }
    found = [frozenset((clash.first.key, clash.second.key)) for clash in clashes(lessons)]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_teachers_in_one_cell_are_told_apart():
    assert people_in("张伟，李静/王芳") == {"张伟", "李静", "王芳"}
    assert people_in("各组组长") == set()
