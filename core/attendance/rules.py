"""What a new fact makes of a mark that is already there, and what marks add up to.

The marks and the windows are told here as well, so that the floors above know one address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.attendance.marks import (
    FLAG_WORDS,
    HALF_DAY_WORDS,
    HERE,
    LEAVE_WORDS,
    MARK_WORDS,
    FlagKind,
    HalfDay,
    Mark,
    glyph_of,
    half_day_of,
    heaviest,
    is_here,
)
from core.attendance.windows import (
    CheckOutWindow,
    Window,
    WindowOverrides,
    check_in_refusal,
    check_out_refusal,
    check_out_window_of,
    mark_at,
    window_of,
)
from core.training.terms import LeaveKind

__all__ = [
    "FLAG_WORDS",
    "HALF_DAY_WORDS",
    "LEAVE_WORDS",
    "MARK_WORDS",
    "CheckOutWindow",
    "FlagKind",
    "HalfDay",
    "LeaveKind",
    "Mark",
    "Tally",
    "Window",
    "WindowOverrides",
    "check_in_refusal",
    "check_out_refusal",
    "check_out_window_of",
    "glyph_of",
    "half_day_of",
    "heaviest",
    "is_here",
    "mark_after_check_in",
    "mark_after_check_out",
    "mark_after_excuse",
    "mark_at",
    "tally",
    "window_of",
]


def mark_after_check_in(existing: Mark | None, new: Mark) -> Mark:
    """What a check-in makes of the mark that stands: a first real presence stays, others yield."""
    if is_here(existing):
        return Mark(existing or new)
    if existing is Mark.ON_LEAVE and not is_here(new):
        return existing
    return new


def mark_after_check_out(
    existing: Mark | None, window: CheckOutWindow, at: datetime
) -> Mark | None:
    """What a check-out makes of the mark: leaving before the time turns a presence into 早退.

    The end itself, to the microsecond, is in time. Who never checked in gets no mark by leaving.
    """
    return Mark.LEFT_EARLY if is_here(existing) and at < window.on_time_from else existing


def mark_after_excuse(existing: Mark | None) -> Mark | None:
    """The mark after leave is approved, or None where a real presence stands and must be kept."""
    return None if is_here(existing) else Mark.ON_LEAVE


@dataclass(frozen=True)
class Tally:
    """What one trainee's marks add up to: credit hours by mark, and how often late or early."""

    attended: Decimal = Decimal(0)
    absent: Decimal = Decimal(0)
    on_leave: Decimal = Decimal(0)
    unmarked: Decimal = Decimal(0)
    late_count: int = 0
    left_early_count: int = 0

    @property
    def total(self) -> Decimal:
        """The hours of all lessons counted, whatever the mark."""
        return self.attended + self.absent + self.on_leave + self.unmarked


def tally(rows: Iterable[tuple[Mark | None, Decimal]]) -> Tally:
    """Adds up rows of (mark, credit hours of the lesson); late or left early counts in full."""
    marks = list(rows)

    def hours(*wanted: Mark | None) -> Decimal:
        return sum((credit for mark, credit in marks if mark in wanted), Decimal(0))

    return Tally(
        attended=hours(*HERE),
        absent=hours(Mark.ABSENT),
        on_leave=hours(Mark.ON_LEAVE),
        unmarked=hours(None),
        late_count=sum(mark is Mark.LATE for mark, _credit in marks),
        left_early_count=sum(mark is Mark.LEFT_EARLY for mark, _credit in marks),
    )
