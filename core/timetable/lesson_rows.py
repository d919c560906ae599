"""Makes lessons of what a timetable's cells say, and reports what is doubtful."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.i18n import lazy_gettext as _
from core.tabular import Item, Tally, is_formula, text_of
from core.timetable.days import Calendar
from core.timetable.lesson_words import kind_of
from core.written_times import NO_DAY, ClockRange, WrittenDay, narrow

MAX_TEXT = 500
STEP = Decimal("0.5")
MAX_HOURS = Decimal(24)


@dataclass(frozen=True)
class Entry:
    """One lesson as written: the texts of its cells, the day, and the ranges found in its time."""

    row: int
    title: str
    day: WrittenDay = NO_DAY
    ranges: tuple[ClockRange, ...] = ()
    time_text: str = ""
    half_day: str = ""
    kind: str = ""
    place: str = ""
    teacher: str = ""
    credit_hours: object = ""
    group: str = ""
    note: str = ""


class Lessons:
    """Takes entry after entry into a tally, dated by the calendar of the class."""

    def __init__(self, tally: Tally, calendar: Calendar) -> None:
        self.tally = tally
        self.calendar = calendar
        self.seen: dict[tuple[Any, ...], int] = {}

    def add(self, entry: Entry) -> None:
        """Takes or refuses one entry; two ranges in it make two lessons of the same title."""
        refused = _why_refused(entry)
        if refused:
            self.tally.refuse(entry.row, *refused)
            return
        date, doubt = self.calendar.date_of(entry.day)
        if doubt:
            self.tally.warn(entry.row, "date", *doubt)
        elif date is None:
            self.tally.warn(entry.row, "date", "date_missing", _("没有日期，时间留空。"))
        self._say_about_time(entry)
        kind, understood = kind_of(entry.kind, entry.title, entry.teacher)
        if not understood:
            message = _("类型“%(kind)s”认不出，按“%(guess)s”取用。", kind=entry.kind, guess=kind)
            self.tally.warn(entry.row, "kind", "kind_unknown", message)
        hours = self._hours(entry)
        for number, clock in enumerate(entry.ranges or (None,)):
            starts, ends = self._times(entry, date, clock)
            values = {
                "title": entry.title,
                "kind": kind,
                "starts_at": _iso(starts),
                "ends_at": _iso(ends),
                "place": entry.place,
                "teacher": entry.teacher,
            }
            # the hours of a row count once, however many ranges it has
            extra = _extra(entry, date, hours if number == 0 else None)
            self._take(Item(entry.row, values, extra))

    def _take(self, item: Item) -> None:
        of_row = (item.extra["date"], item.extra["day"], item.extra["time_text"])
        key = (*item.values.values(), *of_row, item.extra["group"], item.extra["note"])
        first = self.seen.setdefault(key, item.row)
        if first != item.row:
            message = _("与第 %(row)d 行重复，没有取用。", row=first)
            self.tally.refuse(item.row, "title", "duplicate", message)
            return
        self.tally.take(item)

    def _say_about_time(self, entry: Entry) -> None:
        warn, row = self.tally.warn, entry.row
        if len(entry.ranges) > 1:
            count = len(entry.ranges)
            message = _("一格写了 %(n)d 段时间，分为 %(n)d 次课，学时记在第一次。", n=count)
            warn(row, "time", "time_ranges", message)
        elif not entry.ranges and (entry.time_text or entry.half_day):
            words = entry.time_text or entry.half_day
            warn(row, "time", "time_in_words", _("时间“%(text)s”不是钟点，留空。", text=words[:30]))
        elif not entry.ranges:
            warn(row, "time", "time_missing", _("没有时间。"))
        elif entry.ranges[0].end is None and not entry.ranges[0].to_midnight:
            warn(row, "time", "end_missing", _("只有开始时间，没有结束时间。"))

    def _times(
        self, entry: Entry, date: dt.date | None, clock: ClockRange | None
    ) -> tuple[dt.datetime | None, dt.datetime | None]:
        if date is None or clock is None:
            return None, None
        starts = dt.datetime.combine(date, clock.start)
        ends = dt.datetime.combine(date, clock.end) if clock.end else None
        if clock.to_midnight:
            ends = dt.datetime.combine(date, dt.time()) + dt.timedelta(days=1)
        if ends and ends <= starts:
            ends = self._end_after(entry, starts, ends)
        if not all(self.calendar.exists(moment) for moment in (starts, ends) if moment):
            message = _("这一天拨快了时钟，没有这个时间，请核对。")
            self.tally.warn(entry.row, "time", "time_not_in_zone", message)
        return starts, ends

    def _end_after(
        self, entry: Entry, starts: dt.datetime, ends: dt.datetime
    ) -> dt.datetime | None:
        """An evening that ends before 06:00 ends the next day; any other early end is left out."""
        if starts.hour >= 18 and ends.hour < 6:
            message = _("结束时间在次日。")
            self.tally.warn(entry.row, "time", "over_midnight", message)
            return ends + dt.timedelta(days=1)
        message = _("结束时间不晚于开始时间，结束时间留空。")
        self.tally.warn(entry.row, "time", "end_before_start", message)
        return None

    def _hours(self, entry: Entry) -> Decimal | None:
        text = narrow(text_of(entry.credit_hours))
        if not text or text in "-/无":
            return None
        number = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)(?:个?[学课]时|小时|h)?", text)
        hours = Decimal(number[1]) if number else Decimal(-1)
        if hours < 0 or hours > MAX_HOURS or hours % STEP:
            message = _("学时“%(text)s”认不出（以 0.5 为单位），留空。", text=text[:20])
            self.tally.warn(entry.row, "credit_hours", "credit_hours_unknown", message)
            return None
        return hours


def _why_refused(entry: Entry) -> tuple[str, str, Any] | None:
    if not entry.title:
        return "title", "title_missing", _("没有课程内容。")
    for name, text in _texts(entry):
        if is_formula(text):
            return name, "formula", _("以“%(sign)s”开头，像是公式，没有取用。", sign=text[0])
        if len(text) > MAX_TEXT:
            return name, "too_long", _("内容过长（%(n)d 字）。", n=len(text))
    return None


def _texts(entry: Entry) -> Iterable[tuple[str, str]]:
    return (
        ("title", entry.title),
        ("place", entry.place),
        ("teacher", entry.teacher),
        ("group", entry.group),
    )


def _extra(entry: Entry, date: dt.date | None, hours: Decimal | None) -> dict[str, Any]:
    return {
        "credit_hours": hours,
        "group": entry.group,
        "note": entry.note,
        "time_text": entry.time_text,
        "half_day": entry.half_day,
        "date": date,
        "day": entry.day.nth,
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
