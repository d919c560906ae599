"""Timetables as training centres send them: lists with merged days, and weeks drawn as grids."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.errors import Refused
from core.tabular import Report
from core.timetable.lesson_words import KINDS, kind_of
from core.timetable.sheet import read_timetable

SAMPLES = Path(__file__).parents[2] / "samples"
ZONE = "Asia/Shanghai"
MONDAY = dt.date(2026, 11, 23)
HEAD = "日期,时间,内容,类型,地点,授课教师,学时"


def timetable(*lines: str, head: str = HEAD, first_day: dt.date | None = None) -> Report:
    return read_timetable("\n".join((head, *lines)).encode(), "课表.csv", ZONE, first_day)


def workbook(rows: list[tuple[object, ...]], *merged: str) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for span in merged:
        book.worksheets[0].merge_cells(span)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def times(report: Report) -> list[tuple[str | None, str | None]]:
    return [(item["starts_at"], item["ends_at"]) for item in report.items]


def said(report: Report) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in report.problems]


def test_lesson_is_taken_with_the_canonical_keys_only() -> None:
    report = timetable("2026-11-24（周二）,9:30 ~ 12:30,名家讲座：党史,,报告厅,林若水,3.5")
    assert report.as_json() == {
        "read": 1,
        "taken": 1,
        "refused": 0,
        "skipped": 0,
        "items": [
            {
                "title": "名家讲座：党史",
                "kind": "lecture",
                "starts_at": "2026-11-24T09:30",
                "ends_at": "2026-11-24T12:30",
                "place": "报告厅",
                "teacher": "林若水",
            }
        ],
        "problems": [],
    }
    assert report.items[0].extra["credit_hours"] == Decimal("3.5")


def test_blank_day_is_the_day_above() -> None:
    report = timetable("2026-11-24,8:30-9:00,开班式,,,,", ",9:00-10:00,讲座,,,,")
    assert [start for start, _end in times(report)] == ["2026-11-24T08:30", "2026-11-24T09:00"]


def test_row_shifted_left_by_a_merged_day_is_put_right() -> None:
    report = timetable("2026-11-24,8:30-9:00,开班式,,厅,,", "9:00-10:00,讲座,,厅,林若水,3")
    assert dict(report.items[1].values) == {
        "title": "讲座",
        "kind": "lecture",
        "starts_at": "2026-11-24T09:00",
        "ends_at": "2026-11-24T10:00",
        "place": "厅",
        "teacher": "林若水",
    }
    assert said(report) == [(3, "row_shifted")]


def test_merged_day_and_real_dates_of_excel_are_read() -> None:
    rows: list[tuple[object, ...]] = [
        ("课程表", None, None),
        ("日期", "时间", "内容"),
        (dt.date(2026, 11, 24), dt.time(8, 30), "开班式"),
        (None, "14:30-17:30", "讲座"),
    ]
    report = read_timetable(workbook(rows, "A1:C1", "A3:A4"), "a.xlsx", ZONE)
    assert times(report) == [
        ("2026-11-24T08:30", None),
        ("2026-11-24T14:30", "2026-11-24T17:30"),
    ]
    assert said(report) == [(3, "end_missing")]


def test_nth_day_counts_from_the_first_day() -> None:
    lines = ("第0天,14:00-18:00,报到,,,,", "第2天,8:30-9:00,讲座,,,,")
    report = timetable(*lines, first_day=MONDAY)
    assert [start for start, _end in times(report)] == ["2026-11-22T14:00", "2026-11-24T08:30"]


def test_nth_day_without_a_first_day_leaves_the_time_open() -> None:
    report = timetable("2,8:30-9:00,讲座,", head="第几天,时间,内容,地点")
    assert times(report) == [(None, None)]
    assert (report.items[0].extra["day"], report.items[0].extra["time_text"]) == (2, "8:30-9:00")
    assert said(report) == [(2, "day_relative")]


def test_two_ranges_in_a_cell_are_two_lessons_and_the_hours_count_once() -> None:
    report = timetable("2026-11-24,8:30-11:30 14:30-17:30,讲座,,,,6")
    assert times(report) == [
        ("2026-11-24T08:30", "2026-11-24T11:30"),
        ("2026-11-24T14:30", "2026-11-24T17:30"),
    ]
    assert [item.extra["credit_hours"] for item in report.items] == [Decimal(6), None]
    assert (report.read, report.taken, said(report)) == (2, 2, [(2, "time_ranges")])


@pytest.mark.parametrize("words", ["上午", "早餐后"])
def test_time_in_words_is_kept_and_never_invented(words: str) -> None:
    report = timetable(f"2026-11-24,{words},讲座,,,,")
    extra = report.items[0].extra
    assert times(report) == [(None, None)]
    assert (extra["time_text"], extra["date"]) == (words, dt.date(2026, 11, 24))
    assert said(report) == [(2, "time_in_words")]


def test_month_and_day_take_the_year_of_the_title_or_of_the_class() -> None:
    lines = "课程安排（2026年）,,\n日期,时间,内容\n11月24日,8:30-9:00,讲座\n"
    by_title = read_timetable(lines.encode(), "a.csv", ZONE)
    assert times(by_title) == [("2026-11-24T08:30", "2026-11-24T09:00")]
    by_class = timetable("1月2日,8:30-9:00,讲座,,,,", first_day=dt.date(2026, 12, 29))
    assert times(by_class) == [("2027-01-02T08:30", "2027-01-02T09:00")]


def test_month_and_day_without_any_year_leave_the_time_open() -> None:
    report = timetable("11月24日,8:30-9:00,讲座,,,,")
    assert (times(report), said(report)) == ([(None, None)], [(2, "year_missing")])


def test_weekday_that_contradicts_the_date_is_said() -> None:
    report = timetable("2026-11-24（周五）,8:30-9:00,讲座,,,,")
    assert (report.taken, said(report)) == (1, [(2, "weekday_contradicts")])


def test_bare_weekday_in_its_own_column_is_checked() -> None:
    head = "日期,星期,时间,内容"
    report = timetable("2026-11-24,三,8:30-9:00,讲座", head=head)
    assert said(report) == [(2, "weekday_contradicts")]


def test_title_alone_is_no_header() -> None:
    with pytest.raises(Refused, match="没有找到表头"):
        timetable("8:30-9:00,开班,厅", head="日程安排,,")


def test_date_beyond_all_likelihood_is_left_out() -> None:
    rows = [("日期", "时间", "内容"), (dt.date(9999, 12, 31), "22:00-00:30", "晚点名")]
    report = read_timetable(workbook(rows), "a.xlsx", ZONE)
    assert (times(report), said(report)) == ([(None, None)], [(2, "date_unlikely")])


def test_end_before_the_start_is_left_out() -> None:
    report = timetable("2026-11-24,14:30-9:00,讲座,,,,")
    assert times(report) == [("2026-11-24T14:30", None)]
    assert said(report) == [(2, "end_before_start")]


def test_evening_over_midnight_ends_the_next_day() -> None:
    report = timetable("2026-12-31,22:00-00:30,晚点名,,,,", "2026-12-31,20:00-24:00,自习,,,,")
    assert times(report) == [
        ("2026-12-31T22:00", "2027-01-01T00:30"),
        ("2026-12-31T20:00", "2027-01-01T00:00"),
    ]
    assert said(report) == [(2, "over_midnight")]


def test_peer_11_time_that_the_zone_skips_is_said() -> None:
    content = f"{HEAD}\n2026-03-29,2:30-3:30,讲座,,,,\n".encode()
    report = read_timetable(content, "a.csv", "Europe/Berlin")
    assert said(report) == [(2, "time_not_in_zone")]


def test_rows_that_are_no_lessons_are_skipped_or_refused() -> None:
    report = timetable(
        "11月24日 星期二,,,,,,",
        ",8:30-9:00,讲座,,,,",
        ",9:00-10:00,,,,林若水,",
        "合计,,,,,,40",
        "注：以当日通知为准,,,,,,",
        ",8:30-9:00,讲座,,,,",
        ",8:30-9:00,=1+1,,,,",
        first_day=MONDAY,
    )
    assert (report.read, report.taken, report.refused, report.skipped) == (7, 1, 3, 3)
    assert said(report) == [
        (2, "day_heading"),
        (4, "title_missing"),
        (5, "total"),
        (6, "instruction"),
        (7, "duplicate"),
        (8, "formula"),
    ]


def test_routes_of_several_trips_are_kept_as_notes() -> None:
    head = "线路,第几天,时间,类型,事项,说明,地点"
    lines = ("甲线,1,07:30-08:00,other,集合,带水,站前", "乙线,1,07:30-08:00,other,集合,带水,站前")
    report = timetable(*lines, head=head, first_day=MONDAY)
    assert [item.extra["note"] for item in report.items] == ["甲线；带水", "乙线；带水"]


def test_start_and_end_in_columns_of_their_own_are_read() -> None:
    report = timetable("2026-11-24,8:30,11:30,讲座", head="日期,开始时间,结束时间,课程")
    assert times(report) == [("2026-11-24T08:30", "2026-11-24T11:30")]


@pytest.mark.parametrize(
    ("half_day", "start", "end", "ends_at"),
    [
        ("晚上", "23:30", "00:30", "2026-11-25T00:30"),
        ("晚上", "22:00", "24:00", "2026-11-25T00:00"),
        ("晚上", "11:30", "12:30", "2026-11-25T00:30"),
        ("晚上", "10:00", "12:00", "2026-11-25T00:00"),
        ("下午", "0:30", "2:30", "2026-11-24T14:30"),
        ("", "23:30", "00:30", "2026-11-25T00:30"),
    ],
)
def test_evening_beside_two_columns_of_time_ends_the_next_day(
    half_day: str, start: str, end: str, ends_at: str
) -> None:
    head = "日期,午别,开始时间,结束时间,内容"
    report = timetable(f"2026-11-24,{half_day},{start},{end},晚点名", head=head)
    assert [item["ends_at"] for item in report.items] == [ends_at]
    whole = timetable(f"2026-11-24,{half_day},{start}-{end},晚点名", head="日期,午别,时间,内容")
    assert times(whole) == times(report)


def test_half_day_column_moves_the_hours() -> None:
    head = "日期,午别,时间,课程"
    report = timetable("2026-11-24,上午,8:30-11:30,甲", ",下午,2:30-5:30,乙", head=head)
    assert times(report)[1] == ("2026-11-24T14:30", "2026-11-24T17:30")


@pytest.mark.parametrize(
    ("kind_text", "title", "teacher", "kind"),
    [
        ("讲座", "甲", "", "lecture"),
        ("", "名家讲座：研讨的方法", "", "lecture"),
        ("", "现场教学：西柏坡纪念馆", "", "field"),
        ("", "参观教学点", "", "field"),
        ("", "分组讨论", "", "discussion"),
        ("", "晚自习", "", "self_study"),
        ("", "结业测验", "", "exam"),
        ("", "结业式", "", "opening"),
        ("", "开班仪式", "林若水", "opening"),
        ("", "学员报到", "", "reporting"),
        ("", "晚点名", "", "roll_call"),
        ("", "晚餐", "", "other"),
        ("", "浅析发展现状", "林若水", "lecture"),
        ("", "浅析发展现状", "", "other"),
        ("sightseeing", "纪念馆", "", "field"),
        ("meal", "午餐", "", "other"),
        ("roll_call", "甲", "", "roll_call"),
    ],
)
def test_kind_is_guessed_from_the_words(
    kind_text: str, title: str, teacher: str, kind: str
) -> None:
    assert kind_of(kind_text, title, teacher) == (kind, True)


def test_kind_that_is_not_understood_is_said() -> None:
    report = timetable("2026-11-24,8:30-9:00,甲,乙类,,,")
    assert (report.items[0]["kind"], said(report)) == ("other", [(2, "kind_unknown")])


def test_hours_that_are_no_half_steps_are_left_out() -> None:
    report = timetable("2026-11-24,8:30-9:00,甲,讲座,,,0.3", ",9:00-9:30,乙,讲座,,,2学时")
    assert [item.extra["credit_hours"] for item in report.items] == [None, Decimal(2)]
    assert said(report) == [(2, "credit_hours_unknown")]


def test_week_grid_with_days_across_is_read() -> None:
    rows: list[tuple[object, ...]] = [
        ("第3期培训班课程安排", None, None, None),
        ("时间", "11月23日（周一）", "11月24日（周二）", "11月25日（周三）"),
        ("上午 8:30-11:30", "开班式\n地点：报告厅", "现场教学：纪念馆", ""),
        ("下午", "14:30-17:30 工会法讲座\n主讲：林若水", "分组研讨", "/"),
    ]
    report = read_timetable(workbook(rows, "A1:D1"), "a.xlsx", ZONE, MONDAY)
    assert [tuple(item.values.values()) for item in report.items] == [
        ("开班式", "opening", "2026-11-23T08:30", "2026-11-23T11:30", "报告厅", ""),
        ("现场教学：纪念馆", "field", "2026-11-24T08:30", "2026-11-24T11:30", "", ""),
        ("工会法讲座", "lecture", "2026-11-23T14:30", "2026-11-23T17:30", "", "林若水"),
        ("分组研讨", "discussion", None, None, "", ""),
    ]
    assert report.items[3].extra["date"] == dt.date(2026, 11, 24)
    assert (report.read, said(report)) == (4, [(4, "time_in_words")])


def test_week_grid_with_half_days_across_is_read() -> None:
    content = "日期,上午（8:30-11:30）,下午\n周一,开班式,讲座\n周二,研讨,\n".encode()
    report = read_timetable(content, "a.csv", ZONE, MONDAY)
    assert [(item["title"], item["starts_at"]) for item in report.items] == [
        ("开班式", "2026-11-23T08:30"),
        ("讲座", None),
        ("研讨", "2026-11-24T08:30"),
    ]


def test_sample_timetable_is_five_days_and_40_hours() -> None:
    content = (SAMPLES / "timetable.xlsx").read_bytes()
    report = read_timetable(content, "timetable.xlsx", ZONE, MONDAY)
    hours = sum((item.extra["credit_hours"] or Decimal() for item in report.items), Decimal())
    days = sorted({item["starts_at"][:10] for item in report.items})
    assert (hours, len(days), days[0]) == (Decimal(40), 6, "2026-11-22")
    assert [p.code for p in report.problems] == ["instruction"]
    assert all(item["ends_at"] > item["starts_at"] for item in report.items)
    night = [item["starts_at"][11:] for item in report.items if item["kind"] == "roll_call"]
    assert night == ["22:00"] * 5


CELLS = st.sampled_from(
    [
        "",
        "2026-11-24",
        "第1天",
        "周一",
        "上午",
        "8:30-11:30",
        "讲座",
        "注：",
        "=1",
        "内容",
        "日期",
        "9",
    ]
) | st.text(max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.booleans(), st.booleans())
def test_any_table_is_counted_whole_or_refused(
    rows: list[list[str]], headed: bool, dated: bool
) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEAD.split(",")] * headed + rows)
    content = stream.getvalue().encode("utf-8", "replace")
    try:
        report = read_timetable(content, "a.csv", ZONE, MONDAY if dated else None)
    except Refused:
        return
    assert report.read == report.taken + report.refused + report.skipped
    assert report.taken == len(report.items)
    assert {item["kind"] for item in report.items} <= set(KINDS)
