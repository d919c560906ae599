"""What cannot go as planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.field_teaching.rules.clashes import (
    Clash,
    Day,
    Other,
    Place,
    Step,
    Way,
    clashes_of,
    overlaps,
    said_once,
)
from plugins.field_teaching.rules.limits import (
    USUAL,
    Limits,
    clock_problem,
    limits_from,
    spare_problem,
    window_problem,
)

MONDAY = date(2026, 11, 23)
FREE = Limits(None, None, None)


@pytest.fixture(autouse=True)
def _context(app):
    """Clashes are said in the language of whoever asks."""


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(MONDAY, time(hour, minute))


def step(key: int, kind: str, start=None, minutes: int | None = None, **values) -> Step:
    ends = start + timedelta(minutes=minutes) if start and minutes else None
    return Step(key, kind, values.pop("title", f"站{key}"), start, ends, **values)


def day(*steps: Step, **values) -> Day:
    ways = values.pop("ways", [Way(0, "全体", steps, 40)])
    return Day(MONDAY, ways, **{"limits": FREE, **values})


def codes(found: list[Clash]) -> list[tuple[str, int | None]]:
    return [(one.code, one.stop) for one in found]


SITE = Place(
    7,
    "西柏坡纪念馆",
    hours=[{"days": [2, 3, 4, 5, 6, 7], "from": "09:00", "to": "17:00"}],
    capacity=50,
)


def test_site_closed_on_mondays_is_said_at_its_stop():
    found = clashes_of(day(step(1, "teach", at(10), 60, title="参观", site=SITE)))
    assert codes(found) == [("site_closed", 1)]
    assert "参观" in found[0].message


def test_lesson_of_the_class_at_the_same_time():
    talk = Other("专题讲座", at(14), at(16))
    found = clashes_of(day(step(1, "teach", at(13), 90, title="参观"), lessons=[talk]))
    assert [one.message for one in found] == ["“参观”与课表里的“专题讲座”（14:00–16:00）时间重叠。"]
    assert clashes_of(day(step(1, "teach", at(16), 90), lessons=[talk])) == []


def test_lesson_during_the_drive_is_said_too():
    talk = Other("专题讲座", at(14), at(15))
    back = step(1, "arrive", at(15, 10), leg_minutes=40)
    assert codes(clashes_of(day(back, lessons=[talk]))) == [("lesson_overlap", 1)]


def test_stops_that_overlap():
    found = clashes_of(day(step(1, "teach", at(9), 60), step(2, "teach", at(9, 50), 30)))
    assert [one.message for one in found] == ["“站2”开始时，“站1”还没有结束。"]


def test_leg_too_short_says_both_numbers():
    first, second = step(1, "teach", at(9), 60), step(2, "teach", at(10, 20), leg_minutes=40)
    found = clashes_of(day(first, second))
    assert [one.message for one in found] == ["从“站1”到“站2”要 40 分钟，只留了 20 分钟。"]
    assert clashes_of(day(first, replace(second, starts=at(10, 40)))) == []
    spare = clashes_of(
        day(first, replace(second, starts=at(10, 40)), limits=replace(FREE, spare_minutes=5))
    )
    assert codes(spare) == [("leg_short", 2)]


@pytest.mark.parametrize(
    ("starts", "ends", "missing"),
    [
        (at(8), at(17), ["lunch_missing"]),
        (at(8), at(19), ["lunch_missing", "supper_missing"]),
        (at(8), at(13), []),
        (at(12), at(17), []),
        (at(14), at(20), ["supper_missing"]),
    ],
)
def test_meals_missing_while_out(starts, ends, missing):
    limits = replace(Limits(), latest=None)
    way = (step(1, "teach", starts, 30), step(2, "teach", ends - timedelta(minutes=30), 30))
    assert [one.code for one in clashes_of(day(*way, limits=limits))] == missing


def test_meal_within_its_time_or_in_words_is_no_clash():
    limits = replace(Limits(), latest=None)
    out, back = step(1, "teach", at(8), 30), step(3, "teach", at(16), 30)
    assert clashes_of(day(out, step(2, "meal", at(13, 15), 40), back, limits=limits)) == []
    assert clashes_of(day(out, step(2, "meal"), back, limits=limits)) == []
    late = clashes_of(day(out, step(2, "meal", at(14), 40), back, limits=limits))
    assert codes(late) == [("lunch_missing", None)]


def test_return_too_late_by_the_class_and_by_the_outing():
    limits = replace(FREE, latest=time(21))
    back = step(1, "arrive", at(21, 10))
    assert codes(clashes_of(day(back, limits=limits))) == [("evening_late", 1)]
    assert clashes_of(day(step(1, "arrive", at(21)), limits=limits)) == []
    assert clashes_of(day(back, limits=limits, back_by=at(22))) == []
    early = clashes_of(day(step(1, "arrive", at(18)), limits=limits, back_by=at(17)))
    assert codes(early) == [("evening_late", 1)]


def test_drive_without_a_count():
    gather = step(1, "gather", at(7), boards=False)
    ride = step(2, "arrive", at(8), transport="bus")
    assert codes(clashes_of(day(gather, ride))) == [("count_missing", 1)]
    assert clashes_of(day(replace(gather, boards=True), ride)) == []
    home = step(3, "return", at(9))
    assert codes(clashes_of(day(home))) == [("count_missing", 3)]
    assert clashes_of(day(replace(home, boards=True, transport="bus"))) == []
    assert clashes_of(day(gather, step(2, "arrive", at(8), transport="walk"))) == []


def test_one_leader_at_two_buses_at_once():
    first = Way(1, "一号车", [step(1, "teach", at(9), 60, leader="李 娜")])
    second = Way(2, "二号车", [step(2, "teach", at(9, 30), 60, leader="李娜")])
    found = clashes_of(day(ways=[first, second]))
    assert codes(found) == [("leader_twice", 2)]
    together = Way(2, "二号车", first.steps)
    assert clashes_of(day(ways=[first, together])) == []


def test_guide_of_a_site_cannot_guide_two_stops_at_once():
    site = replace(SITE, hours=[], guide="王讲解", capacity=None)
    first = Way(1, "一号车", [step(1, "teach", at(9), 60, site=site)])
    second = Way(2, "二号车", [step(2, "teach", at(9, 30), 60, site=site)])
    assert [one.message for one in clashes_of(day(ways=[first, second]))] == [
        "王讲解同时要在一号车“站1”和二号车“站2”。"
    ]
    later = Way(2, "二号车", [step(2, "teach", at(10), 60, site=site)])
    assert clashes_of(day(ways=[first, later])) == []


def test_two_buses_fill_a_site_beyond_its_capacity():
    site = replace(SITE, hours=[])
    first = Way(1, "一号车", [step(1, "teach", at(9), 60, site=site)], 30)
    second = Way(2, "二号车", [step(2, "teach", at(9, 30), 60, site=site)], 25)
    found = clashes_of(day(ways=[first, second]))
    assert [one.message for one in found] == ["“西柏坡纪念馆”同时有 55 人，最多容纳 50 人。"]
    later = Way(2, "二号车", [step(2, "teach", at(10), 60, site=site)], 25)
    assert clashes_of(day(ways=[first, later])) == []


def test_same_clash_of_two_ways_is_said_once():
    steps = [step(1, "teach", at(9), 60), step(2, "teach", at(9, 50), 30)]
    ways = [Way(1, "一号车", steps), Way(2, "二号车", steps)]
    assert codes(said_once(clashes_of(day(ways=ways)))) == [("stops_overlap", 2)]


MINUTES = st.integers(0, 23 * 60)


@given(MINUTES, MINUTES, MINUTES, MINUTES)
def test_overlaps_is_the_same_from_both_sides(a, b, c, d):
    one = sorted((at(0) + timedelta(minutes=a), at(0) + timedelta(minutes=b)))
    two = sorted((at(0) + timedelta(minutes=c), at(0) + timedelta(minutes=d)))
    assert overlaps(*one, *two) == overlaps(*two, *one)
    if one[1] <= two[0] and one != two and one[0] < two[0]:
        assert overlaps(*one, *two) is False


@st.composite
def easy_days(draw: st.DrawFn) -> list[Step]:
    """A way with enough time for every leg and every head counted."""
    moment, steps = at(6), []
    for key in range(1, draw(st.integers(1, 6)) + 1):
        leg, length = draw(st.integers(0, 40)), draw(st.integers(1, 60))
        moment += timedelta(minutes=leg)
        kind = draw(st.sampled_from(["gather", "depart", "teach", "arrive", "return"]))
        ride = draw(st.sampled_from(["bus", "walk", ""]))
        steps.append(step(key, kind, moment, length, leg_minutes=leg, transport=ride, boards=True))
        moment += timedelta(minutes=length)
    return steps


@given(easy_days())
def test_easy_day_has_no_clash(steps):
    assert clashes_of(day(*steps)) == []


@given(easy_days(), st.integers(1, 50), st.data())
def test_stop_pulled_forward_over_the_one_before_always_clashes(steps, minutes, data):
    if len(steps) < 2:
        return
    place = data.draw(st.integers(1, len(steps) - 1))
    one, before = steps[place], steps[place - 1]
    early = before.until - timedelta(minutes=min(minutes, 1))
    moved = [*steps[:place], replace(one, starts=early), *steps[place + 1 :]]
    assert ("stops_overlap", one.key) in codes(clashes_of(day(*moved)))


def test_limits_as_they_are_typed():
    assert limits_from({}) == Limits()
    assert limits_from(
        {
            "field_teaching.lunch": "12:00～13:00",
            "field_teaching.supper": "",
            "field_teaching.latest_return": "20：30",
            "field_teaching.leg_spare": "10",
        }
    ) == Limits((time(12), time(13)), None, time(20, 30), 10)
    assert [window_problem(text) is None for text in ("11:30-13:30", "", "13:30-11:30", "x")] == [
        True,
        True,
        False,
        False,
    ]
    assert [clock_problem(text) is None for text in ("21:00", "", "25:00")] == [True, True, False]
    assert [spare_problem(text) is None for text in ("0", "120", "121", "-1", "²")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert window_problem(USUAL["field_teaching.lunch"]) is None
