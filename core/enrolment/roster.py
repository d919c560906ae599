"""Reads the list of trainees that units send: who, of which unit and position, by which phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.enrolment.roster_rows import (
    gender_of,
    is_masked,
    name_of,
    phone_of,
    split_unit_and_position,
    why_no_trainee,
)
from core.i18n import lazy_gettext as _
from core.people.id_numbers import id_number_problem, sex_of
from core.spreadsheets import Row
from core.tabular import Field, Item, Report, Table, Tally, is_formula, read
from core.written_times import month_in

OTHERS = (
    *("联系人", "紧急", "领队", "负责人", "介绍人", "家属"),
    *("主办", "派出", "培训", "授课", "推荐"),
)
NAME_WORDS = ("姓名", "学员姓名", "人员姓名", "名字", "学生姓名", "参训人员", "学员", "name")
UNIT_WORDS = (
    *("单位", "工作单位", "所在单位", "单位名称", "单位全称", "现工作单位", "选派单位"),
    *("报送单位", "所属单位", "工会名称", "部门", "所在部门", "workUnitName", "unit"),
)
POSITION_WORDS = (
    *("职务", "现任职务", "职务职级", "职务/职级", "职务全称", "现任职务职级", "现职务"),
    *("行政职务", "职位", "岗位", "职务或岗位", "职级", "职称", "postName", "position"),
)
COMBINED_WORDS = (
    *("单位及职务", "单位职务", "单位和职务", "单位、职务", "单位及职务职级", "单位/职务"),
    *("时任单位及职务", "工作单位及职务", "现任单位及职务", "工作单位及现任职务"),
)
PHONE_WORDS = (
    *("手机号码", "手机号", "手机", "移动电话", "联系手机", "联系电话", "联系方式"),
    *("电话号码", "电话", "mobile", "phone"),
)
ID_WORDS = ("身份证号码", "身份证号", "公民身份号码", "身份证", "证件号码", "证件号", "idCard")

FIELDS = (
    Field("name", NAME_WORDS, needed=True, never=OTHERS),
    Field("gender", ("性别", "gender", "sex")),
    Field("unit_position", COMBINED_WORDS, never=OTHERS),
    Field("unit", UNIT_WORDS, never=(*OTHERS, "职务")),
    Field("position", POSITION_WORDS, never=(*OTHERS, "单位", "属性")),
    Field("phone", PHONE_WORDS, never=(*OTHERS, "办公", "座机", "单位", "固定", "家庭")),
    Field("group", ("组", "组别", "小组", "分组", "group")),
    Field("number", ("学号", "学员编号", "学员号")),
    Field("id_number", ID_WORDS, never=OTHERS),
    Field("ethnicity", ("民族",)),
    Field("birth_month", ("出生年月", "出生日期", "出生年月日", "birthday")),
    Field("from_month", ("起始时间", "培训开始时间", "任现职时间")),
    Field("to_month", ("结束时间", "培训结束时间")),
    Field("note", ("备注", "说明", "note", "remark")),
    Field("serial", ("序号", "编号", "No.")),
)
EXTRA = ("group", "number", "ethnicity", "note", "serial")
MONTHS = ("birth_month", "from_month", "to_month")
MAX_NAME, MAX_TEXT = 50, 200


def read_roster(content: bytes, filename: str, mapping: Mapping[str, int] | None = None) -> Report:
    """The trainees of an organiser's .xlsx, .xls, .ods or .csv, everything doubtful said by row.

    Items carry name, gender (男, 女 or ''), unit, position, phone (11 digits or ''); further
    columns (group, number, id_number, ethnicity, months, note) are in `extra`. A trainee whose
    phone cannot be used is taken without it. `mapping` names columns by hand, from 0.
    Raises `Refused` for bad files.
    """
    table = read(content, filename, FIELDS, mapping)
    tally = Tally(table)
    _say_missing_columns(tally)
    seen = Seen()
    for row in table.rows():
        reason = why_no_trainee(table, row, FIELDS)
        if reason:
            tally.skip(row.number, *reason)
            continue
        tally.warn_if_hidden(row)
        _read_trainee(tally, row, seen)
    return tally.report()


def _say_missing_columns(tally: Tally) -> None:
    known = tally.table.header.indexes
    row = tally.table.header.last_row
    if "phone" not in known:
        tally.warn(row, "phone", "column_missing", _("没有手机号一列，学员将无法用手机绑定。"))
    if "unit" not in known and "unit_position" not in known:
        tally.warn(row, "unit", "column_missing", _("没有单位一列。"))


class Seen:
    """Who was already read, to find the same person twice; a name alone is no key."""

    def __init__(self) -> None:
        self.phones: dict[str, int] = {}
        self.ids: dict[str, int] = {}
        self.people: dict[tuple[str, str], tuple[int, str]] = {}
        self.names: dict[str, int] = {}

    def earlier(self, item: Item) -> tuple[str, int] | None:
        """The field by which a row repeats an earlier one, and that row's number."""
        if item["phone"] in self.phones:
            return "phone", self.phones[item["phone"]]
        id_number = item.extra["id_number"]
        if id_number in self.ids:
            return "id_number", self.ids[id_number]
        row, phone = self.people.get((item["unit"], item["name"]), (0, ""))
        if row and not (phone and item["phone"]) and not id_number:
            return "name", row
        return None

    def remember(self, item: Item) -> None:
        """Keeps a row that was taken."""
        if item["phone"]:
            self.phones[item["phone"]] = item.row
        if item.extra["id_number"]:
            self.ids[item.extra["id_number"]] = item.row
        self.people.setdefault((item["unit"], item["name"]), (item.row, item["phone"]))
        self.names.setdefault(item["name"], item.row)


def _read_trainee(tally: Tally, row: Row, seen: Seen) -> None:
    table, number = tally.table, row.number
    refused = _why_refused(table, row)
    if refused:
        tally.refuse(number, *refused)
        return
    unit, position = _unit_and_position(tally, row)
    values = {
        "name": name_of(table.text(row, "name")),
        "gender": _gender(tally, row),
        "unit": unit,
        "position": position,
        "phone": _phone(tally, row),
    }
    item = Item(number, values, _extra(tally, row, values["gender"]))
    repeated = seen.earlier(item)
    if repeated:
        name, first = repeated
        tally.refuse(number, name, "duplicate", _("与第 %(row)d 行重复，没有取用。", row=first))
        return
    _look_at_name(tally, item, seen)
    seen.remember(item)
    tally.take(item)


def _why_refused(table: Table, row: Row) -> tuple[str, str, Any] | None:
    name = name_of(table.text(row, "name"))
    if not name:
        return "name", "name_missing", _("没有姓名。")
    for field in ("name", "unit", "position", "unit_position", "group"):
        text = table.text(row, field)
        if is_formula(text):
            return field, "formula", _("以“%(sign)s”开头，像是公式，没有取用。", sign=text[0])
        if len(text) > MAX_TEXT:
            return field, "too_long", _("内容过长（%(n)d 字）。", n=len(text))
    if len(name) > MAX_NAME:
        return "name", "too_long", _("姓名过长（%(n)d 字）。", n=len(name))
    if not any(c.isalpha() or c == "*" for c in name):
        return "name", "name_unusable", _("“%(name)s”不像姓名。", name=name)
    return None


def _look_at_name(tally: Tally, item: Item, seen: Seen) -> None:
    name, row = item["name"], item.row
    if is_masked(name):
        tally.warn(row, "name", "name_masked", _("姓名“%(name)s”不全，请补上全名。", name=name))
    elif name in seen.names:
        first = seen.names[name]
        message = _("与第 %(row)d 行同名，按两个人取用，请核对。", row=first)
        tally.warn(row, "name", "same_name", message)
    if any(c in "?？□\ufffd" or "\ue000" <= c <= "\uf8ff" for c in name):
        message = _("姓名中有认不出的字，请改用标准字。")
        tally.warn(row, "name", "name_unreadable", message)


def _unit_and_position(tally: Tally, row: Row) -> tuple[str, str]:
    table = tally.table
    unit, position = table.text(row, "unit"), table.text(row, "position")
    combined = table.text(row, "unit_position")
    if combined and not unit:
        unit, split = split_unit_and_position(combined)
        position = position or split
        if unit:
            message = _("单位职务合写，已分为“%(unit)s”和“%(rest)s”。", unit=unit, rest=split)
            tally.warn(row.number, "unit", "unit_split", message)
        else:
            message = _("单位职务合写，分不开，全部记为职务，请补单位。")
            tally.warn(row.number, "unit", "unit_not_split", message)
    elif not unit and {"unit", "unit_position"} & set(table.header.indexes):
        tally.warn(row.number, "unit", "unit_missing", _("没有单位。"))
    return unit, position


def _gender(tally: Tally, row: Row) -> str:
    text = tally.table.text(row, "gender")
    gender = gender_of(text)
    if gender is None:
        message = _("性别“%(text)s”认不出，记为未说明。", text=text[:20])
        tally.warn(row.number, "gender", "gender_unknown", message)
    return gender or ""


def _phone(tally: Tally, row: Row) -> str:
    text = tally.table.text(row, "phone")
    phones = phone_of(text)
    if text and not phones:
        message = _("手机号“%(text)s”不能用，学员将没有手机号。", text=text[:30])
        tally.warn(row.number, "phone", "phone_unusable", message)
    elif not text and "phone" in tally.table.header.indexes:
        tally.warn(row.number, "phone", "phone_missing", _("没有手机号。"))
    elif len(phones) > 1:
        message = _("写了几个手机号，取用第一个 %(phone)s。", phone=phones[0])
        tally.warn(row.number, "phone", "phone_several", message)
    return phones[0] if phones else ""


def _extra(tally: Tally, row: Row, gender: str) -> dict[str, Any]:
    extra: dict[str, Any] = {name: tally.table.text(row, name) for name in EXTRA}
    extra["id_number"] = _id_number(tally, row, gender)
    for name in MONTHS:
        extra[name] = _month(tally, row, name)
    return extra


def _id_number(tally: Tally, row: Row, gender: str) -> str:
    text = tally.table.text(row, "id_number").upper().replace(" ", "")
    if not text:
        return ""
    if id_number_problem(text):
        message = _("身份证号不对（位数、地区、日期或校验位），没有取用。")
        tally.warn(row.number, "id_number", "id_number_unusable", message)
        return ""
    if gender and sex_of(text) != gender:
        message = _("性别与身份证号不符，请核对。")
        tally.warn(row.number, "gender", "gender_contradicts", message)
    return text


def _month(tally: Tally, row: Row, name: str) -> str:
    value = tally.table.value(row, name)
    if not tally.table.text(row, name):
        return ""
    found = month_in(value)
    if found is None:
        message = _("日期“%(text)s”认不出。", text=tally.table.text(row, name)[:20])
        tally.warn(row.number, name, "month_unknown", message)
        return ""
    month, in_doubt = found
    if in_doubt:
        message = _("“%(text)s”可能是 1 月，也可能是 10 月，按 1 月取用。", text=str(value))
        tally.warn(row.number, name, "month_in_doubt", message)
    return month
