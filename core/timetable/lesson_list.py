"""Reads a timetable written as a list, a row a lesson, where a merged day stands only once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.i18n import lazy_gettext as _
from core.side_rows import why_no_data
from core.spreadsheets import Row
from core.tabular import Field, Table, Tally, text_of
from core.timetable.lesson_rows import Entry
from core.written_times import NO_DAY, ClockRange, WrittenDay, day_in, half_day_in, ranges_in

DAY_FIELDS = ("date", "day", "weekday")
DAY_WORD = re.compile(r"[月日号]|第.{1,3}天|周|星期|20\d{2}")


@dataclass
class _Carried:
    """What the rows above said and a merged cell does not repeat."""

    day: WrittenDay = NO_DAY
    half_day: str = ""


def entries_of_list(tally: Tally, fields: Sequence[Field]) -> Iterator[Entry]:
    """The lessons of a list in order; notes and headings of a day are skipped and said."""
    table, carried = tally.table, _Carried()
    for found in table.rows():
        row = _shifted_back(tally, found)
        texts = [text for text in map(text_of, row.cells) if text]
        if _is_heading(texts, carried):
            tally.skip(row.number, "day_heading", _("日期标题：%(text)s", text=texts[0][:20]))
            continue
        reason = why_no_data(texts, fields, bool(table.text(row, "title")))
        if reason:
            tally.skip(row.number, *reason)
            continue
        tally.warn_if_hidden(row)
        yield _entry(table, row, carried)


def _is_heading(texts: Sequence[str], carried: _Carried) -> bool:
    """Whether a row only names the day (11月24日 星期二) or the half-day for the rows below."""
    if len(set(texts)) != 1 or len(texts[0]) > 24:
        return False
    rest = re.sub(r"[\d\s()（）/.,，:：-]|[年月日号天周第]|星期.?|周.", "", texts[0])
    half_day, day = half_day_in(texts[0]), day_in(texts[0])
    if len(rest.replace(half_day, "")) > 2 or not (day.is_known or half_day):
        return False
    carried.day = day if day.is_known else carried.day
    carried.half_day = half_day
    return True


def _shifted_back(tally: Tally, row: Row) -> Row:
    """Puts a row right that lost its merged day's cell, so that its time stands under the date."""
    indexes = tally.table.header.indexes
    date, time = indexes.get("date"), indexes.get("time")
    if date is None or time != date + 1:
        return row
    first, second = row.at(date), row.at(time)
    if not _is_time(first) or day_in(first).is_known or _is_time(second):
        return row
    width = max(indexes.values()) + 1
    if any(text_of(cell) for cell in row.cells[width - 1 :]) and len(row.cells) >= width:
        return row
    message = _("日期格缺失，整行左移了一列，已按日期栏为空读取。")
    tally.warn(row.number, "date", "row_shifted", message)
    return Row(row.number, (*row.cells[:date], "", *row.cells[date:]), row.hidden)


def _is_time(value: object) -> bool:
    return not isinstance(value, dt.date) and bool(ranges_in(value) or half_day_in(text_of(value)))


def _entry(table: Table, row: Row, carried: _Carried) -> Entry:
    own_day = _own_day(table, row)
    time_text = _time_text(table, row)
    stated = half_day_in(table.text(row, "half_day"))
    half_day = stated or half_day_in(table.text(row, "date")) or half_day_in(time_text)
    if own_day.is_known:
        carried.day, carried.half_day = own_day, half_day
    elif half_day:
        carried.half_day = half_day
    elif not time_text:
        half_day = carried.half_day
    notes = [table.text(row, name) for name in ("route", "note")]
    return Entry(
        row=row.number,
        title=table.text(row, "title"),
        day=carried.day,
        ranges=tuple(_ranges(table, row, stated)),
        time_text=time_text,
        half_day=half_day,
        kind=table.text(row, "kind"),
        place=table.text(row, "place"),
        teacher=table.text(row, "teacher"),
        credit_hours=table.value(row, "credit_hours"),
        group=table.text(row, "group"),
        note="；".join(note for note in notes if note),
    )


def _own_day(table: Table, row: Row) -> WrittenDay:
    """The day this row names itself, by its day columns or inside its time."""
    days = [day_in(_day_cell(table, row, name), name == "day") for name in DAY_FIELDS]
    for name in ("time", "start"):
        value = table.value(row, name)
        if isinstance(value, dt.date) or DAY_WORD.search(text_of(value)):
            days.append(day_in(value))
    known = [day for day in days if day.is_known]
    if not known:
        return WrittenDay()
    best = min(known, key=lambda d: (d.date is None, d.month_day is None, d.nth is None))
    weekday = next((day.weekday for day in known if day.weekday is not None), None)
    return WrittenDay(best.date, best.month_day, weekday, best.nth)


def _day_cell(table: Table, row: Row, name: str) -> object:
    """A cell of a day column; in a column of weekdays a bare 三 is 周三."""
    value = table.value(row, name)
    return f"周{value}" if name == "weekday" and value in tuple("一二三四五六日天") else value


def _time_text(table: Table, row: Row) -> str:
    start, end = table.text(row, "start"), table.text(row, "end")
    return table.text(row, "time") or "-".join(text for text in (start, end) if text)


def _ranges(table: Table, row: Row, half_day: str) -> list[ClockRange]:
    start, end = table.value(row, "start"), table.value(row, "end")
    starts, ends = ranges_in(start, half_day), ranges_in(end, half_day)
    if starts and ends and isinstance(start, str) and isinstance(end, str):
        # Read as one text, 24:00 and 晚上 0:30 end the evening that the first cell begins.
        return ranges_in(f"{start}-{end}", half_day)[:1]
    if starts:
        return [ClockRange(starts[0].start, ends[0].start if ends else starts[0].end)]
    within = ranges_in(table.value(row, "time"), half_day)
    return within or ranges_in(_clock_part(table.value(row, "date")), half_day)


def _clock_part(value: object) -> object:
    """A date cell's own time; a serial number or a plain date has none."""
    return value if isinstance(value, (str, dt.datetime)) else ""
