"""Which stop is large on the phone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.testing import MONDAY
from plugins.field_teaching.rules.own_day import (
    begin_of_day,
    end_of_day,
    has_begun,
    may_rate_from,
    states,
    untils,
)

ENDS = end_of_day(date(2026, 11, 23), "Asia/Shanghai")


def at(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def test_a_day_ends_at_midnight_of_the_class() -> None:
    assert (ENDS - MONDAY).total_seconds() == 16 * 3600
    assert begin_of_day(date(2026, 11, 24), "Asia/Shanghai") == ENDS


def test_stop_stands_until_its_end_and_words_until_the_next_begins() -> None:
    spans = [(at(0), at(10)), (None, None), (at(60), None), (at(90), at(120)), (None, None)]
    assert untils(spans, ENDS) == [at(10), at(60), at(90), at(120), ENDS]


def test_states_have_one_now_while_the_day_lasts() -> None:
    spans = [(at(0), at(10)), (None, None), (at(60), at(70))]
    assert states(spans, ENDS, at(-5)) == ["now", "next", "next"]
    assert states(spans, ENDS, at(10)) == ["past", "now", "next"]
    assert states(spans, ENDS, at(65)) == ["past", "past", "now"]
    assert states(spans, ENDS, at(70)) == ["past", "past", "past"]
    assert states([], ENDS, at(0)) == []


def test_words_alone_are_never_taken_for_past() -> None:
    assert states([(None, None), (None, None)], ENDS, at(600)) == ["now", "next"]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(-100, 900)),
            st.one_of(st.none(), st.integers(-100, 900)),
        ),
        max_size=8,
    ),
    st.integers(-200, 1200),
)
def test_states_stand_in_order(spans: list[tuple[int | None, int | None]], minute: int) -> None:
    known = [
        (at(one) if one is not None else None, at(two) if two is not None else None)
        for one, two in spans
    ]
    found = states(known, ENDS, at(minute))
    order = ["past", "now", "next"]
    assert found == sorted(found, key=order.index)
    assert found.count("now") <= 1


def test_stop_has_begun_only_by_the_clock() -> None:
    assert has_begun((at(0), at(10)), at(0))
    assert not has_begun((at(1), at(10)), at(0))
    assert not has_begun((None, None), at(0))


def test_rating_opens_when_the_stop_is_over() -> None:
    assert may_rate_from((at(0), at(30)), ENDS) == at(30)
    assert may_rate_from((at(0), None), ENDS) == at(0)
    assert may_rate_from((None, None), ENDS) == ENDS
