"""Turns the days a timetable names (11月24日, 第2天, 周三) into dates, without guessing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core.i18n import lazy_gettext as _
from core.written_times import WEEKDAYS, WrittenDay

YEARS = range(1950, 2200)


@dataclass
class Calendar:
    """What is known of the class's days: its zone, first day, and the year its papers name."""

    zone: ZoneInfo
    first_day: dt.date | None = None
    year: int | None = None
    latest: dt.date | None = None

    def date_of(self, day: WrittenDay) -> tuple[dt.date | None, tuple[str, Any] | None]:
        """The date of a written day, and what to say about it as code and sentence."""
        date = day.date or self._dated(day)
        if date is None:
            return None, _why_unknown(day) if day.is_known else None
        if date.year not in YEARS:
            return None, ("date_unlikely", _("日期 %(date)s 不可能，时间留空。", date=date))
        self.latest = date
        if day.weekday is not None and day.weekday != date.weekday():
            real = WEEKDAYS[date.weekday()]
            message = _("%(date)s 是周%(real)s，与所写的星期不符。", date=date, real=real)
            return date, ("weekday_contradicts", message)
        return date, None

    def _dated(self, day: WrittenDay) -> dt.date | None:
        if day.month_day:
            return self._in_year(*day.month_day)
        if self.first_day is None or self.first_day.year not in YEARS:
            return None
        if day.nth is not None:
            return self.first_day + dt.timedelta(days=day.nth - 1)
        if day.weekday is not None:
            arrival = self.first_day - dt.timedelta(days=1)
            return arrival + dt.timedelta(days=(day.weekday - arrival.weekday()) % 7)
        return None

    def _in_year(self, month: int, day: int) -> dt.date | None:
        """The year follows the row before, else the class, else the title; over New Year it rises."""
        near = self.latest or self.first_day
        year = near.year if near else self.year
        if year is None:
            return None
        try:
            date = dt.date(year, month, day)
            if near and (near - date).days > 180:
                return date.replace(year=year + 1)
            if near and (date - near).days > 180:
                return date.replace(year=year - 1)
        except ValueError:
            return None
        return date

    def exists(self, moment: dt.datetime) -> bool:
        """Whether a wall-clock time occurs in the class's zone (clocks put forward leave a gap)."""
        there = moment.replace(tzinfo=self.zone)
        return there.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None) == moment


def _why_unknown(day: WrittenDay) -> tuple[str, Any]:
    if day.month_day:
        return "year_missing", _("日期没有年份，时间留空。")
    return "day_relative", _("只写了第几天或星期几，没有给出开班日期，时间留空。")
