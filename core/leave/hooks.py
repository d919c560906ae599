"""What leave gives to the whole and hears from it."""

from __future__ import annotations

from core.audit import SYSTEM
from core.events import LessonMoved
from core.hookspecs import hookimpl
from core.leave import models as models
from core.leave import services


@hookimpl
def lesson_moved(event: LessonMoved) -> None:
    """Leave covers a lesson where it stands now: marks and sums follow it."""
    services.follow_lesson(event.lesson_id, by=SYSTEM, at=event.at)
