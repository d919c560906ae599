"""Where every console page about attendance hangs."""

from __future__ import annotations

from flask import Blueprint

from core.access.guard import this_class
from core.attendance.queries import lesson_in
from core.timetable.models import Lesson

blueprint = Blueprint("attendance", __name__, url_prefix="/console/classes/<class_code>")


def this_lesson(lesson_id: int) -> Lesson:
    """The lesson in the address, of this class; NotFound for any other."""
    return lesson_in(this_class().id, lesson_id)
