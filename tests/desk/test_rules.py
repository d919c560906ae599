"""What the overview says comes next, from the plan of a class to its last day."""

from __future__ import annotations

from datetime import date

import pytest

from core.desk.rules import next_step
from core.training.rules import State

FRIDAY = date(2026, 11, 27)


def endpoint(state: State, *, trainees: bool, lessons: bool, today: date = FRIDAY) -> str | None:
    step = next_step(state, has_trainees=trainees, has_lessons=lessons, ends_on=FRIDAY, today=today)
    return step.endpoint if step else None


@pytest.mark.parametrize(
    ("trainees", "lessons", "expected"),
    [
        (False, False, "enrolment.upload"),
        (False, True, "enrolment.upload"),
        (True, False, "timetable.upload"),
        (True, True, "enrolment.trainees"),
    ],
)
def test_next_step_while_preparing_names_what_is_missing(
    trainees: bool, lessons: bool, expected: str
) -> None:
    assert endpoint(State.PREPARING, trainees=trainees, lessons=lessons) == expected


def test_next_step_follows_the_state_of_the_class() -> None:
    assert endpoint(State.ENROLLING, trainees=True, lessons=True) == "enrolment.applications"
    assert endpoint(State.REPORTING, trainees=True, lessons=True) == "enrolment.reporting"
    assert endpoint(State.CLOSED, trainees=True, lessons=True) is None
    assert endpoint(State.ARCHIVED, trainees=True, lessons=True) is None


def test_next_step_of_a_running_class_is_closing_from_the_last_day() -> None:
    thursday = date(2026, 11, 26)
    assert endpoint(State.RUNNING, trainees=True, lessons=True, today=thursday) is None
    assert endpoint(State.RUNNING, trainees=True, lessons=True) == "completion.review"
