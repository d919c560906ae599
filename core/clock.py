"""The one clock: the server's, in UTC; nothing else in Jixun asks the system for the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def today(zone: str) -> date:
    """The calendar day in a class's zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: datetime, zone: str) -> datetime:
    """A stored moment on the wall clock of a class's zone."""
    return moment.astimezone(ZoneInfo(zone))


def from_wall(wall: datetime, zone: str) -> datetime:
    """A naive wall-clock time of a class's zone as the UTC moment that is stored."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[Callable[[timedelta], None]]:
    """Stops the clock at `moment`; the value yielded moves it on by a timedelta."""
    global _source
    before, stands = _source, [moment.astimezone(UTC)]

    def move(by: timedelta) -> None:
        stands[0] += by

    _source = lambda: stands[0]  # noqa: E731
    try:
        yield move
    finally:
        _source = before
