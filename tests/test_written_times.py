"""Dates and times as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.written_times import ClockRange, WrittenDay, day_in, half_day_in, month_in, ranges_in

MORNING = ClockRange(dt.time(8, 30), dt.time(11, 30))
AFTERNOON = ClockRange(dt.time(14, 30), dt.time(17, 30))


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("8:30-11:30", [MORNING]),
        ("08:30 ~ 11:30", [MORNING]),
        ("8：30—11：30", [MORNING]),
        ("8点半到11点半", [MORNING]),
        ("八点半至十一点半", [MORNING]),
        ("8.30-11.30", [MORNING]),
        ("8时30分—11时30分", [MORNING]),
        ("上午8:30-11:30", [MORNING]),
        ("下午2:30-5:30", [AFTERNOON]),
        ("8:30-11:30，14:30-17:30", [MORNING, AFTERNOON]),
        ("8:30-11:30\n14:30-17:30", [MORNING, AFTERNOON]),
        ("上午8:30-11:30 下午2:30-5:30", [MORNING, AFTERNOON]),
        ("2026-11-24 08:30-11:30", [MORNING]),
        ("9-11点", [ClockRange(dt.time(9), dt.time(11))]),
        ("22:00-24:00", [ClockRange(dt.time(22), None, to_midnight=True)]),
        ("22:00", [ClockRange(dt.time(22))]),
        ("晚上7点", [ClockRange(dt.time(19))]),
        ("上午", []),
        ("早餐后", []),
        ("第2天", []),
        ("25:00-26:00", []),
        ("", []),
        (dt.time(8, 30), [ClockRange(dt.time(8, 30))]),
        (8.5 / 24, [ClockRange(dt.time(8, 30))]),
    ],
)
def test_time_ranges_are_read_however_they_are_written(
    text: object, ranges: list[ClockRange]
) -> None:
    assert ranges_in(text) == ranges


def test_half_day_beside_moves_hours_into_the_afternoon() -> None:
    assert ranges_in("2:30-5:30", "下午") == [AFTERNOON]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24（周二）", WrittenDay(dt.date(2026, 11, 24), weekday=1)),
        ("2026年11月24日 星期二", WrittenDay(dt.date(2026, 11, 24), weekday=1)),
        ("2026/11/24", WrittenDay(dt.date(2026, 11, 24))),
        ("20261124", WrittenDay(dt.date(2026, 11, 24))),
        (46350.0, WrittenDay(dt.date(2026, 11, 24))),
        (dt.date(2026, 11, 24), WrittenDay(dt.date(2026, 11, 24))),
        ("11月24日", WrittenDay(month_day=(11, 24))),
        ("11.24（周二）", WrittenDay(month_day=(11, 24), weekday=1)),
        ("2月30日", WrittenDay()),
        ("第2天", WrittenDay(nth=2)),
        ("第十二天", WrittenDay(nth=12)),
        ("Day 3", WrittenDay(nth=3)),
        ("第0天（报到日）", WrittenDay(nth=0)),
        ("报到日", WrittenDay(nth=0)),
        ("星期天", WrittenDay(weekday=6)),
        ("3", WrittenDay()),
        ("开班式", WrittenDay()),
    ],
)
def test_days_are_read_however_they_are_written(text: object, day: WrittenDay) -> None:
    assert day_in(text) == day


def test_bare_number_is_the_nth_day_where_the_column_says_so() -> None:
    assert day_in("3", bare_number_is_nth=True) == WrittenDay(nth=3)


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2017.6", ("2017-06", False)),
        (2011.05, ("2011-05", False)),
        (2011.1, ("2011-01", True)),
        ("2011.1", ("2011-01", True)),
        ("2011.10", ("2011-10", False)),
        ("2011-1", ("2011-01", False)),
        ("2011年5月", ("2011-05", False)),
        (dt.date(2018, 4, 26), ("2018-04", False)),
        ("2011.13", None),
        ("至今", None),
    ],
)
def test_months_are_read_and_october_is_in_doubt(
    value: object, month: tuple[str, bool] | None
) -> None:
    assert month_in(value) == month


def test_half_day_is_the_word_that_stands_there() -> None:
    words = ("上午", "晚上", "晚自习", "晚点名", "晚餐", "8:30")
    assert [half_day_in(word) for word in words] == ["上午", "晚上", "晚", "", "", ""]


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_anything_is_read_without_a_fault(value: object) -> None:
    assert isinstance(day_in(value), WrittenDay)
    assert isinstance(ranges_in(value), list)
    assert month_in(value) is None or len(month_in(value) or ()) == 2
