"""Last year's lessons in this year's class: same weekday of the class, same wall clock, no marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core import audit, clock
from core.audit import Actor
from core.timetable.models import Lesson
from core.timetable.queries import group_names, lessons_of
from core.timetable.services.lessons import LessonDetails, details_of, write_lesson
from core.training.models import TrainingClass
from core.transaction import transaction


def copy_lessons(
    source: TrainingClass, target: TrainingClass, *, by: Actor, at: datetime
) -> list[Lesson]:
    """Carries the lessons that were held over, shifted by the distance of the first days.

    A lesson of a group goes to the group of the same name, if the new class has one.
    """
    distance = target.starts_on - source.starts_on
    named = {name: number for number, name in group_names(target.id).items()}
    old_names = group_names(source.id)
    with transaction():
        made = []
        for lesson in lessons_of(source.id):
            group_id = named.get(old_names.get(lesson.group_id or 0, ""))
            details = replace(_shifted(lesson, source, target, distance), group_id=group_id)
            made.append(write_lesson(target, details, at=at))
        subject = f"class:{target.id}"
        count = len(made)
        audit.note("timetable.copy", subject, by=by, at=at, class_id=target.id, lessons=count)
    return made


def _shifted(
    lesson: Lesson, source: TrainingClass, target: TrainingClass, distance: timedelta
) -> LessonDetails:
    """By the wall clock: over a change of summer time a lesson stays at 08:30."""

    def moved(moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        wall = clock.local(moment, source.zone).replace(tzinfo=None)
        return clock.from_wall(wall + distance, target.zone)

    return replace(
        details_of(lesson),
        starts_at=moved(lesson.starts_at),
        ends_at=moved(lesson.ends_at),
        held_on=lesson.held_on and lesson.held_on + distance,
    )
