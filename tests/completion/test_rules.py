"""What is proposed at the end, and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.attendance.rules import Tally
from core.completion.rules import (
    Outcome,
    certified_hours,
    decision_problems,
    hours_text,
    propose,
)
from core.errors import Problem
from core.training.policy import Policy


def forty(absent=0, on_leave=0, unmarked=0, **counts) -> Tally:
    away = [Decimal(str(hours)) for hours in (absent, on_leave, unmarked)]
    return Tally(Decimal(40) - sum(away), *away, **counts)


def proposed(tally: Tally, policy: Policy | None = None, objections=()):
    proposal = propose(tally, policy or Policy(), objections)
    return proposal.outcome, [problem.code for problem in proposal.reasons]


def test_who_was_there_completes():
    assert proposed(forty()) == (Outcome.COMPLETED, [])


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (4, (Outcome.COMPLETED, [])),
        ("5.5", (Outcome.COMPLETED, [])),
        (6, (Outcome.NOT_COMPLETED, ["leave_over_limit"])),
        (8, (Outcome.NOT_COMPLETED, ["leave_over_limit"])),
    ],
)
def test_leave_over_a_seventh_is_not_completed(hours, expected):
    assert proposed(forty(on_leave=hours)) == expected


def test_leave_of_exactly_a_seventh_completes():
    assert proposed(Tally(attended=Decimal(30), on_leave=Decimal(5))) == (Outcome.COMPLETED, [])


def test_absence_without_leave_weighs_heavier():
    assert proposed(forty(absent=6)) == (Outcome.WITHDRAWN, ["absent_over_limit"])
    assert proposed(forty(absent=6, on_leave=6)) == (
        Outcome.WITHDRAWN,
        ["absent_over_limit", "leave_over_limit"],
    )


def test_absence_of_two_days_is_enough_in_a_long_class():
    long = Tally(attended=Decimal(184), absent=Decimal(16))
    assert proposed(long) == (Outcome.WITHDRAWN, ["absent_limit_hours"])
    assert proposed(replace(long, absent=Decimal("15.5"))) == (Outcome.COMPLETED, [])
    without = replace(Policy(), absent_limit_hours=None)
    assert proposed(long, without) == (Outcome.COMPLETED, [])


def test_limits_are_those_of_the_class():
    strict = replace(Policy(), leave_numerator=1, leave_denominator=10)
    assert proposed(forty(on_leave=4), strict) == (Outcome.COMPLETED, [])
    assert proposed(forty(on_leave="4.5"), strict)[0] is Outcome.NOT_COMPLETED


def test_what_a_plugin_objects_is_a_reason():
    objection = Problem("quiz_failed", "测验未通过。")
    assert proposed(forty(), objections=[objection]) == (Outcome.NOT_COMPLETED, ["quiz_failed"])


def test_notes_do_not_decide():
    proposal = propose(
        forty(absent=2, on_leave=3, unmarked=1, late_count=2, left_early_count=1), Policy()
    )
    assert proposal.outcome is Outcome.COMPLETED
    assert [str(note) for note in proposal.notes] == [
        "有 1 学时还没有考勤记录。",
        "旷课 2 学时。",
        "请假 3 学时。",
        "迟到 2 次。",
        "早退 1 次。",
    ]


def test_reason_is_told_in_hours():
    (reason,) = propose(forty(on_leave=6.5), Policy()).reasons
    assert str(reason) == "请假 6.5 学时，超过总学时 40 的 1/7。"


@pytest.mark.parametrize(
    ("hours", "text"), [("40", "40"), ("40.0", "40"), ("3.50", "3.5"), ("0", "0"), ("100", "100")]
)
def test_hours_are_written_as_people_write_them(hours, text):
    assert hours_text(Decimal(hours)) == text


def test_deciding_otherwise_needs_a_reason():
    codes = [
        problem.code for problem in decision_problems(Outcome.COMPLETED, Outcome.MAKE_UP, "  ")
    ]
    assert codes == ["reason_missing"]
    assert decision_problems(Outcome.COMPLETED, Outcome.MAKE_UP, "因公出差") == []
    assert decision_problems(Outcome.COMPLETED, Outcome.COMPLETED, "") == []


def test_who_was_never_seen_is_not_proposed_to_complete():
    assert proposed(Tally(unmarked=Decimal(40))) == (Outcome.NOT_COMPLETED, ["never_attended"])
    assert proposed(forty(unmarked=8)) == (Outcome.COMPLETED, [])


def test_certified_hours_are_those_attended():
    assert certified_hours(forty(absent=2, on_leave=3)) == Decimal(35)
    assert certified_hours(Tally(unmarked=Decimal(40))) == Decimal(40)


def test_hours_named_in_a_reason_are_not_noted_again():
    proposal = propose(forty(on_leave=8, late_count=1), Policy())
    assert [note.code for note in proposal.notes] == ["late"]
