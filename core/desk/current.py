"""What is current for a trainee: the lesson of now, the day as a line, the weeks, the class to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import select

from core import clock
from core.attendance.queries import OwnMark, marks_of
from core.attendance.rules import (
    HALF_DAY_WORDS,
    Mark,
    Window,
    WindowOverrides,
    check_out_refusal,
    check_out_window_of,
    is_here,
    window_of,
)
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import HOLDS_PLACE
from core.leave.queries import books_of
from core.leave.rules import Sum
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.policy import Policy
from core.training.rules import State

PARTS: dict[str, Any] = {part.value: words for part, words in HALF_DAY_WORDS.items()}
NEAREST = (State.RUNNING, State.REPORTING, State.ENROLLING, State.CLOSED, State.PREPARING)


@dataclass(frozen=True)
class Now:
    """The lesson that counts now: `running`, `soon` (check-in is open) or `next`.

    `due` is what the trainee should do at once: `in`, `out` or "". The window is None without times.
    """

    own: OwnMark
    state: str
    due: str
    window: Window | None


@dataclass(frozen=True)
class Line:
    """A lesson in the day's line: `past`, `now` or `next`."""

    own: OwnMark
    when: str
    state: str


@dataclass(frozen=True)
class DayLines:
    """A day with its lessons; `date` None for lessons without one."""

    date: date | None
    today: bool
    lines: Sequence[Line]


@dataclass(frozen=True)
class Today:
    """The page 今天: the day, what counts now, and the lines of the day."""

    day: date
    now: Now | None
    lines: Sequence[Line]


def today_of(training_class: TrainingClass, enrolment: Enrolment, at: datetime) -> Today:
    """What one trainee sees today, in one statement; nothing is due once outcomes stand."""
    marks = marks_of(enrolment.id)
    day = clock.local(at, training_class.zone).date()
    lines = [_line(own, training_class.zone, at) for own in marks if own.lesson.held_on == day]
    now = None if training_class.is_frozen else _now(marks, training_class.policy, at)
    return Today(day, now, lines)


def days_of(training_class: TrainingClass, enrolment: Enrolment, at: datetime) -> list[DayLines]:
    """Every lesson of one trainee with its mark, by day, in one statement."""
    today = clock.local(at, training_class.zone).date()
    marks = sorted(marks_of(enrolment.id), key=lambda own: own.lesson.held_on or date.max)
    return [
        DayLines(day, day == today, [_line(own, training_class.zone, at) for own in of_day])
        for day, of_day in groupby(marks, lambda own: own.lesson.held_on)
    ]


def _now(marks: Sequence[OwnMark], policy: Policy, at: datetime) -> Now | None:
    """The first lesson that is not over and still asks for something, else the first not over."""
    coming = [
        _as_now(own, policy, at)
        for own in marks
        if own.lesson.starts_at is not None and (own.lesson.ends_at or own.lesson.starts_at) > at
    ]
    leaving = [
        _as_now(own, policy, at)
        for own in marks
        if own.lesson.ends_at is not None and own.lesson.ends_at <= at
    ]
    coming.sort(key=lambda now: now.own.lesson.starts_at or at)
    waiting = [now for now in (*leaving, *coming) if now.due]
    return next(iter((*waiting, *coming)), None)


def _as_now(own: OwnMark, policy: Policy, at: datetime) -> Now:
    lesson = own.lesson
    if lesson.starts_at is None or lesson.ends_at is None:
        return Now(own, "next", "", None)
    window = window_of(lesson.starts_at, lesson.ends_at, policy, _overrides(lesson))
    is_open = window.opens_at <= at <= window.closes_at
    state = "running" if lesson.starts_at <= at else "soon" if is_open else "next"
    return Now(own, state, _due(own, policy, at, is_open), window)


def _due(own: OwnMark, policy: Policy, at: datetime, is_open: bool) -> str:
    lesson = own.lesson
    if not lesson.checks_in or lesson.locked_at is not None or own.mark is Mark.ON_LEAVE:
        return ""
    if own.checked_in_at is None:
        return "in" if is_open and not is_here(own.mark) else ""
    if not policy.check_out or own.checked_out_at is not None or lesson.ends_at is None:
        return ""
    return "" if check_out_refusal(check_out_window_of(lesson.ends_at, policy), at) else "out"


def _overrides(lesson: Lesson) -> WindowOverrides:
    return WindowOverrides(
        check_in_opens_before_minutes=lesson.opens_before_minutes,
        late_after_minutes=lesson.late_after_minutes,
        check_in_closes_after_minutes=lesson.closes_after_minutes,
    )


def _line(own: OwnMark, zone: str, at: datetime) -> Line:
    lesson = own.lesson
    if lesson.starts_at is None:
        return Line(own, str(PARTS.get(lesson.half_day, "")) or lesson.time_text, "next")
    over = (lesson.ends_at or lesson.starts_at) <= at
    state = "past" if over else "now" if lesson.starts_at <= at else "next"
    return Line(own, f"{clock.local(lesson.starts_at, zone):%H:%M}", state)


@dataclass(frozen=True)
class Account:
    """What one trainee has in hand: hours of the class, attended, and leave against its limit."""

    total: Decimal
    attended: Decimal
    leave: Sum


def account_of(training_class: TrainingClass, enrolment: Enrolment) -> Account:
    """The hours of one trainee, in two statements."""
    book = books_of(training_class, [enrolment])[enrolment.id]
    attended = book.hours(one for one in book.lessons if is_here(book.marks.get(one.id)))
    return Account(book.total, attended, book.sum(book.used, Decimal(0)))


def class_to_open(person_id: int, at: datetime) -> TrainingClass | None:
    """The class whose pages a bound phone means: the one that runs today, else the nearest."""
    rows = (
        select(TrainingClass)
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .where(Enrolment.person_id == person_id, Enrolment.state.in_(sorted(HOLDS_PLACE)))
    )
    classes = list(db.session.execute(rows).scalars())
    return min(classes, key=lambda one: _distance(one, at), default=None)


def _distance(one: TrainingClass, at: datetime) -> tuple[int, int, int]:
    day = clock.local(at, one.zone).date()
    away = max((one.report_on - day).days, (day - one.ends_on).days, 0)
    known = [state.value for state in NEAREST]
    return away, known.index(one.state) if one.state in known else len(known), -one.id
