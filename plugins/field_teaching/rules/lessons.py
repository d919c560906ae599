"""What the timetable says of a lesson now, against what it said when an outing was fitted to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.i18n import gettext as _


@dataclass(frozen=True)
class Told:
    """A lesson in the timetable: aware times, None where it has none; `cancelled` is called off."""

    lesson_id: int
    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is kept to be compared with later."""
        return {
            "starts": self.starts_at and self.starts_at.isoformat(),
            "ends": self.ends_at and self.ends_at.isoformat(),
            "cancelled": self.cancelled,
        }


@dataclass(frozen=True)
class Moved:
    """A lesson that is no longer as the outing was fitted to it; `was` is its former start."""

    lesson: Told
    was: datetime | None
    words: str


def moved_since(known: dict[str, Any] | None, lesson: Told, zone_words: Any) -> Moved | None:
    """What has become of a lesson since, or None; `zone_words` says a moment by the wall clock."""
    if known is None or known == lesson.as_json():
        return None
    was = datetime.fromisoformat(known["starts"]) if known.get("starts") else None
    if lesson.cancelled:
        return Moved(lesson, was, _("课表里“%(title)s”已停课。", title=lesson.title))
    if lesson.starts_at is None:
        return Moved(lesson, was, _("课表里“%(title)s”已没有时间。", title=lesson.title))
    when = zone_words(lesson.starts_at, lesson.ends_at)
    return Moved(
        lesson, was, _("课表里“%(title)s”已改到 %(when)s。", title=lesson.title, when=when)
    )
