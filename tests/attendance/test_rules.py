"""Windows, marks, and what adds up."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attendance.rules import (
    CheckOutWindow,
    HalfDay,
    LeaveKind,
    Mark,
    Tally,
    Window,
    WindowOverrides,
    check_in_refusal,
    check_out_refusal,
    check_out_window_of,
    glyph_of,
    half_day_of,
    heaviest,
    is_here,
    mark_after_check_in,
    mark_after_check_out,
    mark_after_excuse,
    mark_at,
    tally,
    window_of,
)
from core.training.policy import Policy

SHANGHAI = ZoneInfo("Asia/Shanghai")
TICK = timedelta(microseconds=1)

# Windows in the shape in which training centres publish them.
PUBLISHED = """\
slot,on_time_from,on_time_to,accepted_from,accepted_to
上午签到,07:50,08:20,07:50,09:40
下午签到,13:45,14:15,13:45,15:00
晚点名,21:30,22:30,21:30,22:30
"""
SLOTS = list(csv.DictReader(StringIO(PUBLISHED)))


def clock(text: str) -> datetime:
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 11, 24, hour, minute, tzinfo=SHANGHAI)


def published(row: dict[str, str]) -> Window:
    return Window(
        opens_at=clock(row["accepted_from"]),
        late_after=clock(row["on_time_to"]),
        absent_after=None,
        closes_at=clock(row["accepted_to"]),
    )


START, END = clock("08:30"), clock("11:30")


@pytest.mark.parametrize("row", SLOTS, ids=lambda row: row["slot"])
def test_published_window_is_in_time_up_to_its_last_moment(row):
    window = published(row)
    assert mark_at(window, clock(row["on_time_from"])) is Mark.PRESENT
    assert mark_at(window, clock(row["on_time_to"])) is Mark.PRESENT
    assert mark_at(window, clock(row["accepted_from"]) - TICK) is None
    assert mark_at(window, clock(row["accepted_to"]) + TICK) is None


@pytest.mark.parametrize("row", SLOTS[:2], ids=lambda row: row["slot"])
def test_published_window_is_late_a_microsecond_after(row):
    window = published(row)
    assert mark_at(window, clock(row["on_time_to"]) + TICK) is Mark.LATE
    assert mark_at(window, clock(row["accepted_to"])) is Mark.LATE


def test_roll_call_that_closes_with_its_time_knows_no_late():
    assert mark_at(published(SLOTS[2]), clock("22:30") + TICK) is None


def test_window_follows_the_policy():
    window = window_of(START, END, Policy())
    assert window == Window(clock("08:00"), clock("08:40"), None, END)


def test_window_of_a_lesson_may_differ_from_its_class():
    overrides = WindowOverrides(late_after_minutes=0, check_in_closes_after_minutes=20)
    window = window_of(START, END, Policy(), overrides)
    assert window == Window(clock("08:00"), START, None, clock("08:50"))


def test_check_in_after_the_absent_line_is_absent():
    window = window_of(START, END, replace(Policy(), absent_after_minutes=15))
    assert mark_at(window, clock("08:45")) is Mark.LATE
    assert mark_at(window, clock("08:45") + TICK) is Mark.ABSENT


def test_refusal_says_when_check_in_opens():
    problem = check_in_refusal(window_of(START, END, Policy()), clock("07:59"))
    assert problem is not None
    assert (problem.code, str(problem)) == ("too_early", "还没到签到时间，08:00 开始签到。")


def test_refusal_says_since_when_check_in_is_closed():
    problem = check_in_refusal(window_of(START, END, Policy()), END + TICK)
    assert problem is not None
    assert problem.code == "closed"
    assert str(problem).startswith("签到已于 11:30 结束。")


def test_refusal_on_another_day_tells_the_date():
    problem = check_in_refusal(window_of(START, END, Policy()), END + timedelta(days=1))
    assert str(problem).startswith("签到已于 11-24 11:30 结束。")


@given(st.integers(-7200, 14400))
def test_check_in_earns_a_mark_or_a_reason(seconds):
    window = window_of(START, END, Policy())
    at = START + timedelta(seconds=seconds)
    assert (mark_at(window, at) is None) == (check_in_refusal(window, at) is not None)


def test_peer_11_lesson_over_midnight_in_another_zone_marks_the_same():
    new_york = ZoneInfo("America/New_York")
    starts = datetime(2026, 12, 31, 23, 30, tzinfo=new_york)
    window = window_of(starts, starts + timedelta(hours=1), Policy())
    assert mark_at(window, datetime(2027, 1, 1, 4, 40, tzinfo=UTC)) is Mark.PRESENT
    assert mark_at(window, datetime(2027, 1, 1, 4, 40, 1, tzinfo=UTC)) is Mark.LATE


def test_check_out_before_the_end_is_early():
    window = check_out_window_of(END, Policy())
    assert window == CheckOutWindow(clock("10:30"), END, clock("12:30"))
    assert mark_after_check_out(Mark.PRESENT, window, END - TICK) is Mark.LEFT_EARLY
    assert mark_after_check_out(Mark.PRESENT, window, END) is Mark.PRESENT
    assert mark_after_check_out(Mark.LATE, window, END) is Mark.LATE


@pytest.mark.parametrize("mark", [None, Mark.ABSENT, Mark.ON_LEAVE])
def test_check_out_alone_makes_nobody_present(mark):
    assert mark_after_check_out(mark, check_out_window_of(END, Policy()), END) is mark


def test_check_out_refusals_have_reasons():
    window = check_out_window_of(END, Policy())
    found = [check_out_refusal(window, at) for at in (clock("10:29"), END, clock("12:31"))]
    assert [problem and problem.code for problem in found] == ["too_early", None, "closed"]


@pytest.mark.parametrize("here", [Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY])
def test_second_check_in_keeps_the_first_presence(here):
    assert mark_after_check_in(here, Mark.LATE) is here


@pytest.mark.parametrize("away", [None, Mark.ABSENT, Mark.ON_LEAVE])
def test_real_check_in_replaces_absence_and_leave(away):
    assert mark_after_check_in(away, Mark.LATE) is Mark.LATE


def test_check_in_too_late_to_count_does_not_erase_leave():
    assert mark_after_check_in(Mark.ON_LEAVE, Mark.ABSENT) is Mark.ON_LEAVE


@pytest.mark.parametrize("here", [Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY])
def test_peer_06_leave_never_erases_a_presence(here):
    assert mark_after_excuse(here) is None


@pytest.mark.parametrize("away", [None, Mark.ABSENT, Mark.ON_LEAVE])
def test_leave_excuses_who_is_not_here(away):
    assert mark_after_excuse(away) is Mark.ON_LEAVE


def test_glyphs_are_those_of_the_trade():
    assert "".join(glyph_of(mark) for mark in (None, *Mark)) == "○√△▽×假"
    assert "".join(glyph_of(Mark.ON_LEAVE, kind) for kind in LeaveKind) == "病事公"
    assert glyph_of(Mark.PRESENT, LeaveKind.SICK) == "√"


def test_tally_adds_hours_by_mark():
    rows = [
        (Mark.PRESENT, Decimal(4)),
        (Mark.LATE, Decimal("3.5")),
        (Mark.LEFT_EARLY, Decimal(1)),
        (Mark.ABSENT, Decimal(2)),
        (Mark.ON_LEAVE, Decimal("0.5")),
        (None, Decimal(3)),
    ]
    expected = Tally(Decimal("8.5"), Decimal(2), Decimal("0.5"), Decimal(3), 1, 1)
    assert tally(rows) == expected
    assert expected.total == Decimal(14)


@given(st.lists(st.tuples(st.none() | st.sampled_from(Mark), st.integers(0, 16))))
def test_tally_loses_no_hour(rows):
    halves = [(mark, Decimal(number) / 2) for mark, number in rows]
    counted = tally(halves)
    assert counted.total == sum((hours for _mark, hours in halves), Decimal(0))
    assert counted.attended == sum((hours for mark, hours in halves if is_here(mark)), Decimal(0))


@pytest.mark.parametrize(
    ("start", "part"),
    [
        ("00:00", HalfDay.AM),
        ("11:59", HalfDay.AM),
        ("12:00", HalfDay.PM),
        ("17:59", HalfDay.PM),
        ("18:00", HalfDay.EVENING),
        ("22:00", HalfDay.EVENING),
    ],
)
def test_half_day_is_told_by_the_start(start, part):
    assert half_day_of(clock(start)) is part


def test_half_day_of_several_lessons_shows_the_gravest_mark():
    assert heaviest([Mark.PRESENT, Mark.LATE, None]) is Mark.LATE
    assert heaviest([Mark.ON_LEAVE, Mark.ABSENT]) is Mark.ABSENT
    assert heaviest([None, None]) is None
