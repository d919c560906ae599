"""What may be written, promised and rated."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.field_teaching.rules.learning import (
    reflection_problems,
    score_problems,
    tribute_problem,
)

DAY, BEFORE, AFTER = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("body", "today", "codes"),
    [
        ("很受教育", DAY, []),
        ("很受教育", AFTER, []),
        ("很受教育", BEFORE, ["too_early"]),
        ("", DAY, ["body_missing"]),
        ("字" * 2000, DAY, []),
        ("字" * 2001, DAY, ["body_long"]),
    ],
)
def test_reflection(body: str, today: date, codes: list[str]) -> None:
    assert [one.code for one in reflection_problems(body, DAY, today)] == codes


@pytest.mark.parametrize(
    ("activity", "today", "code"),
    [("flowers", DAY, None), ("", DAY, "no_activity"), ("pledge", BEFORE, "not_today"),
     ("pledge", AFTER, "not_today")],
)  # fmt: skip
def test_activity_takes_place_on_the_day_alone(
    activity: str, today: date, code: str | None
) -> None:
    found = tribute_problem(activity, DAY, today)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("scores", "fields"),
    [
        ({"site": 5, "guide": 1, "organisation": 3}, []),
        ({"site": 0, "guide": 6, "organisation": None}, ["site", "guide", "organisation"]),
        ({"site": "5", "guide": 3.5}, ["site", "guide", "organisation"]),
        ({}, ["site", "guide", "organisation"]),
    ],
)
def test_rating_answers_every_aspect_from_one_to_five(
    scores: dict[str, object], fields: list[str]
) -> None:
    assert [one.field for one in score_problems(scores)] == fields
