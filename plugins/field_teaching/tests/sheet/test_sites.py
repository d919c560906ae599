"""Sheets of sites: what people send, and what comes back as it went."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.errors import Refused
from core.tabular import write_xlsx
from plugins.field_teaching.models import Site
from plugins.field_teaching.printing.sites import sheet
from plugins.field_teaching.queries.sites import details_of
from plugins.field_teaching.rules.coordinates import Place, Point
from plugins.field_teaching.rules.hours_text import hours_in
from plugins.field_teaching.rules.sites import SiteDetails, over, site_problems, tidy, written
from plugins.field_teaching.rules.themes import themes_in
from plugins.field_teaching.services.sites import fill
from plugins.field_teaching.sheet.sites import read_sites
from plugins.field_teaching.terms import CoordinateSystem


def of(*rows: Sequence[Any]) -> bytes:
    return write_xlsx("教学点", rows[0], rows[1:])


def read_one(*rows: Sequence[Any]) -> SiteDetails:
    (item,) = read_sites(of(*rows), "点.xlsx").items
    found: SiteDetails = item["details"]
    return found


def test_sheet_of_a_training_centre_is_understood_column_by_column() -> None:
    head = (
        *(
            "序号",
            "地点名称*",
            "详细地址",
            "经度",
            "纬度",
            "坐标系",
            "开放时间",
            "联系人",
            "联系电话",
        ),
        *(
            "讲解员",
            "接待能力",
            "步行距离",
            "爬升",
            "着装要求",
            "课程",
            "停车场",
            "厕所",
            "最近医院",
            "备注",
        ),
    )
    row = (
        *(
            1,
            "西柏坡纪念馆",
            "平山县西柏坡镇",
            113.9321,
            38.3456,
            "高德",
            "周二至周日 9:00-17:00",
            "王主任",
        ),
        *(
            19900000001.0,
            "李讲解",
            "约300人",
            "1.5公里",
            80,
            "正装",
            "西柏坡精神|90|2",
            "东门",
            "无",
        ),
        *("平山县医院", "提前三天预约"),
    )
    found = read_one(head, row)
    assert found == SiteDetails(
        name="西柏坡纪念馆",
        address="平山县西柏坡镇",
        place=Place(Point(38.3456, 113.9321), CoordinateSystem.GCJ02),
        hours=({"days": [2, 3, 4, 5, 6, 7], "from": "09:00", "to": "17:00"},),
        contact="王主任",
        contact_phone="19900000001",
        guide="李讲解",
        capacity=300,
        walking_metres=1500,
        climb_metres=80,
        dress="正装",
        themes=({"title": "西柏坡精神", "minutes": 90, "hours": "2"},),
        parking="东门",
        toilets="无",
        hospital="平山县医院",
        note="提前三天预约",
    )


def test_every_row_is_counted_and_every_doubt_is_said() -> None:
    report = read_sites(
        of(
            ("教学点", "坐标", "坐标系", "开放时间", "容量", "教学主题", "闭馆日期"),
            ("甲馆", "38.3, 113.9", "", "夏季 9:00-18:00", "很多", "", "下周一"),
            ("乙馆", "98, 200", "WGS-84", "", "", "", ""),
            ("丙馆", "", "", "", 100_001, "", ""),
            ("丁馆", "", "", "", "", "题 | 很久", ""),
            ("", "38.3, 113.9", "百度", "", "", "", ""),
            ("甲 馆", "", "", "", "", "", ""),
            ("戊" * 121, "38.3, 113.9", "百度", "", "", "", ""),
            ("=cmd|'/c calc'!A1", "38.3, 113.9", "百度", "", "", "", ""),
            ("填表说明：请把坐标填全，并写明坐标系，谢谢各位同志的配合", "", "", "", "", "", ""),
        ),
        "点.xlsx",
    )
    assert (report.read, report.taken, report.refused, report.skipped) == (9, 1, 7, 1)
    assert [(one.row, one.code) for one in report.problems] == [
        (2, "hours_unread"),
        (2, "days_unread"),
        (2, "system_missing"),
        (2, "number_unread"),
        (3, "coordinates_impossible"),
        (4, "number_wrong"),
        (5, "theme_unread"),
        (6, "name_missing"),
        (7, "twice"),
        (8, "too_long"),
        (9, "name_formula"),
        (10, "instruction"),
    ]
    details = report.items[0]["details"]
    assert (details.hours, details.hours_note, details.place) == ((), "夏季 9:00-18:00", None)


def test_steps_of_a_stair_are_kept_as_words() -> None:
    found = read_one(("教学点", "台阶", "备注"), ("狼牙山", 2800, "自备水"))
    assert (found.climb_metres, found.note) == (None, "自备水\n台阶 2800")
    found = read_one(("教学点", "爬升/台阶"), ("狼牙山", "300级"))
    assert (found.climb_metres, found.note) == (None, "台阶 300级")
    assert read_one(("教学点", "爬升/台阶"), ("狼牙山", 300)).climb_metres == 300


def test_cells_that_are_formulas_give_nothing_to_run() -> None:
    book = Workbook()
    book.active.append(["教学点", "备注"])
    book.active.append(['=HYPERLINK("http://x")', "甲"])
    book.active.append(["乙馆", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    report = read_sites(out.getvalue(), "点.xlsx")
    assert [item["details"].name for item in report.items] == ["乙馆"]
    assert report.items[0]["details"].note == ""
    assert report.refused == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "点.xlsx", "file_empty"),
        (b"PK\x03\x04 torn", "点.xlsx", "file_torn"),
        (b"<html>", "点.xlsx", "file_kind"),
        (b"x", "点.xlsm", "file_macros"),
        (b"x", "点.pdf", "file_kind"),
        (of(("电话", "地址"), ("1", "2")), "点.xlsx", "header_missing"),
    ],
)
def test_file_that_is_no_sheet_of_sites_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sites(content, name)
    assert refused.value.codes == [code]


TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "无",
        "—",
        "12.0",
        "=1+1",
        "+86 311 8288",
        "甲；乙",
        "甲\n乙",
        "@甲",
        "\u3000甲\u200b",
        "_x0041_",
        "1e5",
    ]
)
NAME = TEXT.filter(lambda text: not site_problems(tidy(SiteDetails(text))))
POINT = st.builds(
    lambda y, x: Point(round(y, 7), round(x, 7)), st.floats(3.1, 53.9), st.floats(73.1, 135.9)
)
PLACE = st.none() | st.builds(Place, POINT, st.sampled_from(CoordinateSystem), st.just(False))
THERE = st.builds(Place, POINT, st.just(CoordinateSystem.WGS84), st.just(True))
OPENING = st.sampled_from(
    [
        *("", "周二至周日 9:00-17:00", "每天 8:30-11:30、14:00-17:00；周一闭馆"),
        *(
            "夏季 9:00-18:00",
            "需预约",
            "每天 9:00-17:00；需预约",
            "周一至周五 9:00-17:00；周末需预约",
        ),
    ]
).map(hours_in)
CLOSED = st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=4)
THEMES = st.sampled_from(["", "甲 | 90 | 2", "甲 | | 1.5\n乙", "甲；乙 | 30"]).map(themes_in)
COUNT = st.none() | st.integers(0, 9000)
PLAIN = (
    *("address", "contact", "contact_phone", "guide", "guide_phone", "dress"),
    *("parking", "toilets", "hospital", "hospital_phone", "note"),
)


@st.composite
def details(draw: st.DrawFn) -> SiteDetails:
    """What a service would keep: texts as they are written, numbers, a place."""
    opening = draw(OPENING)
    return tidy(
        SiteDetails(
            name=draw(NAME),
            place=draw(PLACE | THERE),
            hours=tuple(opening.hours),
            hours_note=opening.unread,
            closed_on=tuple(sorted({day.isoformat() for day in draw(CLOSED)})),
            themes=tuple(draw(THEMES)),
            capacity=draw(COUNT),
            walking_metres=draw(COUNT),
            climb_metres=draw(COUNT),
            **{name: draw(TEXT) for name in PLAIN},
        )
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(details(), st.booleans())
def test_what_goes_out_comes_in_again_without_loss(app, there: SiteDetails, retired: bool) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    site = Site(retired_at=at if retired else None)
    fill(site, there)
    assert details_of(site) == there
    report = read_sites(sheet([site]), "教学点.xlsx")
    assert [one for one in report.problems if one.severity == "error"] == []
    (item,) = report.items
    assert item["details"] == there
    assert over(there, item["details"]) == there
    assert item.extra["retired"] is retired


@given(TEXT)
def test_text_is_kept_as_it_will_be_kept_again(text: str) -> None:
    assert written(written(text)) == written(text)
