"""Reads the timetable a training centre sends: a list of lessons, or a week drawn as a grid."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from zoneinfo import ZoneInfo

from core.header_rows import best_header
from core.i18n import lazy_gettext as _
from core.spreadsheets import Sheet, refusal
from core.tabular import Field, Report, Tally, filled_sheets, table_in
from core.timetable.days import Calendar
from core.timetable.lesson_list import entries_of_list
from core.timetable.lesson_rows import Lessons
from core.timetable.week_grid import entries_of_grid, grid_in

TITLE_WORDS = (
    *("培训内容", "课程名称", "课程内容", "教学内容", "学习内容", "活动内容", "内容", "课程"),
    *("主题", "题目", "事项", "活动", "项目", "科目", "安排", "日程", "title"),
)
FIELDS = (
    Field("title", TITLE_WORDS, needed=True, never=("类型", "形式", "状态", "时间", "日期")),
    Field("date", ("上课日期", "日期", "培训日期", "授课日期", "月日", "date")),
    Field("day", ("第几天", "天数", "天次", "第N天", "day")),
    Field("weekday", ("星期", "周次", "周几", "weekday")),
    Field("half_day", ("午别", "半天", "上下午", "半日", "时段")),
    Field("start", ("开始时间", "起始时间", "上课开始", "start")),
    Field("end", ("结束时间", "终止时间", "上课结束", "end")),
    Field(
        "time", ("上课时间", "具体时间", "起止时间", "授课时间", "时间段", "时间", "节次", "time")
    ),
    Field("kind", ("类型", "课程类型", "教学形式", "授课形式", "授课方式", "形式", "类别", "kind")),
    Field("place", ("上课地点", "授课地点", "地点", "场地", "教室", "教学地点", "place")),
    Field("teacher", ("授课教师", "主讲教师", "主讲人", "授课人", "教师", "老师", "讲师", "主讲")),
    Field("credit_hours", ("学时", "课时", "学时数", "课时数")),
    Field("group", ("组别", "分组", "班次", "对象", "参加人员")),
    Field("route", ("线路", "路线", "班级")),
    Field("note", ("备注", "说明", "note")),
)
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def read_timetable(
    content: bytes,
    filename: str,
    zone: str | ZoneInfo,
    first_day: dt.date | None = None,
    mapping: Mapping[str, int] | None = None,
) -> Report:
    """The lessons of a timetable, with times by the class's wall clock in `zone`.

    Items carry title, kind, starts_at and ends_at (`YYYY-MM-DDTHH:MM` or None where the sheet
    gives none), place, teacher; `extra` keeps credit_hours (Decimal or None), group, note,
    time_text, half_day, date and day. `第1天` is `first_day`; without it such lessons have no
    time. What is counted is entries: a row with two ranges, or a grid's row, holds several.
    Raises `Refused` for bad files.
    """
    sheets = filled_sheets(content, filename)
    grid = None if mapping or _is_list(sheets) else grid_in(sheets)
    table = grid or table_in(sheets, FIELDS, mapping)
    if not (grid or mapping) and len(table.header.indexes) < 2:
        message = _("没有找到表头：内容之外，还需要日期、时间、地点等任一列。")
        raise refusal("header_missing", message)
    tally = Tally(table)
    years = YEAR.findall(f"{table.above} {PurePath(filename).stem}")
    local = ZoneInfo(zone) if isinstance(zone, str) else zone
    lessons = Lessons(tally, Calendar(local, first_day, int(years[0]) if years else None))
    for entry in entries_of_grid(table) if grid else entries_of_list(tally, FIELDS):
        lessons.add(entry)
    return tally.report()


def _is_list(sheets: Sequence[Sheet]) -> bool:
    """Whether some sheet heads a column of titles beside others; a lone title row does not."""
    headers = [best_header(sheet, FIELDS) for sheet in sheets if not sheet.hidden]
    return any("title" in header.indexes and len(header.indexes) > 1 for header in headers)
