"""When a check-in is in time, and what a new fact makes of a mark that is already there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.training.policy import Policy
from core.training.terms import LeaveKind

__all__ = [
    "HALF_DAY_WORDS",
    "LEAVE_WORDS",
    "MARK_WORDS",
    "CheckOutWindow",
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
    "is_here",
    "mark_after_check_in",
    "mark_after_check_out",
    "mark_after_excuse",
    "mark_at",
    "tally",
    "window_of",
]


class Mark(StrEnum):
    """What the register says of one trainee in one lesson."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    ON_LEAVE = "on_leave"


MARK_WORDS: dict[Mark, Any] = {
    Mark.PRESENT: _("正常"),
    Mark.LATE: _("迟到"),
    Mark.LEFT_EARLY: _("早退"),
    Mark.ABSENT: _("缺勤"),
    Mark.ON_LEAVE: _("请假"),
}
LEAVE_WORDS: dict[LeaveKind, Any] = {
    LeaveKind.SICK: _("病假"),
    LeaveKind.PERSONAL: _("事假"),
    LeaveKind.OFFICIAL: _("公假"),
}

# Glyphs are signs of the trade, the same in every language.
GLYPHS = {
    Mark.PRESENT: "√",
    Mark.LATE: "△",
    Mark.LEFT_EARLY: "▽",
    Mark.ABSENT: "×",
    Mark.ON_LEAVE: "假",
}
LEAVE_GLYPHS = {LeaveKind.SICK: "病", LeaveKind.PERSONAL: "事", LeaveKind.OFFICIAL: "公"}
NOT_YET = "○"
HERE = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})


def glyph_of(mark: Mark | None, leave_kind: LeaveKind | None = None) -> str:
    """The sign printed for a mark; leave is told by its kind, no mark yet is ○."""
    if mark is None:
        return NOT_YET
    if mark is Mark.ON_LEAVE and leave_kind is not None:
        return LEAVE_GLYPHS[leave_kind]
    return GLYPHS[mark]


def is_here(mark: Mark | None) -> bool:
    """Whether the mark says that the person really was there."""
    return mark in HERE


@dataclass(frozen=True)
class WindowOverrides:
    """What one lesson decides otherwise than its class, in minutes; None: as the class."""

    check_in_opens_before_minutes: int | None = None
    late_after_minutes: int | None = None
    absent_after_minutes: int | None = None
    check_in_closes_after_minutes: int | None = None


AS_THE_CLASS = WindowOverrides()


@dataclass(frozen=True)
class Window:
    """When check-in opens, turns late, turns absent (None: never) and closes; aware moments."""

    opens_at: datetime
    late_after: datetime
    absent_after: datetime | None
    closes_at: datetime


def window_of(
    starts_at: datetime,
    ends_at: datetime,
    policy: Policy,
    overrides: WindowOverrides = AS_THE_CLASS,
) -> Window:
    """The check-in window of a lesson; without a closing time it closes with the lesson."""

    def minutes(name: str) -> timedelta | None:
        own = getattr(overrides, name)
        number: int | None = getattr(policy, name) if own is None else own
        return None if number is None else timedelta(minutes=number)

    absent, closes = minutes("absent_after_minutes"), minutes("check_in_closes_after_minutes")
    return Window(
        opens_at=starts_at - (minutes("check_in_opens_before_minutes") or timedelta()),
        late_after=starts_at + (minutes("late_after_minutes") or timedelta()),
        absent_after=None if absent is None else starts_at + absent,
        closes_at=ends_at if closes is None else starts_at + closes,
    )


def mark_at(window: Window, at: datetime) -> Mark | None:
    """The mark a check-in at this moment earns, or None outside the window.

    A boundary belongs to the earlier state: 08:30:00.000000 is in time, a microsecond on is late.
    """
    if not window.opens_at <= at <= window.closes_at:
        return None
    if at <= window.late_after:
        return Mark.PRESENT
    if window.absent_after is not None and at > window.absent_after:
        return Mark.ABSENT
    return Mark.LATE


def check_in_refusal(window: Window, at: datetime) -> Problem | None:
    """Why a check-in at this moment is refused; times are told in the window's own zone."""
    if at < window.opens_at:
        words = _("还没到签到时间，%(time)s 开始签到。", time=f"{window.opens_at:%H:%M}")
        return Problem("too_early", words)
    if at > window.closes_at:
        words = _(
            "签到已于 %(time)s 结束。如果您在现场，请找组织员登记。",
            time=f"{window.closes_at:%H:%M}",
        )
        return Problem("closed", words)
    return None


@dataclass(frozen=True)
class CheckOutWindow:
    """When check-out opens, from when on it is no longer early, and when it closes."""

    opens_at: datetime
    on_time_from: datetime
    closes_at: datetime


def check_out_window_of(ends_at: datetime, policy: Policy) -> CheckOutWindow:
    """The check-out window of a lesson that ends at this moment."""
    return CheckOutWindow(
        opens_at=ends_at - timedelta(minutes=policy.check_out_opens_before_end_minutes),
        on_time_from=ends_at - timedelta(minutes=policy.check_out_early_before_end_minutes),
        closes_at=ends_at + timedelta(minutes=policy.check_out_closes_after_end_minutes),
    )


def check_out_refusal(window: CheckOutWindow, at: datetime) -> Problem | None:
    """Why a check-out at this moment is refused, or None."""
    if at < window.opens_at:
        words = _("还没到签退时间，%(time)s 开始签退。", time=f"{window.opens_at:%H:%M}")
        return Problem("too_early", words)
    if at > window.closes_at:
        words = _("签退已于 %(time)s 结束。请找组织员登记。", time=f"{window.closes_at:%H:%M}")
        return Problem("closed", words)
    return None


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


class HalfDay(StrEnum):
    """The part of the day a lesson belongs to on the printed sheets."""

    AM = "am"
    PM = "pm"
    EVENING = "evening"


HALF_DAY_WORDS: dict[HalfDay, Any] = {
    HalfDay.AM: _("上午"),
    HalfDay.PM: _("下午"),
    HalfDay.EVENING: _("晚上"),
}


def half_day_of(starts_local: datetime) -> HalfDay:
    """The half-day of a start on the class's wall clock: from 12:00 下午, from 18:00 晚上."""
    if starts_local.hour < 12:
        return HalfDay.AM
    return HalfDay.PM if starts_local.hour < 18 else HalfDay.EVENING
