"""How sittings and papers are told in words, on screens and on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core import clock
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.wording import day, wall


def when_words(opens_at: datetime, closes_at: datetime, zone: str) -> str:
    """From when until when, on the class's wall: 11月24日 周二 08:30–09:30; both days where they differ."""
    starts, ends = clock.local(opens_at, zone), clock.local(closes_at, zone)
    head = f"{day(starts.date())} {wall(opens_at, zone)}"
    if starts.date() == ends.date():
        return f"{head}–{wall(closes_at, zone)}"
    return f"{head} – {day(ends.date())} {wall(closes_at, zone)}"


def lesson_words(lesson: Lesson | None, opens_at: datetime, closes_at: datetime, zone: str) -> Any:
    """That the lesson of a sitting was called off, or stands at another time by now; empty where they agree."""
    if lesson is None:
        return ""
    if lesson.cancelled_at is not None:
        return _("“%(title)s”这节课已经取消，请看一下这场测验还要不要。", title=lesson.title)
    if lesson.starts_at is None or lesson.ends_at is None:
        return ""
    if opens_at < lesson.ends_at and closes_at > lesson.starts_at:
        return ""
    when = when_words(lesson.starts_at, lesson.ends_at, zone)
    return _(
        "“%(title)s”这节课现在是 %(when)s，测验的时间没有跟着改。", title=lesson.title, when=when
    )
