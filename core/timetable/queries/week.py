"""The timetable as it is drawn: days across, parts of the day down, and what clashes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from core import clock
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.timetable.queries.lessons import (
    clashes_in,
    group_names,
    hours_by_day,
    kinds,
    lessons_of,
    total_hours,
)
from core.timetable.rules import CLASH_SHORT, HALF_DAY_WORDS, Clash, ClashKind
from core.training.models import TrainingClass

LONGEST_ROW = 7
PARTS: dict[str, Any] = {part.value: words for part, words in HALF_DAY_WORDS.items()}


@dataclass(frozen=True)
class Block:
    """A lesson as a cell of the week shows it: its kind and group in words, what it clashes with."""

    lesson: Lesson
    when: str
    kind_word: Any
    group: str
    clash: str
    now: bool


@dataclass(frozen=True)
class Day:
    """A column: the day, its credit hours, and whether it is today."""

    date: date
    hours: Decimal
    today: bool


@dataclass(frozen=True)
class Part:
    """A row: 上午, 下午, 晚上, or 其他 for days without a time; a list of blocks for each day."""

    name: str
    words: Any
    cells: list[list[Block]]


@dataclass(frozen=True)
class Table:
    """Up to a week of days beside each other."""

    days: list[Day]
    parts: list[Part]


@dataclass(frozen=True)
class Timetable:
    """Everything the 课表 shows; `undated` are lessons without a day, `cancelled` those called off."""

    tables: list[Table]
    undated: list[Block]
    cancelled: list[Block]
    count: int
    hours: Decimal
    clashes: list[str]


def timetable(training_class: TrainingClass, at: datetime) -> Timetable:
    """The whole timetable of a class, in three statements however long it is."""
    every = lessons_of(training_class.id, with_cancelled=True)
    held = [lesson for lesson in every if lesson.cancelled_at is None]
    clashes = clashes_in(held)
    draw = _Drawing(training_class, at, group_names(training_class.id), clashes)
    by_day = hours_by_day(held)
    today = clock.local(at, training_class.zone).date()
    days = [
        Day(one, by_day.get(one, Decimal(0)), one == today) for one in _days(training_class, held)
    ]
    dated = [draw.block(lesson) for lesson in held if lesson.held_on is not None]
    return Timetable(
        tables=[_table(row, dated) for row in _rows(days)],
        undated=[draw.block(lesson) for lesson in held if lesson.held_on is None],
        cancelled=[draw.block(one) for one in every if one.cancelled_at is not None],
        count=len(held),
        hours=total_hours(training_class.id),
        clashes=_told(clashes),
    )


class _Drawing:
    """Knows what every block needs, asked once."""

    def __init__(
        self,
        training_class: TrainingClass,
        at: datetime,
        groups: dict[int, str],
        clashes: dict[int, list[Clash]],
    ) -> None:
        self.zone, self.at, self.groups, self.clashes = training_class.zone, at, groups, clashes
        self.kinds = kinds()

    def block(self, lesson: Lesson) -> Block:
        known = self.kinds.get(lesson.kind)
        starts, ends = lesson.starts_at, lesson.ends_at
        return Block(
            lesson=lesson,
            when=self._when(lesson),
            kind_word=known.title if known else _("其他"),
            group=self.groups.get(lesson.group_id or 0, ""),
            clash=self._clash(lesson.id),
            now=bool(starts and ends and starts <= self.at < ends),
        )

    def _when(self, lesson: Lesson) -> str:
        if lesson.starts_at is None:
            return lesson.time_text
        walls = (clock.local(one, self.zone) for one in (lesson.starts_at, lesson.ends_at) if one)
        return "–".join(f"{wall:%H:%M}" for wall in walls)

    def _clash(self, lesson_id: int) -> str:
        """Each lesson in the way once, with everything they share: 与“党课”冲突：授课人、地点."""
        shared: dict[Any, list[str]] = defaultdict(list)
        for clash in self.clashes.get(lesson_id, []):
            other = clash.second if clash.first.key == lesson_id else clash.first
            shared[other.key, other.title].append(str(CLASH_SHORT[clash.kind]))
        return "；".join(
            _("与“%(title)s”冲突：%(what)s", title=title, what="、".join(what))
            for (_key, title), what in shared.items()
        )


def _told(clashes: dict[int, list[Clash]]) -> list[str]:
    """Each pair of lessons once, with everything they share."""
    shared: dict[Any, dict[ClashKind, str]] = defaultdict(dict)
    for found in clashes.values():
        for clash in found:
            pair = clash.first.key, clash.second.key, clash.first.title, clash.second.title
            shared[pair][clash.kind] = str(CLASH_SHORT[clash.kind])
    return [
        _(
            "“%(one)s”与“%(other)s”时间重叠：%(what)s",
            one=one,
            other=other,
            what="、".join(what.values()),
        )
        for (_first, _second, one, other), what in shared.items()
    ]


def _days(training_class: TrainingClass, lessons: list[Lesson]) -> list[date]:
    """The days of the class, and the days outside it that hold a lesson."""
    span = (training_class.ends_on - training_class.starts_on).days
    days = {training_class.starts_on + timedelta(days=number) for number in range(span + 1)}
    days |= {training_class.report_on} if span < LONGEST_ROW else set()
    return sorted(days | {lesson.held_on for lesson in lessons if lesson.held_on})


def _rows(days: list[Day]) -> list[list[Day]]:
    """All in one row if there is room, else a row for each calendar week."""
    if len(days) <= LONGEST_ROW:
        return [days]
    return [list(week) for _key, week in groupby(days, lambda day: day.date.isocalendar()[:2])]


def _table(days: list[Day], blocks: list[Block]) -> Table:
    cells: dict[tuple[date | None, str], list[Block]] = defaultdict(list)
    for block in blocks:
        part = block.lesson.half_day
        cells[block.lesson.held_on, part if part in PARTS else ""].append(block)
    shown = {**PARTS}
    if any(cells[day.date, ""] for day in days):
        shown[""] = _("其他")
    return Table(
        days,
        [
            Part(name, words, [cells[day.date, name] for day in days])
            for name, words in shown.items()
        ],
    )
