"""How sittings and papers are told in words, on screens and on paper."""

from __future__ import annotations

from datetime import datetime

from core import clock
from core.wording import day, wall


def when_words(opens_at: datetime, closes_at: datetime, zone: str) -> str:
    """From when until when, on the class's wall: 11月24日 周二 08:30–09:30; both days where they differ."""
    starts, ends = clock.local(opens_at, zone), clock.local(closes_at, zone)
    head = f"{day(starts.date())} {wall(opens_at, zone)}"
    if starts.date() == ends.date():
        return f"{head}–{wall(closes_at, zone)}"
    return f"{head} – {day(ends.date())} {wall(closes_at, zone)}"
