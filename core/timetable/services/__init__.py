"""What changes a timetable: one lesson at a time, a whole sheet, or last year's copied."""

from __future__ import annotations

from core.timetable.services.copying import copy_lessons
from core.timetable.services.importing import (
    Imported,
    Planned,
    import_timetable,
    plan_import,
)
from core.timetable.services.lessons import (
    LessonDetails,
    add_lesson,
    cancel_lesson,
    change_lesson,
    delete_lesson,
    details_of,
    move_lesson,
    reinstate_lesson,
)

__all__ = [
    "Imported",
    "LessonDetails",
    "Planned",
    "add_lesson",
    "cancel_lesson",
    "change_lesson",
    "copy_lessons",
    "delete_lesson",
    "details_of",
    "import_timetable",
    "move_lesson",
    "plan_import",
    "reinstate_lesson",
]
