"""The limit to the half hour, the lessons leave covers, and who decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.leave.rules import (
    LeaveKind,
    LeaveState,
    chain_for,
    is_over_limit,
    is_overdue,
    lessons_covered,
    limit_of,
    may_move,
    next_role,
    period_problems,
    remaining,
    sum_of,
)
from core.training.policy import Policy
from core.training.terms import ApprovalRule, Role

D = Decimal
halves = st.integers(0, 400).map(lambda number: Decimal(number) / 2)
shares = st.tuples(st.integers(0, 20), st.integers(1, 20))


@pytest.mark.parametrize(
    ("missed", "total", "over"),
    [
        (8, 40, True),
        (4, 40, False),
        (4 + 2, 40, True),
        ("5.5", 40, False),
        (5, 35, False),
        ("5.5", 35, True),
        (3, 30, False),
        (6, 30, True),
        (0, 0, False),
        ("0.5", 0, True),
    ],
)
def test_leave_is_over_only_beyond_a_seventh(missed, total, over):
    assert is_over_limit(D(missed), D(total)) is over


@given(halves, halves, shares)
def test_peer_07_limit_is_exact(missed, total, share):
    exact = Fraction(missed) > Fraction(*share) * Fraction(total)
    assert is_over_limit(missed, total, *share) is exact


@given(halves, halves, shares)
def test_remaining_hours_reach_the_limit_and_no_further(missed, total, share):
    left = remaining(missed, total, *share)
    if is_over_limit(missed, total, *share):
        assert left == 0
    else:
        assert not is_over_limit(missed + left, total, *share)
        assert is_over_limit(missed + left + D("0.5"), total, *share)
    assert left % D("0.5") == 0


def test_limit_is_told_to_three_places_and_never_rounded_up():
    assert [str(limit_of(D(total))) for total in (40, 35, 30)] == ["5.714", "5.000", "4.285"]


def test_sum_shows_what_a_request_does():
    found = sum_of(D(4), D(2), D(40))
    assert (found.after, found.limit, found.remaining, found.over) == (D(6), D("5.714"), D(0), True)
    assert sum_of(D(2), D(2), D(40)).remaining == D("1.5")


def test_sum_follows_the_share_of_the_class():
    assert sum_of(D(4), D(4), D(40), (1, 5)).over is False
    assert sum_of(D(4), D("4.5"), D(40), (1, 5)).over is True


@dataclass(frozen=True)
class Hour:
    starts_at: datetime
    ends_at: datetime


def lesson(start: str, end: str) -> Hour:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-11-24T{text}").replace(tzinfo=UTC)

    return Hour(at(start), at(end))


MORNING, NOON, AFTERNOON = (
    lesson("08:30", "11:30"),
    lesson("11:30", "12:00"),
    lesson("14:00", "17:00"),
)
DAY = [MORNING, NOON, AFTERNOON]


def covered(start: str, end: str) -> list[Hour]:
    period = lesson(start, end)
    return lessons_covered(period.starts_at, period.ends_at, DAY)


def test_leave_covers_every_lesson_it_touches():
    assert covered("08:00", "18:00") == DAY
    assert covered("11:29", "14:01") == DAY
    assert covered("09:00", "09:10") == [MORNING]


def test_leave_that_only_meets_a_boundary_does_not_cover():
    assert covered("11:30", "12:00") == [NOON]
    assert covered("12:00", "14:00") == []


@given(st.integers(0, 1440), st.integers(1, 600))
def test_leave_covers_exactly_the_lessons_that_share_a_minute(first, length):
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    minutes = {midnight + timedelta(minutes=number) for number in range(first, first + length)}

    def shares_a_minute(hour: Hour) -> bool:
        return any(hour.starts_at <= minute < hour.ends_at for minute in minutes)

    starts, ends = min(minutes), max(minutes) + timedelta(minutes=1)
    assert lessons_covered(starts, ends, DAY) == [hour for hour in DAY if shares_a_minute(hour)]


def test_leave_that_ends_before_it_starts_is_refused():
    assert [problem.field for problem in period_problems(NOON.ends_at, NOON.starts_at)] == [
        "ends_at"
    ]
    assert [problem.code for problem in period_problems(NOON.starts_at, NOON.starts_at)] == [
        "ends_before_start"
    ]
    assert period_problems(NOON.starts_at, NOON.ends_at) == []


@pytest.mark.parametrize(
    ("hours", "roles"),
    [
        ("0.5", (Role.COUNSELLOR,)),
        ("4", (Role.COUNSELLOR,)),
        ("4.5", (Role.COUNSELLOR, Role.HEAD_TEACHER)),
        ("8", (Role.COUNSELLOR, Role.HEAD_TEACHER)),
        ("8.5", (Role.COUNSELLOR, Role.HEAD_TEACHER, Role.HOST)),
    ],
)
def test_longer_leave_needs_a_longer_chain(hours, roles):
    assert chain_for(LeaveKind.SICK, D(hours), Policy().approval) == roles


def test_chain_is_chosen_by_kind_whatever_the_order_of_the_rules():
    rules = (
        ApprovalRule((LeaveKind.OFFICIAL,), None, (Role.HOST,)),
        *reversed(replace(Policy()).approval),
    )
    assert chain_for(LeaveKind.PERSONAL, D(2), rules) == (Role.COUNSELLOR,)
    assert chain_for(LeaveKind.OFFICIAL, D(99), rules[:1]) == (Role.HOST,)


def test_leave_that_nobody_may_approve_is_refused():
    with pytest.raises(Refused) as caught:
        chain_for(LeaveKind.SICK, D(9), Policy().approval[:2])
    assert caught.value.codes == ["no_approver"]


def test_chain_is_walked_in_order():
    chain = (Role.COUNSELLOR, Role.HEAD_TEACHER)
    assert [next_role(chain, done) for done in range(3)] == [*chain, None]


def test_leave_ends_only_once():
    final = [LeaveState.REFUSED, LeaveState.WITHDRAWN, LeaveState.CANCELLED, LeaveState.RETURNED]
    assert not any(may_move(before, after) for before in final for after in LeaveState)
    assert may_move(LeaveState.PENDING, LeaveState.APPROVED)
    assert may_move(LeaveState.APPROVED, LeaveState.RETURNED)
    assert not may_move(LeaveState.APPROVED, LeaveState.REFUSED)


def test_who_is_not_back_after_the_end_is_overdue():
    end = AFTERNOON.ends_at
    assert not is_overdue(end, None, end)
    assert is_overdue(end, None, end + timedelta(seconds=1))
    assert not is_overdue(end, end, end + timedelta(days=1))
