"""How an incident goes on, and when the 主办 was told too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.testing import MONDAY
from plugins.field_teaching.rules.incidents import (
    minutes_late,
    next_states,
    report_problems,
    step_problems,
    told_within,
    told_within_problem,
)
from plugins.field_teaching.terms import IncidentState


@pytest.mark.parametrize(
    ("before", "after", "body", "codes"),
    [
        ("open", "handled", "送到医院", []),
        ("handled", "closed", "已出院", []),
        ("closed", "open", "又发作了", []),
        ("handled", "open", "还没好", []),
        ("open", "closed", "没事", ["not_next"]),
        ("open", "open", "再报一次", ["not_next"]),
        ("closed", "closed", "再结一次", ["not_next"]),
        ("open", "handled", "", ["step_empty"]),
        ("closed", "open", "", ["step_empty"]),
        ("open", "handled", "字" * 2001, ["step_long"]),
    ],
)
def test_step_of_an_incident(before: str, after: str, body: str, codes: list[str]) -> None:
    found = step_problems(IncidentState(before), IncidentState(after), body)
    assert [one.code for one in found] == codes


def test_every_state_leads_on_and_closing_is_never_the_end() -> None:
    assert all(next_states(state) for state in IncidentState)


@pytest.mark.parametrize(
    ("kind", "what", "place", "later", "codes"),
    [
        ("injury", "扭伤", "山门", 0, []),
        ("injury", "扭伤", "", -60 * 24, []),
        ("injury", "扭伤", "", 2, []),
        ("injury", "扭伤", "", 3, ["in_future"]),
        ("", "扭伤", "", 0, ["kind_unknown"]),
        ("<script>", "", "", 0, ["kind_unknown", "what_missing"]),
        ("lost", "字" * 2001, "地" * 201, 0, ["what_long", "place_long"]),
    ],
)
def test_report(kind: str, what: str, place: str, later: int, codes: list[str]) -> None:
    found = report_problems(kind, what, place, MONDAY + timedelta(minutes=later), MONDAY)
    assert [one.code for one in found] == codes


@given(st.integers(-60, 3000), st.integers(1, 1440))
def test_lateness_is_the_whole_time_and_begins_after_the_limit(minutes: int, within: int) -> None:
    told = MONDAY + timedelta(minutes=minutes)
    assert minutes_late(MONDAY, told, within) == (minutes if minutes > within else 0)


@given(st.text())
def test_limit_of_minutes_never_breaks(text: str) -> None:
    assert 0 <= told_within(text) <= 9999
    assert (told_within_problem(text) is None) == (
        text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= 1440
    )
