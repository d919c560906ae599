"""What other pages show of attendance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template

from core import clock
from core.access.guard import this_class
from core.attendance import queries
from core.attendance.queries import Counted
from core.attendance.rules import HALF_DAY_WORDS, HalfDay, tally
from core.contributions import Panel
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.web import html


@dataclass(frozen=True)
class Heat:
    """A half-day of the week: how many came of how many."""

    day: str
    here: int
    due: int
    known: bool

    @property
    def share(self) -> float | None:
        """0 to 1; None while nothing is known."""
        return self.here / self.due if self.due and self.known else None


def of_class(training_class: TrainingClass) -> list[Panel]:
    """The week as a heat map of half-days; nothing before there is a lesson."""
    every = queries.lessons_counted(training_class.id)
    if not every:
        return []
    drawn = render_template("console/attendance/_heat_panel.html", **_week(every))
    return [Panel(_("一周出勤"), html(drawn), order=20)]


def _week(every: list[Counted]) -> dict[str, Any]:
    days = sorted({one.lesson.held_on for one in every if one.lesson.held_on})
    rows = []
    for half in HalfDay:
        cells = [
            _heat(
                [one for one in every if (one.lesson.held_on, one.lesson.half_day) == (day, half)]
            )
            for day in days
        ]
        if any(cells):
            rows.append((HALF_DAY_WORDS[half], cells))
    return {"days": days, "rows": rows}


def _heat(lessons: list[Counted]) -> Heat | None:
    if not lessons:
        return None
    return Heat(
        str(lessons[0].lesson.held_on),
        sum(one.here for one in lessons),
        sum(one.due for one in lessons),
        any(one.share is not None for one in lessons),
    )


def of_lesson(lesson: Lesson) -> list[Panel]:
    """A lesson's numbers and the ways to take its register."""
    found = [
        one
        for one in queries.lessons_counted(lesson.class_id, lesson.held_on)
        if one.lesson.id == lesson.id
    ]
    if not found:
        return []
    drawn = render_template("console/attendance/_lesson_panel.html", one=found[0])
    return [Panel(_("考勤"), html(drawn), order=10)]


def of_trainee(enrolment: Any) -> list[Panel]:
    """A trainee's marks, lesson by lesson so far, and what they add up to."""
    at = clock.now()
    marks = [
        one
        for one in queries.marks_of(enrolment.id)
        if one.mark is not None or (one.lesson.starts_at and one.lesson.starts_at <= at)
    ]
    drawn = render_template(
        "console/attendance/_trainee_panel.html",
        marks=marks,
        sums=tally((one.mark, one.lesson.credit_hours) for one in marks),
        zone=this_class().zone,
    )
    return [Panel(_("考勤"), html(drawn), order=20)]
