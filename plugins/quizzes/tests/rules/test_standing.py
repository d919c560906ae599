"""Which attempt counts, and how a make-up replaces what it makes up for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.quizzes.rules.standing import (
    Result,
    Standing,
    Terms,
    Try,
    result_in,
    result_with_make_ups,
)
from plugins.quizzes.terms import Counts

SIXTY = Decimal(60)


def tries(*points: int | None) -> list[Try]:
    worth = [None if one is None else Decimal(one) for one in points]
    return [Try(number, number, True, one) for number, one in enumerate(worth, 1)]


def terms(number: int, counts: Counts = Counts.BEST, make_up_of: int | None = None) -> Terms:
    return Terms(number, counts, SIXTY, make_up_of)


@pytest.mark.parametrize(
    ("counts", "attempt", "points"), [(Counts.BEST, 2, 70), (Counts.LAST, 3, 65), (Counts.FIRST, 1, 52)]
)  # fmt: skip
def test_attempt_that_counts(counts: Counts, attempt: int, points: int) -> None:
    found = result_in(terms(1, counts), tries(52, 70, 65))
    assert (found.attempt, found.points) == (attempt, points)


def test_states() -> None:
    test, writing = terms(1), Try(9, 1, False, None)
    assert result_in(test, []).standing is Standing.ABSENT
    assert result_in(test, [writing]).standing is Standing.WRITING
    assert result_in(test, tries(None)).standing is Standing.MARKING
    assert result_in(test, tries(60)).standing is Standing.PASSED
    assert result_in(test, tries(59)).standing is Standing.FAILED
    assert result_in(test, [*tries(52), Try(9, 2, False, None)]).points == 52
    assert result_in(test, tries(90, None)).standing is Standing.MARKING
    assert result_in(terms(1, Counts.FIRST), tries(90, None)).standing is Standing.PASSED


def test_make_up_replaces_as_soon_as_it_was_written_and_so_does_one_of_its_own() -> None:
    tests = [terms(1), terms(2, make_up_of=1), terms(3, make_up_of=2), terms(4)]
    failed, passed = tries(52), [Try(7, 1, True, Decimal(61))]
    assert result_with_make_ups(tests[0], tests, {1: failed}).points == 52
    assert result_with_make_ups(tests[0], tests, {1: failed, 2: passed}) == Result(
        Standing.PASSED, Decimal(61), 7, 2
    )
    assert result_with_make_ups(tests[0], tests, {1: passed, 3: failed}).points == 52
    assert result_with_make_ups(tests[0], tests, {4: passed}).standing is Standing.ABSENT
    writing = [Try(8, 1, False, None)]
    assert result_with_make_ups(tests[0], tests, {1: failed, 2: writing}).points == 52
    assert result_with_make_ups(tests[0], tests, {2: writing}).standing is Standing.WRITING


def test_make_ups_that_name_each_other_end() -> None:
    tests = [terms(1, make_up_of=2), terms(2, make_up_of=1)]
    assert result_with_make_ups(tests[0], tests, {}).standing is Standing.ABSENT
