"""Reads the sheets that people have of their 教学点, one row a site, everything doubtful said by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.side_rows import why_no_data
from core.spreadsheets import Row
from core.tabular import Field, Item, Report, Tally, read, text_of
from core.written_times import narrow
from plugins.field_teaching.rules.coordinates import Place, point_in, system_in
from plugins.field_teaching.rules.hours_text import closed_days_in, hours_in
from plugins.field_teaching.rules.sites import (
    MOST,
    WORDS,
    SiteDetails,
    key_of,
    site_problems,
    tidy,
    written,
)
from plugins.field_teaching.rules.themes import themes_in

PEOPLE = ("联系", "讲解", "医院", "急救")
FIELDS = (
    Field(
        "name",
        (
            "教学点",
            "教学点名称",
            "名称",
            "地点名称",
            "场馆名称",
            "基地名称",
            "现场教学点",
            "单位名称",
            "name",
        ),
        needed=True,
        never=("医院", "主题", "课程", "联系", "坐标", "类"),
    ),
    Field("address", ("地址", "详细地址", "所在地", "地点", "位置", "address"), never=("医院",)),
    Field("coordinates", ("坐标", "经纬度", "地理坐标", "位置坐标"), never=("坐标系",)),
    Field("longitude", ("经度", "东经", "lng", "lon", "longitude"), never=("经纬",)),
    Field("latitude", ("纬度", "北纬", "lat", "latitude"), never=("经纬",)),
    Field("system", ("坐标系", "坐标系统", "坐标来源", "坐标系名称")),
    Field(
        "opening",
        ("开放时间", "开馆时间", "营业时间", "参观时间", "开放时段"),
        never=("闭馆日期",),
    ),
    Field("closed_on", ("闭馆日期", "闭馆日", "不开放日期", "停馆日期")),
    Field("contact", ("联系人", "负责人", "对接人"), never=("电话", "手机")),
    Field(
        "contact_phone",
        ("联系电话", "联系人电话", "电话", "手机", "联系方式", "预约电话"),
        never=("讲解", "医院", "急救"),
    ),
    Field("guide", ("讲解员", "讲解", "讲解人"), never=("电话", "手机")),
    Field("guide_phone", ("讲解员电话", "讲解电话", "讲解员手机"), never=("医院",)),
    Field("capacity", ("容量", "接待能力", "接待人数", "最大容量", "可容纳人数", "容纳人数")),
    Field("walking_metres", ("步行距离", "步行", "步行米数", "步行路程")),
    Field("climb_metres", ("爬升", "台阶", "爬升高度", "爬高", "爬坡")),
    Field("dress", ("着装", "着装要求", "服装")),
    Field("themes", ("教学主题", "主题", "课程", "教学内容", "教学课程", "课程主题")),
    Field("parking", ("停车", "停车场", "停车位置", "停车情况")),
    Field("toilets", ("卫生间", "厕所", "洗手间")),
    Field("hospital", ("就近医院", "最近医院", "附近医院", "医院"), never=("电话",)),
    Field("hospital_phone", ("医院电话", "急救电话", "就近医院电话")),
    Field("note", ("备注", "说明", "注意事项", "note")),
    Field("state", ("状态", "是否停用")),
    Field("serial", ("序号", "编号", "No.")),
)
TEXTS = (
    *("name", "address", "contact", "contact_phone", "guide", "guide_phone", "dress"),
    *("parking", "toilets", "hospital", "hospital_phone", "note"),
)
NUMBER = re.compile(r"约?(\d{1,6}(?:\.\d{1,3})?)(公里|千米|km|人|米|m)?(?:左右)?", re.IGNORECASE)
KILO = ("公里", "千米", "km")
RETIRED, IN_USE = "停用", "在用"
ON_THE_SPOT = "现场定位"


def read_sites(content: bytes, filename: str, mapping: Mapping[str, int] | None = None) -> Report:
    """The sites of an .xlsx, .xls, .ods or .csv file.

    An item's one value is "details", a SiteDetails; `extra` has "retired": True, False, or None where
    the sheet says nothing. `mapping` names columns by hand, from 0. Raises `Refused` for bad files.
    """
    table = read(content, filename, FIELDS, mapping)
    tally = Tally(table)
    seen: dict[str, int] = {}
    for row in table.rows():
        filled = [text for text in map(text_of, row.cells) if text]
        reason = why_no_data(filled, FIELDS, bool(_text(tally, row, "name")))
        if reason:
            tally.skip(row.number, *reason)
            continue
        tally.warn_if_hidden(row)
        _read_site(tally, row, seen)
    return tally.report()


def _read_site(tally: Tally, row: Row, seen: dict[str, int]) -> None:
    try:
        details = _details(tally, row)
    except Refused as refused:
        problems = refused.problems
    else:
        problems = site_problems(details)
        before = seen.get(key_of(details.name))
        if before is not None:
            words = _("和第 %(row)d 行是同一个教学点，没有取用。", row=before)
            problems.append(Problem("twice", words, "name"))
    if problems:
        first = problems[0]
        tally.refuse(row.number, first.field, first.code, first.message)
        return
    seen[key_of(details.name)] = row.number
    tally.take(Item(row.number, {"details": details}, {"retired": _retired(tally, row)}))


def _details(tally: Tally, row: Row) -> SiteDetails:
    texts = {name: _text(tally, row, name) for name in TEXTS}
    opening = hours_in(_text(tally, row, "opening"))
    if opening.unread:
        words = _("开放时间里“%(words)s”没有看懂，原样记作说明。", words=opening.unread[:60])
        tally.warn(row.number, "opening", "hours_unread", words)
    closed_on, unread = closed_days_in(_text(tally, row, "closed_on"))
    if unread:
        words = _("闭馆日期里“%(words)s”没有看懂，没有取用。", words=unread[:60])
        tally.warn(row.number, "closed_on", "days_unread", words)
    found = SiteDetails(
        name=texts["name"],
        place=_place(tally, row),
        hours=tuple(opening.hours),
        hours_note=opening.unread,
        closed_on=tuple(closed_on),
        themes=tuple(themes_in(_text(tally, row, "themes"))),
    )
    steps = _steps(tally, row)
    texts["note"] = "\n".join(filter(None, (texts["note"], steps)))
    numbers: dict[str, Any] = {
        name: None if steps and name == "climb_metres" else _number(tally, row, name)
        for name in MOST
    }
    others: dict[str, Any] = {name: text for name, text in texts.items() if name != "name"}
    return tidy(replace(found, **others, **numbers))


def _text(tally: Tally, row: Row, name: str) -> str:
    """A cell as it is kept; 无 is kept too, for it says that there is none."""
    return written(text_of(tally.table.value(row, name)))


def _place(tally: Tally, row: Row) -> Place | None:
    text = _text(tally, row, "coordinates")
    if not text:
        pair = [_text(tally, row, name) for name in ("latitude", "longitude")]
        # Each column says which it is, whatever the number looks like.
        marks = ("纬度", "经度")
        text = "，".join(
            one if re.search(r"[NSEW经纬]", one, re.IGNORECASE) else f"{mark}:{one}"
            for one, mark in zip(pair, marks, strict=True)
            if one
        )
    if not text:
        return None
    point, system = point_in(text), system_in(_text(tally, row, "system"))
    if system is None:
        words = _("没有写明坐标系（WGS-84、GCJ-02 或 BD-09），坐标没有取用。")
        tally.warn(row.number, "system", "system_missing", words)
        return None
    return Place(point, system, ON_THE_SPOT in _text(tally, row, "system"))


def _number(tally: Tally, row: Row, name: str) -> int | None:
    text = narrow(_text(tally, row, name))
    if not text:
        return None
    found = NUMBER.fullmatch(text)
    if found is None:
        given = {"what": WORDS[name], "text": text[:40]}
        words = _("%(what)s“%(text)s”不是一个数，没有取用。", **given)
        tally.warn(row.number, name, "number_unread", words)
        return None
    times = 1000 if (found[2] or "").lower() in KILO else 1
    return round(float(found[1]) * times)


def _steps(tally: Tally, row: Row) -> str:
    """Steps of a stair are no metres: they are kept as words."""
    text = _text(tally, row, "climb_metres")
    heads = [one.header for one in tally.table.header.columns if one.field == "climb_metres"]
    if not text or not ("级" in text or any("台阶" in head and "爬" not in head for head in heads)):
        return ""
    tally.warn(row.number, "climb_metres", "steps_kept", _("台阶不是米数，原样记在备注里。"))
    return f"台阶 {text}"


def _retired(tally: Tally, row: Row) -> bool | None:
    text = _text(tally, row, "state")
    if text in ("", RETIRED, IN_USE):
        return text == RETIRED if text else None
    words = _("状态“%(text)s”没有看懂，请写“在用”或“停用”。", text=text[:20])
    tally.warn(row.number, "state", "state_unread", words)
    return None
