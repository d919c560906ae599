"""Opening hours: read from words, written back, held against a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Problem
from plugins.field_teaching.rules.hours import (
    is_open,
    next_closed_day,
    opening_problem,
    opening_words,
    today_words,
)
from plugins.field_teaching.rules.hours_text import closed_days_in, hours_in

MONDAY = date(2026, 11, 23)


def span(days: list[int], begins: str, stops: str) -> dict[str, object]:
    return {"days": days, "from": begins, "to": stops}


ALL = [1, 2, 3, 4, 5, 6, 7]
USUAL = [span([2, 3, 4, 5, 6, 7], "09:00", "17:00")]
PARTED = [span(ALL, "08:30", "11:30"), span(ALL, "14:00", "17:00")]


@pytest.mark.parametrize(
    ("text", "hours", "unread"),
    [
        ("周二至周日 9:00-17:00；周一闭馆", USUAL, ""),
        ("周二至周日：9:00—17:00，逢周一闭馆", USUAL, ""),
        ("除周一外每天 上午9点至下午5点", USUAL, ""),
        ("每周一闭馆，其余时间9:00~17:00", USUAL, ""),
        ("９：００－１７：００（周一闭馆）", USUAL, ""),
        ("开放时间：每天 08:30–11:30、14:00–17:00", PARTED, ""),
        ("每日上午8:30-11:30，下午2:00-5:00", PARTED, ""),
        ("全天开放", [span(ALL, "00:00", "24:00")], ""),
        ("周五至周一 9-17点", [span([1, 5, 6, 7], "09:00", "17:00")], ""),
        ("周一，周三 9:00-12:00", [span([1, 3], "09:00", "12:00")], ""),
        ("周二、三、四 9.00-12.30", [span([2, 3, 4], "09:00", "12:30")], ""),
        (
            "工作日 8:30-17:30，周末 9:00-24:00",
            [span([1, 2, 3, 4, 5], "08:30", "17:30"), span([6, 7], "09:00", "24:00")],
            "",
        ),
        (
            "周二至周日 9:00-17:00（16:30停止入馆），法定节假日除外",
            USUAL,
            "16:30停止入馆，法定节假日除外",
        ),
        ("周一闭馆", [], "周一闭馆"),
        ("夏季 9:00-18:00；冬季 9:00-17:00", [], "夏季 9:00-18:00；冬季 9:00-17:00"),
        ("夏季，9:00-18:00；周一闭馆", [], "夏季，9:00-18:00；周一闭馆"),
        ("需提前三天预约", [], "需提前三天预约"),
        ("预约后，9:00-17:00", [], "预约后，9:00-17:00"),
        ("17:00-9:00", [], "17:00-9:00"),
        ("25:00-26:00", [], "25:00-26:00"),
        ("", [], ""),
        ("每天 9:00-17:00；" * 100, [], ("每天 9:00-17:00；" * 100).rstrip("；")),
    ],
)
def test_hours_as_people_write_them(text: str, hours: list[object], unread: str) -> None:
    read = hours_in(text)
    assert (read.hours, read.unread) == (hours, unread)


CLOCK = st.integers(0, 287).map(lambda n: f"{n // 12:02d}:{n % 12 * 5:02d}")
SPAN = st.builds(
    lambda days, ends: (tuple(sorted(days)), *sorted(ends)),
    st.sets(st.integers(1, 7), min_size=1),
    st.tuples(CLOCK, CLOCK | st.just("24:00")).filter(lambda ends: ends[0] != ends[1]),
)


@given(st.sets(SPAN, max_size=4))
def test_hours_are_read_back_from_their_words(spans: set[tuple[tuple[int, ...], str, str]]) -> None:
    hours = [span(list(days), begins, stops) for days, begins, stops in sorted(spans)]
    read = hours_in(opening_words(hours, ""))
    assert (read.hours, read.unread) == (hours, "")


WORDS = st.lists(
    st.sampled_from(
        [
            "周一",
            "周二至周日",
            "每天",
            "周末",
            "9:00-17:00",
            "8:30-11:30",
            "闭馆",
            "夏季",
            "需预约",
            "，",
            "；",
            "（",
            "）",
            "、",
            "其余时间",
            "除周一外",
            "16:30",
        ]
    ),
    max_size=10,
).map("".join)


@given(WORDS | st.text(max_size=60))
def test_words_that_were_kept_are_kept_again_and_add_no_hours(text: str) -> None:
    once = hours_in(text)
    again = hours_in(opening_words(once.hours, once.unread))
    assert again == once


def at(day: int, wall: str) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(wall))


@pytest.mark.parametrize(
    ("hours", "closed_on", "starts", "ends", "answer", "code"),
    [
        (USUAL, [], at(1, "09:00"), at(1, "17:00"), True, ""),
        (USUAL, [], at(1, "08:59"), at(1, "10:00"), False, "site_closed_then"),
        (USUAL, [], at(1, "16:00"), at(1, "17:01"), False, "site_closed_then"),
        (USUAL, [], at(0, "10:00"), at(0, "11:00"), False, "site_closed_weekday"),
        (USUAL, ["2026-11-24"], at(1, "10:00"), at(1, "11:00"), False, "site_closed_day"),
        ([], ["2026-11-24"], at(1, "10:00"), at(1, "11:00"), False, "site_closed_day"),
        ([], [], at(1, "10:00"), at(1, "11:00"), None, ""),
        (PARTED, [], at(1, "11:00"), at(1, "14:30"), False, "site_closed_then"),
        (PARTED, [], at(1, "14:00"), at(1, "14:00"), True, ""),
        (PARTED, [], at(1, "12:00"), at(1, "12:00"), False, "site_closed_then"),
        ([span(ALL, "00:00", "24:00")], [], at(1, "22:00"), at(2, "02:00"), True, ""),
        ([span([2], "00:00", "24:00")], [], at(1, "22:00"), at(2, "00:00"), True, ""),
        ([span([2], "00:00", "24:00")], [], at(1, "22:00"), at(2, "01:00"), False, "site_closed_weekday"),
        ([span(ALL, "09:00", "12:00"), span(ALL, "12:00", "17:00")], [], at(1, "11:00"), at(1, "13:00"), True, ""),
        (USUAL, [], at(1, "11:00"), at(1, "10:00"), True, ""),
    ],
)  # fmt: skip
def test_stay_is_held_against_the_hours(app, hours, closed_on, starts, ends, answer, code) -> None:
    found = opening_problem(hours, closed_on, starts, ends)
    assert is_open(hours, closed_on, starts, ends) == answer
    assert (found.code if found else "") == code


def test_problem_says_the_day_and_the_hours(app) -> None:
    assert opening_problem(USUAL, [], at(0, "10:00"), at(0, "11:00")) == Problem(
        "site_closed_weekday", "11月23日 周一 不开放（周二至周日 09:00–17:00）。"
    )
    found = opening_problem(USUAL, [], at(1, "16:00"), at(1, "18:00"))
    assert str(found) == "16:00–18:00 不在开放时间内（周二至周日 09:00–17:00）。"


def test_today_and_the_next_closed_day_in_words(app) -> None:
    assert today_words(USUAL, [], MONDAY) == "今天闭馆"
    assert today_words(PARTED, [], MONDAY) == "今天 08:30–11:30、14:00–17:00"
    assert today_words([], [], MONDAY) == ""
    assert next_closed_day(USUAL, [], MONDAY) == date(2026, 11, 30)
    assert next_closed_day(USUAL, ["2026-11-26"], MONDAY) == date(2026, 11, 26)
    assert next_closed_day(PARTED, [], MONDAY) is None
    assert next_closed_day([], [], MONDAY) is None


@pytest.mark.parametrize(
    ("text", "days", "unread"),
    [
        (
            "2026-11-24、2026年10月1日至2026年10月3日",
            "2026-10-01 2026-10-02 2026-10-03 2026-11-24",
            "",
        ),
        ("2026/12/1 2026.12.1", "2026-12-01", ""),
        ("11月3日，2026-13-01", "", "11月3日、2026-13-01"),
        ("2026-10-03至2026-10-01", "", "2026-10-03至2026-10-01"),
        ("2026-01-01至2199-01-01", "", "2026-01-01至2199-01-01"),
        ("", "", ""),
    ],
)
def test_closed_days_as_people_write_them(text: str, days: str, unread: str) -> None:
    assert closed_days_in(text) == (days.split(), unread)
