"""The console's pages of the timetable."""

from __future__ import annotations

from core.timetable.views import importing, lessons, week
from core.timetable.views.blueprint import blueprint

__all__ = ["blueprint", "importing", "lessons", "week"]
