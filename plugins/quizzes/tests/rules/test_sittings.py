"""When a sitting is open, and what cannot be meant about one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.testing import MONDAY
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.sittings import (
    Stage,
    Times,
    minutes_problem,
    pass_mark_problem,
    sitting_problems,
    stage_of,
)

HOUR = timedelta(hours=1)


def told(**values: Any) -> dict[str, Any]:
    return {
        "title": "结业测验", "password": "", "opens_at": MONDAY, "closes_at": MONDAY + HOUR,
        "minutes": 30, "attempts": 1, "grace_seconds": 300, "markers": 1, "pass_mark": Decimal(60),
        "difference_limit": Decimal(2), "needs_presence": False, "lesson_id": None,
        "marks_from": "closed", "keys_from": "closed", "practice": False, **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "published", "closed", "stage"),
    [
        (0, False, None, Stage.DRAFT),
        (-1, True, None, Stage.COMING),
        (0, True, None, Stage.OPEN),
        (59, True, None, Stage.OPEN),
        (60, True, None, Stage.OVER),
        (10, True, MONDAY, Stage.OVER),
    ],
)
def test_stage_of_a_sitting(minutes: int, published: bool, closed: Any, stage: Stage) -> None:
    times = Times(MONDAY, MONDAY + HOUR, published, closed)
    assert stage_of(times, MONDAY + timedelta(minutes=minutes)) is stage


def test_sitting_that_can_be_held_has_no_problem() -> None:
    assert sitting_problems(told()) == []
    assert sitting_problems(told(minutes=None, attempts=0)) == []
    assert sitting_problems(told(keys_from="answered", attempts=0, practice=True)) == []


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"title": ""}, "title_missing", "title"),
        ({"keys_from": "answered", "attempts": 2}, "told_and_again", "attempts"),
        ({"title": "长" * 121}, "title_long", "title"),
        ({"password": "x" * 41}, "password_long", "password"),
        ({"opens_at": None}, "time_missing", "opens"),
        ({"closes_at": None}, "time_missing", "closes"),
        ({"closes_at": MONDAY}, "closes_before_opens", "closes"),
        ({"closes_at": MONDAY + timedelta(days=61)}, "open_too_long", "closes"),
        ({"minutes": 0}, "minutes_wrong", "minutes"),
        ({"minutes": 61}, "minutes_do_not_fit", "minutes"),
        ({"minutes": 2**31}, "minutes_wrong", "minutes"),
        ({"attempts": None}, "attempts_wrong", "attempts"),
        ({"attempts": 21}, "attempts_wrong", "attempts"),
        ({"grace_seconds": 3601}, "grace_seconds_wrong", "grace_seconds"),
        ({"markers": 3}, "markers_wrong", "markers"),
        ({"pass_mark": Decimal(10_000)}, "pass_mark_wrong", "pass_mark"),
        ({"difference_limit": Decimal(-1)}, "difference_limit_wrong", "difference_limit"),
        ({"needs_presence": True}, "presence_without_lesson", "lesson_id"),
    ],
)
def test_sitting_that_cannot_be_meant_says_why(
    values: dict[str, Any], code: str, field: str
) -> None:
    assert [(one.code, one.field) for one in sitting_problems(told(**values))] == [(code, field)]


def test_pass_mark_above_the_paper_is_refused_with_both_numbers() -> None:
    assert pass_mark_problem(Decimal("60.00"), Decimal(60)) is None
    problem = pass_mark_problem(Decimal("60.00"), Decimal("40.50"))
    assert str(problem) == "及格分 60 比试卷总分 40.5 还高。"


@pytest.mark.parametrize(("minutes", "good"), [(1, 1), (600, 1), (0, 0), (601, 0), (None, 0)])
def test_extra_minutes_that_can_be_meant(minutes: int | None, good: int) -> None:
    assert (minutes_problem(minutes) is None) is bool(good)


def test_points_are_told_without_needless_zeros() -> None:
    told_plain = [plain(Decimal(one)) for one in ("2.00", "2.50", "0", "100", "1E+2", "-0")]
    assert told_plain == ["2", "2.5", "0", "100", "100", "0"]
