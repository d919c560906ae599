"""When check-in and check-out open, turn late and close, and why they refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.attendance.marks import Mark
from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.training.policy import Policy


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
        words = _("还没到签到时间，%(time)s 开始签到。", time=_told(window.opens_at, at))
        return Problem("too_early", words)
    if at > window.closes_at:
        words = _(
            "签到已于 %(time)s 结束。如果您在现场，请找组织员登记。",
            time=_told(window.closes_at, at),
        )
        return Problem("closed", words)
    return None


def _told(moment: datetime, at: datetime) -> str:
    """A boundary as people are told it: the bare time today, with its date on another day."""
    same_day = moment.date() == at.astimezone(moment.tzinfo).date()
    return f"{moment:%H:%M}" if same_day else f"{moment:%m-%d %H:%M}"


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
        words = _("还没到签退时间，%(time)s 开始签退。", time=_told(window.opens_at, at))
        return Problem("too_early", words)
    if at > window.closes_at:
        words = _("签退已于 %(time)s 结束。请找组织员登记。", time=_told(window.closes_at, at))
        return Problem("closed", words)
    return None
