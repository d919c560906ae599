"""Itineraries as people send them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from core.errors import Refused
from plugins.field_teaching.rules.stop_words import stop_kind_of, transport_of
from plugins.field_teaching.sheet.itinerary import read_itinerary

MONDAY = date(2026, 11, 23)
ZONE = "Asia/Shanghai"
TRIPS = """线路,第几天,时间,类型,事项,说明,地点
红色一日,1,07:30-08:00,other,西门集合,指定地点集合,
红色一日,1,08:00-09:00,transfer,市区 → 西柏坡,乘大巴前往,
红色一日,1,09:30-11:30,sightseeing,参观纪念馆,,西柏坡纪念馆
红色一日,1,12:00,meal,午餐,,
红色一日,1,17:00-18:00,transfer,返程,高铁/大巴返,
两日行,1,07:30,other,集合,,
两日行,2,早餐后,sightseeing,参观旧址,,旧址
"""


@pytest.fixture(autouse=True)
def _context(app):
    """What is said of a row is said in the language of whoever asks."""


def lines(understood) -> list[tuple]:
    return [
        (one["day"][-2:], one["kind"], one["starts"] and one["starts"][11:], one["minutes"])
        for one in understood.report.items
    ]


def test_first_route_is_taken_and_the_other_counted_as_skipped():
    found = read_itinerary(TRIPS.encode(), "线路.csv", ZONE, MONDAY)
    assert (found.routes, found.route) == (("红色一日", "两日行"), "红色一日")
    assert lines(found) == [
        ("23", "gather", "07:30", 30),
        ("23", "depart", "08:00", 60),
        ("23", "teach", "09:30", 120),
        ("23", "meal", "12:00", None),
        ("23", "return", "17:00", 60),
    ]
    report = found.report
    assert (report.read, report.taken, report.refused, report.skipped) == (7, 5, 0, 2)
    assert [one["transport"] for one in report.items] == ["", "bus", "", "", ""]
    assert report.items[2]["place"] == "西柏坡纪念馆"


def test_chosen_route_of_two_days_keeps_words_for_times():
    found = read_itinerary(TRIPS.encode("gb18030"), "线路.csv", ZONE, MONDAY, route="两日行")
    assert lines(found) == [("23", "gather", "07:30", None), ("24", "teach", None, None)]
    assert [one["time_text"] for one in found.report.items] == ["", "早餐后"]
    assert [one.code for one in found.report.problems if one.code == "time_in_words"] == [
        "time_in_words"
    ]


def test_timetable_of_a_classroom_in_its_own_layout():
    text = (
        "上课日期,上课时间,培训内容,上课地点,授课教师,课程状态\n"
        "2026-11-23（周一）,09:00 ~ 9:30,开班仪式,403课室,胡逸眉,未开课\n"
        "2026-11-23（周一）,9:30 ~ 12:30,名家讲座：心理学智慧,403课室,谢尚旭,未开课\n"
        ",14:00-15:00 15:30-17:00,浅析发展现状,403课室,郦洪柯,未开课\n"
    )
    found = read_itinerary(text.encode(), "课表.csv", ZONE)
    assert lines(found) == [
        ("23", "teach", "09:00", 30),
        ("23", "teach", "09:30", 180),
        ("23", "teach", "14:00", 60),
        ("23", "teach", "15:30", 90),
    ]
    assert found.report.read == found.report.taken == 4
    assert found.routes == ()


def test_workbook_with_merged_days_a_real_time_and_a_footer():
    book = Workbook()
    sheet = book.active
    for row in (
        ["第3期现场教学行程", None, None, None],
        ["日期", "时间", "行程内容", "交通"],
        [date(2026, 11, 24), "上午", "集合出发", "大巴"],
        [None, "9:30—10:30", "参观", None],
        [None, "22:30-0:30", "夜访", None],
        ["制表：王芳", None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A5")
    held = BytesIO()
    book.save(held)
    found = read_itinerary(held.getvalue(), "行程.xlsx", ZONE)
    assert lines(found) == [
        ("24", "gather", None, None),
        ("24", "teach", "09:30", 60),
        ("24", "teach", "22:30", 120),
    ]
    first = found.report.items[0]
    assert (first["time_text"], first["transport"]) == ("上午", "bus")
    assert found.report.skipped == 1
    assert found.report.read == found.report.taken + found.report.refused + found.report.skipped


def test_rows_without_a_day_are_refused_where_no_first_day_is_known():
    text = "时间,事项\n08:00,集合\n,参观\n"
    assert read_itinerary(text.encode(), "x.csv", ZONE).report.refused == 2
    known = read_itinerary(text.encode(), "x.csv", ZONE, MONDAY)
    assert lines(known) == [("23", "gather", "08:00", None), ("23", "teach", None, None)]


def test_same_row_twice_is_taken_once():
    text = "日期,时间,事项\n2026-11-23,08:00,集合\n2026-11-23,08:00,集合\n"
    report = read_itinerary(text.encode(), "x.csv", ZONE).report
    assert (report.taken, report.refused, report.problems[0].code) == (1, 1, "duplicate")


def test_file_without_a_header_is_refused():
    with pytest.raises(Refused):
        read_itinerary(b"a,b\n1,2\n", "x.csv", ZONE)


@pytest.mark.parametrize(
    ("kind", "title", "found"),
    [
        ("transfer", "北京 → 天津", "depart"),
        ("transfer", "返程北京", "return"),
        ("transfer", "抵达石家庄", "arrive"),
        ("meal", "抵达承德", "meal"),
        ("other", "北京集合出发", "gather"),
        ("rest", "入住酒店", "arrive"),
        ("", "早餐后步行至广场", "meal"),
        ("", "徒步红军路", "walk"),
        ("现场教学", "返回起点", "teach"),
        ("", "参观旧址", "teach"),
    ],
)
def test_kind_of_a_stop_by_its_words(kind, title, found):
    assert stop_kind_of(kind, title)[0] == found


def test_type_that_nobody_knows_is_said():
    assert stop_kind_of("神游", "旧址") == ("teach", False)
    assert transport_of("乘大巴或高铁") == ""
