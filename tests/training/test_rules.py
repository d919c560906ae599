"""A class's states and outline, and the policy that is its own."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.training.policy import BOUNDS
from core.training.rules import (
    ApprovalRule,
    LeaveKind,
    PhoneRule,
    Policy,
    Role,
    State,
    class_problems,
    may_move,
    move_problems,
    policy_problems,
)

OUTLINE = {
    "name": "西柏坡党性教育培训班",
    "code": "XBP-2026-03",
    "zone": "Asia/Shanghai",
    "dates": (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 27)),
}


def outline_codes(**changes):
    return [problem.code for problem in class_problems(**{**OUTLINE, **changes})]


def test_class_goes_the_whole_way_to_the_archive():
    way = list(State)
    assert all(may_move(before, after) for before, after in pairwise(way))


@pytest.mark.parametrize("after", [State.RUNNING, State.PREPARING, State.CLOSED])
def test_archived_class_moves_nowhere(after):
    assert not may_move(State.ARCHIVED, after)


def test_closed_class_does_not_run_again():
    problems = move_problems(State.CLOSED, State.RUNNING)
    assert [str(problem) for problem in problems] == ["班级现在是“结业”，不能改为“进行中”。"]
    assert move_problems(State.RUNNING, State.CLOSED) == []


def test_outline_of_an_ordinary_class_is_fine():
    assert outline_codes() == []
    assert outline_codes(dates=(None, date(2026, 11, 23), date(2026, 11, 23))) == []


@pytest.mark.parametrize("code", ["", "ab", "西柏坡", "a b c", "x" * 33, "abc/"])
def test_code_of_another_shape_is_refused(code):
    assert outline_codes(code=code) == ["code_shape"]


@pytest.mark.parametrize("zone", ["", "Beijing", "../etc/passwd", "/etc/localtime", "Asia"])
def test_unknown_zone_is_refused(zone):
    assert outline_codes(zone=zone) == ["zone_unknown"]


def test_dates_out_of_order_are_refused():
    dates = (date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 22))
    assert outline_codes(dates=dates) == ["report_after_start", "ends_before_start"]


def test_class_of_years_is_refused():
    dates = (None, date(2026, 11, 23), date(2028, 11, 23))
    assert outline_codes(dates=dates) == ["class_too_long"]


def test_problems_stand_beside_their_fields():
    problems = class_problems(name=" ", code="!", zone="?", dates=OUTLINE["dates"])
    assert [problem.field for problem in problems] == ["name", "code", "zone"]


def test_usual_policy_has_no_problems():
    assert policy_problems(Policy()) == []


def test_policy_has_the_numbers_of_the_trade():
    policy = Policy()
    assert (policy.late_after_minutes, policy.check_in_opens_before_minutes) == (10, 30)
    assert (policy.leave_numerator, policy.leave_denominator) == (1, 7)
    assert (policy.code_step_seconds, policy.code_accept_previous) == (10, 1)


def policies():
    minutes = st.integers(0, 600)
    halves = st.integers(1, 40).map(lambda number: Decimal(number) / 2)
    rules = st.builds(
        ApprovalRule,
        kinds=st.lists(st.sampled_from(LeaveKind), min_size=1).map(tuple),
        up_to_hours=st.none() | halves,
        roles=st.lists(st.sampled_from(Role), min_size=1).map(tuple),
    )
    return st.builds(
        Policy,
        late_after_minutes=minutes,
        absent_after_minutes=st.none() | minutes,
        check_out=st.booleans(),
        most_hours_per_lesson=halves,
        hours_by_kind=st.lists(st.tuples(st.text(max_size=9), halves), max_size=3).map(tuple),
        absent_limit_hours=st.none() | halves,
        approval=st.lists(rules, max_size=4).map(tuple),
        one_phone_per_person=st.sampled_from(PhoneRule),
    )


@given(policies())
def test_policy_survives_the_way_through_json(policy):
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy


def test_missing_keys_take_the_usual_numbers():
    assert Policy.from_json({}) == Policy()
    assert Policy.from_json({"late_after_minutes": 5}) == replace(Policy(), late_after_minutes=5)


def refused(data):
    with pytest.raises(Refused) as caught:
        Policy.from_json(data)
    return [(problem.code, problem.field) for problem in caught.value.problems]


def test_unknown_keys_of_a_policy_are_refused():
    assert refused({"late_after": 5, "x": 1}) == [
        ("unknown_key", "late_after"),
        ("unknown_key", "x"),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("late_after_minutes", "10"),
        ("late_after_minutes", 10.0),
        ("late_after_minutes", True),
        ("late_after_minutes", None),
        ("check_out", 1),
        ("most_hours_per_lesson", 3.5),
        ("most_hours_per_lesson", "many"),
        ("most_hours_per_lesson", "NaN"),
        ("one_phone_per_person", "maybe"),
        ("hours_by_kind", {"lecture": "4"}),
        ("hours_by_kind", [["lecture"]]),
        ("approval", [{"kinds": ["sick"], "roles": ["host"]}]),
        ("approval", [{"kinds": ["sick"], "up_to_hours": None, "roles": ["king"]}]),
        ("approval", "host"),
    ],
)
def test_wrong_types_in_a_policy_are_refused(key, value):
    assert refused({key: value}) == [("wrong_type", key)]


@pytest.mark.parametrize("data", [None, [], "{}", 3])
def test_policy_that_is_no_object_is_refused(data):
    assert refused(data) == [("wrong_type", "")]


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_numbers_out_of_bounds_are_named(name):
    problems = policy_problems(replace(Policy(), **{name: BOUNDS[name][1] + 1}))
    assert ("out_of_range", name) in [(problem.code, problem.field) for problem in problems]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"absent_after_minutes": 5}, "absent_before_late"),
        ({"check_in_closes_after_minutes": 5}, "closes_before_late"),
        ({"check_out_early_before_end_minutes": 90}, "early_before_open"),
        ({"most_hours_per_lesson": Decimal("0.25")}, "not_half_hours"),
        ({"most_hours_per_lesson": Decimal(0)}, "not_half_hours"),
        ({"absent_limit_hours": Decimal("1.2")}, "not_half_hours"),
        ({"hours_by_kind": (("exam", Decimal(-1)),)}, "not_half_hours"),
        ({"hours_by_kind": (("exam", Decimal(1)), ("exam", Decimal(2)))}, "kind_twice"),
        ({"approval": ()}, "approval_open_end"),
        ({"approval": (ApprovalRule(tuple(LeaveKind), None, ()),)}, "no_approver"),
    ],
)
def test_policy_that_cannot_work_is_refused(changes, code):
    assert [problem.code for problem in policy_problems(replace(Policy(), **changes))] == [code]


def test_long_leave_of_one_kind_without_approver_is_refused():
    only_sick = (ApprovalRule((LeaveKind.SICK,), None, (Role.HOST,)),)
    problems = policy_problems(replace(Policy(), approval=only_sick))
    assert [problem.code for problem in problems] == ["approval_open_end"]


def test_bounds_name_real_fields():
    assert set(BOUNDS) <= {field.name for field in fields(Policy)}
