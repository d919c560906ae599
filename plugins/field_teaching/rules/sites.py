"""What is known of a site, in the one shape in which forms, sheets and services hand it on."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.tabular import is_formula, plain, text_of
from plugins.field_teaching.rules.coordinates import Place, is_possible

LENGTHS = {
    **dict.fromkeys(("address", "hours_note", "dress", "parking", "toilets"), 200),
    **dict.fromkeys(("name", "hospital"), 120),
    **dict.fromkeys(("contact", "guide"), 80),
    **dict.fromkeys(("contact_phone", "guide_phone", "hospital_phone"), 40),
    "note": 4000,
}
BESIDE = {"hours_note": "opening"}
"""The form's field beside which a problem of another name is said."""
MOST = {"capacity": 100_000, "walking_metres": 100_000, "climb_metres": 9_000}
DASHES = frozenset("-—－–/\\") | {"--", "——"}
WORDS: Mapping[str, Any] = {
    "name": _("名称"),
    "address": _("地址"),
    "place": _("坐标"),
    "hours": _("开放时间"),
    "hours_note": _("开放时间说明"),
    "closed_on": _("闭馆日期"),
    "contact": _("联系人"),
    "contact_phone": _("联系电话"),
    "guide": _("讲解员"),
    "guide_phone": _("讲解员电话"),
    "capacity": _("容量"),
    "walking_metres": _("步行距离"),
    "climb_metres": _("爬升"),
    "dress": _("着装"),
    "themes": _("教学主题"),
    "parking": _("停车"),
    "toilets": _("卫生间"),
    "hospital": _("就近医院"),
    "hospital_phone": _("医院电话"),
    "note": _("备注"),
    "state": _("状态"),
}


@dataclass(frozen=True)
class SiteDetails:
    """What somebody says of a site; hours, closed days and themes as `models.Site` keeps them."""

    name: str
    address: str = ""
    place: Place | None = None
    hours: tuple[Mapping[str, Any], ...] = ()
    hours_note: str = ""
    closed_on: tuple[str, ...] = ()
    contact: str = ""
    contact_phone: str = ""
    guide: str = ""
    guide_phone: str = ""
    capacity: int | None = None
    walking_metres: int | None = None
    climb_metres: int | None = None
    dress: str = ""
    themes: tuple[Mapping[str, Any], ...] = ()
    parking: str = ""
    toilets: str = ""
    hospital: str = ""
    hospital_phone: str = ""
    note: str = ""


NAMES = tuple(one.name for one in fields(SiteDetails))


def written(text: str) -> str:
    """A text as it is kept: a lone dash is nothing, and what a sheet cannot carry is left out."""
    lines = (" ".join(text_of(_carried(line)).split()) for line in text.splitlines())
    kept = "\n".join(lines).strip()
    return "" if kept in DASHES else kept


def _carried(text: str) -> str:
    kept = (c for c in text if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).replace("\ufffe", "").replace("\uffff", "")


def tidy(details: SiteDetails) -> SiteDetails:
    """The same with every text as it is kept; only the note has lines."""
    texts: dict[str, Any] = {name: written(getattr(details, name)) for name in LENGTHS}
    lines: dict[str, Any] = {
        name: " ".join(text.split()) for name, text in texts.items() if name != "note"
    }
    return replace(details, **{**texts, **lines})


def site_problems(details: SiteDetails) -> list[Problem]:
    """Why a site cannot be kept like this, field by field."""
    problems = [
        Problem(
            "too_long",
            _("%(what)s不能超过 %(most)d 字。", what=WORDS[name], most=most),
            BESIDE.get(name, name),
        )
        for name, most in LENGTHS.items()
        if len(getattr(details, name)) > most
    ]
    problems += [
        Problem(
            "number_wrong", _("%(what)s请填 0 到 %(most)d。", what=WORDS[name], most=most), name
        )
        for name, most in MOST.items()
        if not 0 <= (getattr(details, name) or 0) <= most
    ]
    if not details.name:
        problems.append(Problem("name_missing", _("请填写教学点的名称。"), "name"))
    elif is_formula(details.name):
        problems.append(Problem("name_formula", _("名称不能以 = + - @ 开头。"), "name"))
    if details.place is not None and not is_possible(details.place.given):
        words = _("地图上没有这样的位置，请核对坐标。")
        problems.append(Problem("coordinates_impossible", words, "coordinates"))
    return problems


def key_of(name: str) -> str:
    """By what a site is known again: its name, however its width and spaces were typed."""
    return plain(name).casefold()


def changed_names(before: SiteDetails, after: SiteDetails) -> list[str]:
    """Which fields differ."""
    return [name for name in NAMES if getattr(before, name) != getattr(after, name)]


def over(there: SiteDetails, read: SiteDetails) -> SiteDetails:
    """What a sheet leaves empty stays as it was; hours and the words beside them come together."""
    given = {name: value for name in NAMES if (value := getattr(read, name)) not in (None, "", ())}
    if "hours" in given or "hours_note" in given:
        given |= {"hours": read.hours, "hours_note": read.hours_note}
    return replace(there, **given)
