"""Half-days as trainees tap them, and the stretch of time a lesson takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core import clock
from core.timetable.rules import HalfDay

# Where a half-day ends on the wall; the next begins there.
ENDS = {HalfDay.AM: 12, HalfDay.PM: 18, HalfDay.EVENING: 24}
BEGINS = 6
SPILL = timedelta(minutes=90)
"""A lesson that runs over noon by no more than this still belongs to its own half-day alone."""


@dataclass(frozen=True)
class Span:
    """A lesson and the time it takes up; `lesson` is any lesson of the timetable."""

    lesson: Any
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Part:
    """A half-day of the week with its lessons' titles, from–to in UTC."""

    day: date
    half: HalfDay
    starts_at: datetime
    ends_at: datetime
    titles: tuple[str, ...] = field(default=())

    @property
    def value(self) -> str:
        """How a form names it: 2026-11-24-am."""
        return f"{self.day.isoformat()}-{self.half.value}"


def span_of(lesson: Any, zone: str) -> Span | None:
    """The time of a lesson; its half-day where the timetable gives only words, None without a day."""
    if lesson.starts_at is not None and lesson.ends_at is not None:
        return Span(lesson, lesson.starts_at, lesson.ends_at)
    if lesson.held_on is None or not lesson.half_day:
        return None
    starts_at, ends_at = _nominal(lesson.held_on, HalfDay(lesson.half_day), zone)
    if lesson.starts_at is not None:
        starts_at, ends_at = lesson.starts_at, max(ends_at, lesson.starts_at + timedelta(minutes=1))
    return Span(lesson, starts_at, ends_at)


def spans_of(lessons: Iterable[Any], zone: str) -> list[Span]:
    """Every lesson that has a time, with it."""
    return [span for lesson in lessons if (span := span_of(lesson, zone)) is not None]


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def parts_of(days: Sequence[date], lessons: Iterable[Any], zone: str) -> list[Part]:
    """The half-days of these days; a border moves with a lesson that runs a little over noon."""
    spans = spans_of(lessons, zone)
    parts = []
    for day in days:
        own = {half: _in_half(spans, day, half) for half in HalfDay}
        starts_at = min([_wall(day, BEGINS, zone), *(one.starts_at for one in own[HalfDay.AM])])
        for half in HalfDay:
            ends_at = max(starts_at, _border(day, half, own, zone))
            titles = tuple(str(one.lesson.title) for one in own[half])
            parts.append(Part(day, half, starts_at, ends_at, titles))
            starts_at = ends_at
    return parts


def stretch(parts: Sequence[Part], chosen: Iterable[str]) -> tuple[datetime, datetime] | None:
    """From the first tapped half-day to the last; None where none of them is there."""
    names = set(chosen)
    tapped = [part for part in parts if part.value in names]
    return (tapped[0].starts_at, tapped[-1].ends_at) if tapped else None


def _in_half(spans: Iterable[Span], day: date, half: HalfDay) -> list[Span]:
    return [
        span for span in spans if span.lesson.held_on == day and span.lesson.half_day == half.value
    ]


def _border(day: date, half: HalfDay, own: dict[HalfDay, list[Span]], zone: str) -> datetime:
    """Where a half-day ends: at its hour, or with its last lesson where that runs a little over."""
    hour = _wall(day, ENDS[half], zone)
    over = [one.ends_at for one in own[half] if hour < one.ends_at <= hour + SPILL]
    later = [one.starts_at for other in HalfDay if other != half for one in own[other]]
    next_start = min((one for one in later if one >= hour), default=hour + SPILL)
    return min(max([hour, *over]), max(hour, next_start))


def _nominal(day: date, half: HalfDay, zone: str) -> tuple[datetime, datetime]:
    begins = {HalfDay.AM: BEGINS, HalfDay.PM: 12, HalfDay.EVENING: 18}[half]
    return _wall(day, begins, zone), _wall(day, ENDS[half], zone)


def _wall(day: date, hour: int, zone: str) -> datetime:
    naive = datetime.combine(day, time(hour % 24)) + timedelta(days=hour // 24)
    return clock.from_wall(naive, zone)
