"""What the pages of the timetable, and the features above, ask the database."""

from __future__ import annotations

from core.timetable.queries.lessons import (
    clashes_in,
    group_names,
    hours_by_day,
    kind_word,
    kinds,
    lesson_by_id,
    lesson_by_public_id,
    lessons_between,
    lessons_of,
    lessons_on,
    rests_on,
    total_hours,
)
from core.timetable.queries.week import PARTS, Block, Day, Part, Table, Timetable, timetable

__all__ = [
    "PARTS",
    "Block",
    "Day",
    "Part",
    "Table",
    "Timetable",
    "clashes_in",
    "group_names",
    "hours_by_day",
    "kind_word",
    "kinds",
    "lesson_by_id",
    "lesson_by_public_id",
    "lessons_between",
    "lessons_of",
    "lessons_on",
    "rests_on",
    "timetable",
    "total_hours",
]
