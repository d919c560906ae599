"""In time, in the grace, or too late: by the server's clock and what a stamp proves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.errors import Refused
from plugins.quizzes.rules.answers import Word, in_force
from plugins.quizzes.rules.stamps import LONGEST, said_at, stamp_at, stamped_at
from plugins.quizzes.rules.timing import Span, judge
from plugins.quizzes.terms import Way

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
GRACE = timedelta(minutes=5)
OPEN = Span(START, END, GRACE)
SECONDS = some.integers(-600, 3600)
KEY = "k" * 40


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def test_answer_that_arrives_before_the_end_needs_no_proof() -> None:
    assert judge(OPEN, END, None) == judge(OPEN, END, END)
    assert judge(OPEN, at(60), at(20)).said_at == at(20)
    assert (judge(OPEN, at(60), at(90)).said_at, judge(OPEN, at(60), at(-9)).said_at) == (
        at(60),
        START,
    )


@pytest.mark.parametrize(
    ("span", "arrived", "signed", "why"),
    [
        (OPEN, END + GRACE, END, ""),
        (OPEN, END + GRACE + timedelta(seconds=1), END, "grace_over"),
        (OPEN, END + timedelta(seconds=1), None, "no_stamp"),
        (OPEN, END + timedelta(seconds=9), END + timedelta(milliseconds=1), "too_late"),
        (Span(START, END, timedelta(0)), END + timedelta(seconds=1), END, "grace_over"),
        (Span(START, END, GRACE, at(600)), at(700), at(600), ""),
        (Span(START, END, GRACE, at(600)), at(700), at(601), "too_late"),
        (Span(START, END, GRACE, at(600)), at(700), None, "no_stamp"),
        (Span(START, END, GRACE, at(600), shown=True), at(700), at(500), "shown"),
    ],
)
def test_answer_after_the_end_counts_by_its_signed_time(
    span: Span, arrived: datetime, signed: datetime | None, why: str
) -> None:
    if why:
        with pytest.raises(Refused) as refused:
            judge(span, arrived, signed)
        assert refused.value.codes == [why]
    else:
        assert judge(span, arrived, signed).way is Way.GRACE


@settings(max_examples=60, deadline=None)
@given(SECONDS, some.none() | SECONDS, some.none() | SECONDS)
def test_whatever_a_phone_claims_is_neither_before_the_start_nor_after_arrival(
    arrived: int, signed: int | None, ended: int | None
) -> None:
    span = Span(START, END, GRACE, None if ended is None else at(ended))
    try:
        found = judge(span, at(arrived), None if signed is None else at(signed))
    except Refused:
        return
    assert START <= found.said_at <= max(at(arrived), START)
    assert found.way is Way.LIVE or found.said_at <= END
    assert at(arrived) <= END + GRACE


def test_stamp_proves_its_time_for_its_attempt_alone() -> None:
    stamp = stamp_at(KEY, 7, at(5))
    assert stamped_at(KEY, 7, stamp) == at(5)
    assert said_at(KEY, 7, stamp, 1500) == at(5) + timedelta(milliseconds=1500)
    forged = ["", "1", "1.", stamp + "0", "9" + stamp, stamp.upper() + " ", "٣." + "a" * 32, None, 5,
              stamp.replace(".", ".é")]  # fmt: skip
    assert [stamped_at(KEY, 7, one) for one in forged] == [None] * len(forged)
    assert (stamped_at(KEY, 8, stamp), stamped_at("other", 7, stamp)) == (None, None)
    elapsed = [-1, LONGEST + 1, True, "5", None, float("nan")]
    assert [said_at(KEY, 7, stamp, one) for one in elapsed] == [None] * len(elapsed)


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.tuples(some.integers(1, 3), some.sampled_from("ABC"), some.integers(0, 3)), max_size=9
    ),
    some.randoms(),
)
def test_any_order_and_repetition_of_saves_gives_the_same_paper(
    told: list[tuple[int, str, int]], chance: object
) -> None:
    words = [Word(n, said, at(s), f"act-{place}") for place, (n, said, s) in enumerate(told)]
    mixed = words * 2
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert in_force(mixed) == in_force(words)
    last = {}
    for one in sorted(words, key=lambda word: (word.said_at, word.act)):
        last[one.number] = one.given
    assert in_force(mixed) == last
