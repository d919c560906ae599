"""Reads the itineraries and timetables that people have into days of stops; nothing is invented."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from zoneinfo import ZoneInfo

from core.i18n import lazy_gettext as _
from core.tabular import Field, Item, Report, Table, Tally, read
from core.timetable.days import Calendar
from core.timetable.lesson_list import entries_of_list
from core.timetable.lesson_rows import Entry
from core.written_times import ClockRange
from plugins.field_teaching.rules.outings import LONGEST
from plugins.field_teaching.rules.stop_words import stop_kind_of, transport_of

TITLE_WORDS = (
    *("事项", "活动内容", "行程内容", "培训内容", "课程内容", "教学内容", "教学点", "内容", "行程"),
    *("安排", "活动", "项目", "日程", "课程名称", "课程", "主题", "title"),
)
FIELDS = (
    Field("title", TITLE_WORDS, needed=True, never=("类型", "形式", "状态", "时间", "日期")),
    Field("date", ("日期", "上课日期", "出行日期", "培训日期", "月日", "date")),
    Field("day", ("第几天", "天数", "天次", "第N天", "day")),
    Field("weekday", ("星期", "周次", "周几", "weekday")),
    Field("half_day", ("午别", "半天", "上下午", "半日", "时段")),
    Field("start", ("开始时间", "起始时间", "start")),
    Field("end", ("结束时间", "终止时间", "end")),
    Field("time", ("时间", "上课时间", "具体时间", "起止时间", "时间段", "time")),
    Field("kind", ("类型", "课程类型", "教学形式", "形式", "类别", "kind")),
    Field("place", ("地点", "上课地点", "集合地点", "教学地点", "场地", "景点", "place")),
    Field("teacher", ("负责人", "带队", "领队", "讲解员", "授课教师", "主讲人", "教师", "联系人")),
    Field("transport", ("交通方式", "交通", "交通工具", "transport")),
    Field("line", ("线路", "路线", "线路名称", "班级")),
    Field("remark", ("备注", "说明", "note")),
)
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
NIGHT_ENDS, EVENING = dt.time(6), dt.time(18)


@dataclass(frozen=True)
class Understood:
    """A sheet as it was read: the report, its routes in order, and the one that was taken."""

    report: Report
    routes: tuple[str, ...] = ()
    route: str = ""


@dataclass(frozen=True)
class _Reading:
    tally: Tally
    calendar: Calendar
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    def take(self, entry: Entry, transport: str, note: str) -> None:
        """Takes or refuses one row; two ranges in its time make two stops."""
        day = self._day(entry)
        refused = _why_refused(entry) or (None if day else ("date_missing", _("没有日期。")))
        if refused or day is None:
            self.tally.refuse(entry.row, "title", *(refused or ("", "")))
            return
        kind, understood = stop_kind_of(entry.kind, entry.title)
        if not understood:
            words = _("类型“%(kind)s”认不出，按“教学”取用。", kind=entry.kind)
            self.tally.warn(entry.row, "kind", "kind_unknown", words)
        self._say_about_time(entry)
        for clock in entry.ranges or (None,):
            starts, minutes = self._times(entry, day, clock)
            values = {
                "day": day.isoformat(),
                "kind": kind.value,
                "title": entry.title,
                "starts": starts and starts.isoformat(timespec="minutes"),
                "minutes": minutes,
                "time_text": "" if starts else _words(entry)[: LONGEST["time_text"]],
                "place": entry.place[: LONGEST["place"]],
                "leader": entry.teacher[: LONGEST["leader"]],
                "transport": transport_of(transport) or transport_of(entry.title, note),
                "note": note[: LONGEST["note"]],
            }
            self._keep(Item(entry.row, values))

    def _keep(self, item: Item) -> None:
        first = self.seen.setdefault(tuple(item.values.values()), item.row)
        if first != item.row:
            words = _("与第 %(row)d 行重复，没有取用。", row=first)
            self.tally.refuse(item.row, "title", "duplicate", words)
            return
        self.tally.take(item)

    def _day(self, entry: Entry) -> dt.date | None:
        date, doubt = self.calendar.date_of(entry.day)
        if doubt:
            self.tally.warn(entry.row, "date", *doubt)
        if date is None and not entry.day.is_known:
            return self.calendar.first_day
        return date

    def _say_about_time(self, entry: Entry) -> None:
        warn, row = self.tally.warn, entry.row
        if len(entry.ranges) > 1:
            words = _("一格写了 %(n)d 段时间，分为 %(n)d 站。", n=len(entry.ranges))
            warn(row, "time", "time_ranges", words)
        elif not entry.ranges and _words(entry):
            words = _("时间“%(text)s”不是钟点，照原话保留。", text=_words(entry)[:30])
            warn(row, "time", "time_in_words", words)
        elif not entry.ranges:
            warn(row, "time", "time_missing", _("没有时间。"))

    def _times(
        self, entry: Entry, day: dt.date, clock: ClockRange | None
    ) -> tuple[dt.datetime | None, int | None]:
        """When it starts on the wall and how many minutes it takes; an evening may end after midnight."""
        if clock is None:
            return None, None
        starts = dt.datetime.combine(day, clock.start)
        if not self.calendar.exists(starts):
            words = _("这一天拨快了时钟，没有这个时间，请核对。")
            self.tally.warn(entry.row, "time", "time_not_in_zone", words)
        if clock.to_midnight:
            return starts, (24 * 60) - (clock.start.hour * 60 + clock.start.minute)
        if clock.end is None:
            return starts, None
        ends = dt.datetime.combine(day, clock.end)
        if ends <= starts and clock.start >= EVENING and clock.end < NIGHT_ENDS:
            ends += dt.timedelta(days=1)
        if ends <= starts:
            words = _("结束时间不晚于开始时间，结束时间留空。")
            self.tally.warn(entry.row, "time", "end_before_start", words)
            return starts, None
        return starts, int((ends - starts).total_seconds()) // 60


def read_itinerary(
    content: bytes,
    filename: str,
    zone: str,
    first_day: dt.date | None = None,
    *,
    mapping: Mapping[str, int] | None = None,
    route: str = "",
) -> Understood:
    """The stops of a sheet's itinerary; of several routes the named one, else the first.

    Items carry day (ISO), kind, title, starts (wall clock, or None with the words in time_text),
    minutes, place, leader, transport, note. 第1天 is `first_day`. What is counted is rows; one
    with two ranges counts twice. Raises `Refused` for bad files.
    """
    table = read(content, filename, FIELDS, mapping)
    lines = _lines(table)
    routes = tuple(dict.fromkeys(filter(None, lines.values())))
    chosen = route if route in routes else (routes[0] if routes else "")
    years = YEAR.findall(f"{table.above} {PurePath(filename).stem}")
    calendar = Calendar(ZoneInfo(zone), first_day, int(years[0]) if years else None)
    reading = _Reading(Tally(table), calendar)
    _take_rows(reading, lines, chosen)
    return Understood(reading.tally.report(), routes, chosen)


def _take_rows(reading: _Reading, lines: Mapping[int, str], chosen: str) -> None:
    """The rows of the chosen route, and those that belong to none; the others are skipped and said."""
    table = reading.tally.table
    rows = {row.number: row for row in table.rows()}
    for entry in entries_of_list(reading.tally, FIELDS):
        line, row = lines.get(entry.row, ""), rows[entry.row]
        if line not in ("", chosen):
            words = _("属于另一条线路“%(line)s”，没有取用。", line=line)
            reading.tally.skip(entry.row, "other_route", words)
            continue
        reading.take(entry, table.text(row, "transport"), table.text(row, "remark"))


def _lines(table: Table) -> dict[int, str]:
    """The route of each row; a merged cell names it once for the rows below."""
    found, last = {}, ""
    for row in table.rows():
        last = table.text(row, "line") or last
        found[row.number] = last
    return found


def _words(entry: Entry) -> str:
    return entry.time_text or entry.half_day


def _why_refused(entry: Entry) -> tuple[str, object] | None:
    if not entry.title:
        return "title_missing", _("没有写内容。")
    if len(entry.title) > LONGEST["title"]:
        return "title_long", _("内容最多 %(most)d 个字。", most=LONGEST["title"])
    return None


def file_title(filename: str, understood: Understood) -> str:
    """What to call an outing of this sheet: its route, else the file's name."""
    stem: Sequence[str] = PurePath(filename).stem
    return understood.route or str(stem)[: LONGEST["title"]]
