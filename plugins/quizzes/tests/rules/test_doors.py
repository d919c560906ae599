"""Who may begin when, and until when they write; what may be seen of the marking when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plugins.quizzes.rules.doors import Comer, Terms, closes_for, door_problems, end_of
from plugins.quizzes.rules.review import Standing, is_closed, locks, may_see
from plugins.quizzes.terms import Phase

OPENS = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=1)
TERMS = Terms(OPENS, CLOSES, 30, 1)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("terms", "comer", "after", "codes"),
    [
        (TERMS, Comer(), -0.1, ["not_open"]),
        (TERMS, Comer(), 0, []),
        (TERMS, Comer(), 59.9, []),
        (TERMS, Comer(), 60, ["closed"]),
        (TERMS, Comer(extra=10), 69.9, []),
        (TERMS, Comer(extra=10), 70, ["closed"]),
        (Terms(OPENS, CLOSES, 30, 1, closed_at=OPENS + minutes(5)), Comer(extra=10), 6, ["closed"]),
        (TERMS, Comer(made=1), 1, ["no_attempt_left"]),
        (Terms(OPENS, CLOSES, 30, 0), Comer(made=9), 1, []),
        (Terms(OPENS, CLOSES, 30, 1, needs_presence=True), Comer(), 1, ["not_present"]),
        (Terms(OPENS, CLOSES, 30, 1, needs_presence=True), Comer(present=True), 1, []),
        (TERMS, Comer(invited=False), 1, ["not_invited"]),
        (TERMS, Comer(own_group=False), 1, ["other_group"]),
        (TERMS, Comer(due=False), -1, ["not_due"]),
    ],
)
def test_door_says_why_nobody_comes_in(
    terms: Terms, comer: Comer, after: float, codes: list[str]
) -> None:
    assert [one.code for one in door_problems(terms, comer, OPENS + minutes(after))] == codes


@pytest.mark.parametrize(
    ("terms", "extra", "started", "ends"),
    [
        (TERMS, 0, 0, 30), (TERMS, 0, 45, 60), (TERMS, 10, 0, 40), (TERMS, 10, 45, 70),
        (TERMS, 10, 65, 70), (Terms(OPENS, CLOSES, None, 1), 0, 45, 60),
        (Terms(OPENS, CLOSES, None, 1), 15, 0, 75),
    ],
)  # fmt: skip
def test_time_to_write_is_the_minutes_not_after_closing_and_then_the_extra(
    terms: Terms, extra: int, started: int, ends: int
) -> None:
    assert end_of(terms, extra, OPENS + minutes(started)) == OPENS + minutes(ends)
    assert closes_for(terms, extra) == CLOSES + minutes(extra)


def test_what_may_be_seen_comes_phase_by_phase() -> None:
    writing, ended, over = Standing(False, False), Standing(True, False), Standing(True, True)
    seen = {phase: [may_see(phase, one) for one in (writing, ended, over)] for phase in Phase}
    assert seen == {
        Phase.ANSWERED: [False, True, True],
        Phase.SENT: [False, True, True],
        Phase.CLOSED: [False, False, True],
        Phase.NEVER: [False, False, False],
    }
    assert [may_see(one, writing, answered=True) for one in Phase] == [True, False, False, False]
    assert may_see(Phase.CLOSED, Standing(False, True)) is False
    assert [locks(one, Phase.CLOSED) for one in Phase] == [True, False, False, False]


def test_sitting_is_closed_when_its_grace_is_over_and_nobody_writes() -> None:
    grace = minutes(5)
    assert is_closed(CLOSES, grace, 0, CLOSES + grace) is False
    assert is_closed(CLOSES, grace, 0, CLOSES + grace + minutes(0.1)) is True
    assert is_closed(CLOSES, grace, 1, CLOSES + minutes(60)) is False
