"""What of a day is past, now and to come, for somebody who stands at the kerb with a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime | None, datetime | None]


def end_of_day(day: date, zone: str) -> datetime:
    """Midnight after a day of the wall calendar, as the moment that is compared."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(ZoneInfo("UTC"))


def begin_of_day(day: date, zone: str) -> datetime:
    """Midnight before a day of the wall calendar."""
    return end_of_day(day - timedelta(days=1), zone)


def untils(spans: Sequence[Span], day_ends: datetime) -> list[datetime]:
    """Until when each stop is the one to look at: its end, else when the next with a time begins.

    Of a stop whose time is known in words only nothing is invented: it stands until the next begins.
    """
    found: list[datetime] = []
    following = day_ends
    for starts_at, ends_at in reversed(spans):
        found.append(ends_at or following)
        following = starts_at or ends_at or following
    return list(reversed(found))


def states(spans: Sequence[Span], day_ends: datetime, at: datetime) -> list[str]:
    """past, now or next for each stop; at most one is `now`: the first that is not over.

    A stop that begins later is `next`, and so is everything after the first that is not over.
    """
    until = untils(spans, day_ends)
    first = next((place for place, moment in enumerate(until) if moment > at), len(until))
    return [
        "past" if place < first else "now" if place == first else "next"
        for place in range(len(until))
    ]


def has_begun(span: Span, at: datetime) -> bool:
    """Whether one is at this stop rather than on the way to it, as far as the clock can say."""
    return span[0] is not None and span[0] <= at


def may_rate_from(span: Span, day_begins: datetime) -> datetime:
    """From when a stop may be rated: when it is over; its day, where only words are known."""
    return span[1] or span[0] or day_begins
