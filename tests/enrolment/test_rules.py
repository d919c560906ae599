"""The list of a class: places, states and codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.enrolment.rules import (
    CODE_ALPHABET,
    ApplicationState,
    EnrolmentState,
    code_problem,
    free_places,
    has_arrived,
    may_decide,
    new_activation_code,
    normalised_code,
    place_problem,
    should_attend,
)


def test_who_has_gone_or_is_not_yet_approved_need_not_attend():
    away = {state for state in EnrolmentState if not should_attend(state)}
    assert away == {
        EnrolmentState.ENROLLED,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.LEFT,
        EnrolmentState.REPLACED,
    }


def test_who_should_attend_may_not_have_arrived():
    assert should_attend(EnrolmentState.APPROVED)
    assert not has_arrived(EnrolmentState.APPROVED)
    assert has_arrived(EnrolmentState.REPORTED)


@pytest.mark.parametrize(
    ("capacity", "taken", "free"),
    [(100, 0, 100), (100, 99, 1), (100, 100, 0), (100, 101, 0), (None, 9, None)],
)
def test_places_are_never_fewer_than_none(capacity, taken, free):
    assert free_places(capacity, taken) == free
    problem = place_problem(capacity, taken)
    assert (problem and problem.code) == ("no_place" if free == 0 else None)


def test_application_that_was_decided_stays_so():
    assert not any(may_decide(ApplicationState.APPROVED, after) for after in ApplicationState)
    assert may_decide(ApplicationState.PENDING, ApplicationState.WAITING)
    assert may_decide(ApplicationState.WAITING, ApplicationState.APPROVED)
    assert may_decide(ApplicationState.RETURNED, ApplicationState.PENDING)
    assert not may_decide(ApplicationState.PENDING, ApplicationState.PENDING)


@given(st.integers(6, 8))
def test_activation_code_is_easy_to_read(length):
    code = new_activation_code(length)
    assert len(code) == length
    assert set(code) <= set(CODE_ALPHABET)
    assert code_problem(code) is None


def test_alphabet_has_no_signs_that_are_mistaken():
    assert not set("0O1IL") & set(CODE_ALPHABET)
    assert len(set(CODE_ALPHABET)) == len(CODE_ALPHABET) == 31


def test_codes_do_not_repeat():
    assert len({new_activation_code(8) for _number in range(500)}) == 500


@pytest.mark.parametrize("typed", ["abc234", " ABC 234 ", "abc-234", "ＡＢＣ２３４"])
def test_code_is_read_as_people_type_it(typed):
    assert normalised_code(typed) == "ABC234"


@pytest.mark.parametrize("code", ["", "ABC23", "ABCDEFGH2", "ABC10O", "激活码激活码"])
def test_what_is_no_code_is_refused(code):
    problem = code_problem(code)
    assert problem is not None
    assert problem.field == "code"
