"""Opening hours: read from words by rule, written back in words, and held against a time.

`hours` is what a site keeps: a list of {"days": [1..7], "from": "09:00", "to": "17:00"}, Monday 1; where
it is not empty it is complete, so a day or a time outside of it is closed. "24:00" is midnight.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.errors import Problem
from core.i18n import gettext as _
from core.wording import day as day_words

Hours = Sequence[Mapping[str, Any]]
OF_DAYS = re.compile("[周日天假节]|星期|礼拜")
WEEKDAYS = "一二三四五六日"
DAY_MINUTES = 24 * 60
LOOKED_AHEAD = 60
LONGEST = 31
"""A stop is a matter of hours; of a longer one only so many days are looked at."""


def opening_problem(
    site_hours: list[dict[str, Any]],
    closed_on: list[str],
    starts: dt.datetime,
    ends: dt.datetime,
) -> Problem | None:
    """Why a site cannot be visited from `starts` to `ends` by its wall clock; None where it can, or nobody knows.

    Codes: `site_closed_day` for a day it is closed on, `site_closed_weekday`, `site_closed_then`.
    """
    for day, begins, stops in _days_of(starts, ends):
        if day.isoformat() in closed_on:
            return Problem("site_closed_day", _("%(day)s 闭馆。", day=day_words(day)))
        open_then = _open_on(site_hours, day)
        if not site_hours or any(a <= begins and stops <= b for a, b in open_then):
            continue
        words = hours_words(site_hours)
        if not open_then:
            said = _("%(day)s 不开放（%(hours)s）。", day=day_words(day), hours=words)
            return Problem("site_closed_weekday", said)
        when = f"{_wall(begins)}–{_wall(stops)}" if begins < stops else _wall(begins)
        said = _("%(when)s 不在开放时间内（%(hours)s）。", when=when, hours=words)
        return Problem("site_closed_then", said)
    return None


def is_open(
    hours: list[dict[str, Any]], closed_on: list[str], starts: dt.datetime, ends: dt.datetime
) -> bool | None:
    """Whether a site is open all the time from `starts` to `ends`; None where its hours are not known."""
    if opening_problem(hours, closed_on, starts, ends) is not None:
        return False
    return True if hours else None


def today_words(hours: Hours, closed_on: Sequence[str], today: dt.date) -> str:
    """When a site is open today, for a list; "" where nobody knows."""
    if today.isoformat() in closed_on:
        return str(_("今天闭馆"))
    if not hours:
        return ""
    spans = [f"{_wall(a)}–{_wall(b)}" for a, b in _open_on(hours, today)]
    return str(_("今天 %(spans)s", spans="、".join(spans)) if spans else _("今天闭馆"))


def next_closed_day(hours: Hours, closed_on: Sequence[str], today: dt.date) -> dt.date | None:
    """The next day after today on which a site is closed; None where none is known of."""
    for ahead in range(1, LOOKED_AHEAD + 1):
        day = today + dt.timedelta(days=ahead)
        if day.isoformat() in closed_on or (hours and not _open_on(hours, day)):
            return day
    return None


def hours_words(hours: Hours) -> str:
    """Opening hours as people write them, in Chinese whoever reads, so that they can be read in again."""
    by_days: dict[tuple[int, ...], list[str]] = {}
    for one in hours:
        by_days.setdefault(tuple(one["days"]), []).append(f"{one['from']}–{one['to']}")
    return "；".join(f"{days_words(days)} {'、'.join(spans)}" for days, spans in by_days.items())


def opening_words(hours: Hours, note: str) -> str:
    """All that is known of the hours: 周二至周日 09:00–17:00；周一闭馆, or with the words not understood."""
    closed = set(range(1, 8)) - {day for one in hours for day in one["days"]}
    # Words that were not understood may speak of just these days.
    is_clear = hours and closed and not OF_DAYS.search(note)
    off = f"{days_words(closed)}闭馆" if is_clear else ""
    return "；".join(filter(None, (hours_words(hours), off, note)))


def days_words(days: Iterable[int]) -> str:
    """Days of the week in a row as people say them: 每天, 周二至周日, 周一、周三."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if runs == [list(range(1, 8))]:
        return "每天"
    return "、".join(word for run in runs for word in _run_words(run))


def _run_words(run: list[int]) -> list[str]:
    names = [f"周{WEEKDAYS[day - 1]}" for day in run]
    return names if len(run) < 3 else [f"{names[0]}至{names[-1]}"]


def _open_on(hours: Hours, day: dt.date) -> list[tuple[int, int]]:
    """When it is open on a day, as minutes from midnight, in order; spans that meet are one."""
    spans = sorted(
        (_minutes(one["from"]), _minutes(one["to"]))
        for one in hours
        if day.isoweekday() in one["days"]
    )
    joined: list[tuple[int, int]] = []
    for begins, stops in spans:
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stops, joined[-1][1])
        else:
            joined.append((begins, stops))
    return joined


def _days_of(starts: dt.datetime, ends: dt.datetime) -> Iterator[tuple[dt.date, int, int]]:
    """Each day of a stay with the minutes from which to which; an end before the start is the start."""
    ends = max(starts, ends)
    for ahead in range(min((ends.date() - starts.date()).days, LONGEST) + 1):
        day = starts.date() + dt.timedelta(days=ahead)
        begins = _of_day(starts) if ahead == 0 else 0
        stops = _of_day(ends) if day == ends.date() else DAY_MINUTES
        if stops or not ahead:
            yield day, begins, stops


def _of_day(moment: dt.datetime) -> int:
    return moment.hour * 60 + moment.minute


def _minutes(wall: str) -> int:
    hour, minute = wall.split(":")
    return int(hour) * 60 + int(minute)


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
