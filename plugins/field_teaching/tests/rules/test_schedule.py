"""How times follow: properties that hold for every way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.field_teaching.rules.schedule import (
    Timed,
    place_for,
    reordered,
    retimed,
    shifted,
)

START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return START + timedelta(hours=hour, minutes=minute)


@st.composite
def ways(draw: st.DrawFn) -> list[Timed]:
    """One to eight stops in order; some without a time, some without an end, pauses even negative."""
    moment, found = START, []
    for key in range(draw(st.integers(1, 8))):
        length = timedelta(minutes=draw(st.integers(0, 180)))
        kind = draw(st.sampled_from(["full", "full", "start", "words"]))
        if kind == "words":
            found.append(Timed(key))
            continue
        found.append(Timed(key, moment, moment + length if kind == "full" else None))
        moment += length + timedelta(minutes=draw(st.integers(-30, 90)))
    return found


def places(way: list[Timed]) -> st.SearchStrategy[int]:
    return st.integers(0, len(way) - 1)


@given(ways(), st.data())
def test_reordered_there_and_back_is_the_way_as_it_was(way, data):
    old, new = data.draw(places(way)), data.draw(places(way))
    assert reordered(reordered(way, old, new), new, old) == way


@given(ways(), st.data())
def test_reordered_keeps_lengths_and_what_lies_outside(way, data):
    old, new = data.draw(places(way)), data.draw(places(way))
    after = reordered(way, old, new)
    assert {one.key: one.length for one in after} == {one.key: one.length for one in way}
    low, high = min(old, new), max(old, new)
    assert after[:low] == way[:low]
    assert after[high + 1 :] == way[high + 1 :]


@given(ways(), st.data(), st.integers(-240, 240))
def test_what_has_no_time_never_gets_one(way, data, minutes):
    place, new = data.draw(places(way)), data.draw(places(way))
    wordy = {one.key for one in way if one.starts_at is None}
    endless = {one.key for one in way if one.ends_at is None}
    by = timedelta(minutes=minutes)
    for after in (shifted(way, place, by), reordered(way, place, new)):
        assert {one.key for one in after if one.starts_at is None} == wordy
        assert {one.key for one in after if one.ends_at is None} == endless


@given(ways(), st.data(), st.integers(-240, 240))
def test_shifted_keeps_every_pause_but_the_one_before(way, data, minutes):
    place, by = data.draw(places(way)), timedelta(minutes=minutes)
    after = shifted(way, place, by)
    assert after[:place] == way[:place]
    assert shifted(after, place, -by) == way
    assert [one.starts_at for one in after[place:]] == [
        one.starts_at and one.starts_at + by for one in way[place:]
    ]


@given(ways(), st.data(), st.integers(-240, 240))
def test_alone_touches_one_stop_only(way, data, minutes):
    place, by = data.draw(places(way)), timedelta(minutes=minutes)
    after = shifted(way, place, by, alone=True)
    assert [one for n, one in enumerate(after) if n != place] == [
        one for n, one in enumerate(way) if n != place
    ]


DAY = [
    Timed(1, at(7, 30), at(7, 45)),
    Timed(2, at(9), at(11)),
    Timed(3),
    Timed(4, at(12), at(13)),
    Timed(5, at(14)),
]


def test_longer_stop_shifts_what_follows():
    after = retimed(DAY, 1, Timed(2, at(9), at(11, 30)))
    assert [one.starts_at for one in after] == [at(7, 30), at(9), None, at(12, 30), at(14, 30)]


def test_later_start_shifts_by_as_much():
    after = retimed(DAY, 1, Timed(2, at(9, 20), at(11, 20)))
    assert [one.starts_at for one in after] == [at(7, 30), at(9, 20), None, at(12, 20), at(14, 20)]


def test_longer_leg_shifts_the_stop_itself():
    after = retimed(DAY, 3, DAY[3], leg_more=timedelta(minutes=10))
    assert [one.starts_at for one in after][3:] == [at(12, 10), at(14, 10)]
    assert after[3].ends_at == at(13, 10)


def test_only_this_stop_leaves_the_others():
    after = retimed(DAY, 1, Timed(2, at(9), at(11, 30)), alone=True)
    assert after == [DAY[0], Timed(2, at(9), at(11, 30)), *DAY[2:]]


def test_words_for_a_time_shift_nothing():
    assert retimed(DAY, 1, Timed(2)) == [DAY[0], Timed(2), *DAY[2:]]
    assert retimed(DAY, 2, Timed(3, at(11), at(12))) == [
        *DAY[:2],
        Timed(3, at(11), at(12)),
        *DAY[3:],
    ]


def test_reordered_by_hand_runs_on_without_touching_the_end():
    after = reordered(DAY, 3, 1)
    assert [(one.key, one.starts_at) for one in after] == [
        (1, at(7, 30)),
        (4, at(9)),
        (2, at(11)),
        (3, None),
        (5, at(14)),
    ]


def test_new_stop_stands_by_its_time():
    assert [place_for(DAY, moment) for moment in (at(6), at(9), at(11, 30), at(20), None)] == [
        0,
        2,
        2,
        5,
        5,
    ]
