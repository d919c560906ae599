"""Reads a week drawn as a grid: days across and half-days down, or the other way round."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from core.header_rows import Column, Header
from core.spreadsheets import Row, Sheet
from core.tabular import NOTHING, Table, text_of
from core.timetable.lesson_rows import Entry
from core.written_times import ClockRange, WrittenDay, day_in, half_day_in, ranges_in

SEARCHED_ROWS = 20
LABEL = 20
PLACE = re.compile(r"(?:上课)?(?:地点|场地|教室)\s*[:：]\s*(.+)")
TEACHER = re.compile(
    r"(?:主讲人?|授课人?|讲课人?|教师|老师|主讲教师|授课教师|主持人?)\s*[:：]\s*(.+)"
)
TIME_HEAD = re.compile(
    r"^((?:上午|下午|晚上|晚)?\s*\d{1,2}\s*[:：]\s*\d{2}"
    r"(?:\s*[-~～—–－至到]+\s*\d{1,2}\s*[:：]\s*\d{2})?)\s*"
)


def grid_in(sheets: Sequence[Sheet]) -> Table | None:
    """The first visible sheet headed by three days, or by two parts of the day."""
    for sheet in sheets:
        header = None if sheet.hidden else _grid_header(sheet)
        if header:
            return Table(sheet, header, tuple(o.name for o in sheets if o is not sheet))
    return None


def _grid_header(sheet: Sheet) -> Header | None:
    for row in sheet.rows[:SEARCHED_ROWS]:
        for kind, enough in (("day", 3), ("half_day", 2)):
            heads = _heads(row, kind)
            if len(heads) < enough or min(heads) == 0:
                continue
            columns = tuple(
                Column(i, text_of(cell), kind if i in heads else "")
                for i, cell in enumerate(row.cells)
            )
            return Header(row.number, row.number, columns, 1.0)
    return None


def _heads(row: Row, kind: str) -> list[int]:
    """The columns whose head is a day (of one manner of writing), or a part of the day."""
    texts = [text_of(cell) for cell in row.cells]
    if kind == "half_day":
        found = [i for i, t in enumerate(texts) if len(t) <= LABEL and half_day_in(t[:3])]
        return found if len({half_day_in(texts[i]) for i in found}) == len(found) else []
    days = [
        day_in(cell) if len(text) <= LABEL else WrittenDay()
        for cell, text in zip(row.cells, texts, strict=True)
    ]
    for manner in ("date", "month_day", "nth", "weekday"):
        said = {i: getattr(day, manner) for i, day in enumerate(days)}
        found = [i for i, value in said.items() if value is not None]
        if len(found) >= 2 and len({said[i] for i in found}) == len(found):
            return found
    return []


def entries_of_grid(table: Table) -> Iterator[Entry]:
    """Every lesson in the cells of a grid; empty cells are none."""
    heads = [column for column in table.header.columns if column.field]
    across_days = heads[0].field == "day"
    first = heads[0].index
    head_row = table.sheet.rows[table.header.first_row - 1]
    day = WrittenDay()
    for row in table.rows():
        labels = [cell for cell in row.cells[:first] if text_of(cell)]
        if not across_days:
            day = next((d for d in map(day_in, labels) if d.is_known), day)
        for column in heads:
            head = head_row.at(column.index)
            slot = [head] if not across_days else labels
            found = day_in(head) if across_days else day
            yield from _lessons_in(row, text_of(row.at(column.index)), found, slot)


def _lessons_in(row: Row, text: str, day: WrittenDay, slot: Sequence[object]) -> Iterator[Entry]:
    if not text or text in NOTHING:
        return
    said = " ".join(text_of(part) for part in slot)
    half_day = half_day_in(said)
    clocks = [clock for part in slot for clock in _clocks(part, half_day)]
    for lines in _split_by_time(text):
        head = TIME_HEAD.match(lines[0])
        own = ranges_in(head[1], half_day) if head else []
        lines[0] = lines[0][head.end() :] if head else lines[0]
        title, place, teacher, note = _parts(lines)
        yield Entry(
            row=row.number,
            title=title,
            day=day,
            ranges=tuple(own or clocks[:1]),
            time_text=head[1].strip() if head else said,
            half_day=half_day,
            place=place,
            teacher=teacher,
            note=note,
        )


def _clocks(part: object, half_day: str) -> list[ClockRange]:
    return [] if isinstance(part, dt.date) else ranges_in(part, half_day)


def _split_by_time(text: str) -> list[list[str]]:
    """A cell's lines, cut where a line begins with a time of its own."""
    groups: list[list[str]] = []
    for line in (line.strip() for line in text.splitlines()):
        if line and (not groups or TIME_HEAD.match(line)):
            groups.append([line])
        elif line:
            groups[-1].append(line)
    return groups


def _parts(lines: Sequence[str]) -> tuple[str, str, str, str]:
    """Title, place, teacher and note of a cell: labelled lines; the first other is the title."""
    place = teacher = ""
    rest = []
    for line in lines:
        at, by = PLACE.match(line), TEACHER.match(line)
        if at and not place:
            place = at[1].strip()
        elif by and not teacher:
            teacher = by[1].strip()
        elif line.strip():
            rest.append(line.strip())
    return (rest[0] if rest else ""), place, teacher, " ".join(rest[1:])
