"""Half-days as they are tapped, and how a stretch of time is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from core import clock
from core.leave.days import days_between, parts_of, span_of, stretch
from core.leave.printing import period
from core.timetable.rules import half_day_of

ZONE = "Asia/Shanghai"
DAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute)
    return clock.from_wall(wall, ZONE)


@dataclass
class Lesson:
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    held_on: date | None = DAY
    half_day: str = ""

    def __post_init__(self) -> None:
        if self.starts_at and not self.half_day:
            self.half_day = half_day_of(clock.local(self.starts_at, ZONE)).value


def spans(*lessons: Lesson) -> list[tuple[datetime, datetime]]:
    return [(part.starts_at, part.ends_at) for part in parts_of([DAY], lessons, ZONE)]


def test_half_days_end_at_noon_six_and_midnight() -> None:
    assert spans() == [(at(6), at(12)), (at(12), at(18)), (at(18), at(24))]


def test_half_day_ends_with_a_lesson_that_runs_a_little_over_noon() -> None:
    over = Lesson("党史", at(9), at(12, 30))
    assert spans(over)[:2] == [(at(6), at(12, 30)), (at(12, 30), at(18))]


def test_half_day_never_reaches_into_the_next_lesson() -> None:
    over, after = Lesson("党史", at(9), at(13)), Lesson("参观", at(12, 30), at(15))
    assert spans(over, after)[:2] == [(at(6), at(12, 30)), (at(12, 30), at(18))]


def test_half_day_of_a_whole_day_in_the_field_ends_at_noon() -> None:
    assert spans(Lesson("现场教学", at(8), at(17)))[0] == (at(6), at(12))


def test_half_day_begins_with_an_early_lesson() -> None:
    assert spans(Lesson("升旗", at(5, 30), at(6)))[0] == (at(5, 30), at(12))


def test_stretch_goes_from_the_first_tap_to_the_last() -> None:
    parts = parts_of(days_between(DAY, DAY + timedelta(days=1)), [], ZONE)
    assert stretch(parts, ["2026-11-25-am", "2026-11-24-pm"]) == (
        at(12),
        at(12, day=DAY + timedelta(days=1)),
    )
    assert stretch(parts, ["2026-12-01-am", "nonsense"]) is None


def test_span_of_a_lesson_that_has_only_words_for_its_time() -> None:
    found = span_of(Lesson("自习", None, None, DAY, "evening"), ZONE)
    assert found is not None
    assert (found.starts_at, found.ends_at) == (at(18), at(24))
    assert span_of(Lesson("待定", None, None, None), ZONE) is None


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (at(6), at(12), "11月24日 周二 上午"),
        (at(6), at(18), "11月24日 周二 上午 – 下午"),
        (at(12), at(36), "11月24日 周二 下午 – 11月25日 周三 上午"),
        (at(18), at(24), "11月24日 周二 晚上"),
        (at(9, 5), at(24), "11月24日 周二 09:05 – 晚上"),
        (at(8, 30), at(10), "11月24日 周二 08:30 – 10:00"),
    ],
)
def test_period_in_words(app: Flask, starts_at: datetime, ends_at: datetime, words: str) -> None:
    leave = SimpleNamespace(starts_at=starts_at, ends_at=ends_at)
    assert period(leave, ZONE) == words
