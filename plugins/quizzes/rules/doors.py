"""Who is let in to a sitting, and until when they may write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Problem
from core.i18n import lazy_gettext as _


@dataclass(frozen=True)
class Terms:
    """What a sitting asks; `minutes` None: until it closes; `attempts` 0: as often as one likes."""

    opens_at: datetime
    closes_at: datetime
    minutes: int | None
    attempts: int
    needs_presence: bool = False
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Comer:
    """Who stands at the door: extra minutes, attempts made, and what is known of them.

    `invited`: a make-up sitting names them, or it is none. `own_group`: the lesson is not another group's.
    """

    extra: int = 0
    made: int = 0
    present: bool = False
    invited: bool = True
    own_group: bool = True
    due: bool = True


def closes_for(terms: Terms, extra: int) -> datetime:
    """When the door shuts for somebody with so many extra minutes."""
    return terms.closes_at + timedelta(minutes=extra)


def end_of(terms: Terms, extra: int, started_at: datetime) -> datetime:
    """Until when an attempt may be written: its minutes, not after closing, and then the extra time."""
    end = terms.closes_at
    if terms.minutes is not None:
        end = min(end, started_at + timedelta(minutes=terms.minutes))
    return end + timedelta(minutes=extra)


def door_problems(terms: Terms, comer: Comer, at: datetime) -> list[Problem]:
    """Why somebody may not begin now; empty means that they may."""
    return _standing_problems(comer) or _time_problems(terms, comer, at)


def _time_problems(terms: Terms, comer: Comer, at: datetime) -> list[Problem]:
    if at < terms.opens_at:
        return [Problem("not_open", _("测验还没有开始。"))]
    if terms.closed_at is not None or at >= closes_for(terms, comer.extra):
        return [Problem("closed", _("测验已经结束。"))]
    if terms.attempts and comer.made >= terms.attempts:
        words = _("您已经答过 %(n)d 次，次数用完了。", n=comer.made)
        return [Problem("no_attempt_left", words)]
    if terms.needs_presence and not comer.present:
        words = _("这场测验要先签到：请签到后再开始。")
        return [Problem("not_present", words)]
    return []


def _standing_problems(comer: Comer) -> list[Problem]:
    if not comer.invited:
        return [Problem("not_invited", _("这是补考，名单里没有您。"))]
    if not comer.own_group:
        return [Problem("other_group", _("这节课是别的组的，这场测验您不用参加。"))]
    if not comer.due:
        return [Problem("not_due", _("您还没有成为本班学员，不能参加测验。"))]
    return []
