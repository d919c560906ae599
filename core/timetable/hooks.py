"""What timetable gives to the whole and hears from it."""

from __future__ import annotations

from core.timetable import models as models
