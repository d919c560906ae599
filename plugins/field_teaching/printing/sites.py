"""The library of sites as a sheet that the import reads again without loss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.i18n import gettext as _
from core.workbooks import write_xlsx
from plugins.field_teaching.models import Site
from plugins.field_teaching.queries.sites import details_of
from plugins.field_teaching.rules.coordinates import Place
from plugins.field_teaching.rules.hours import opening_words
from plugins.field_teaching.rules.themes import themes_text
from plugins.field_teaching.sheet.sites import IN_USE, ON_THE_SPOT, RETIRED
from plugins.field_teaching.terms import CoordinateSystem

HEADERS = (
    *("教学点", "教学主题", "地址", "坐标", "坐标系", "开放时间", "闭馆日期"),
    *("联系人", "联系电话", "讲解员", "讲解员电话", "容量", "步行距离（米）", "爬升（米）"),
    *("着装", "停车", "卫生间", "就近医院", "医院电话", "备注", "状态"),
)
"""Chinese whoever exports: the import looks for these words."""
LIKE_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""A spreadsheet takes _x0041_ for a letter unless its first stroke is written as a code itself."""
SYSTEMS = {
    CoordinateSystem.WGS84: "WGS-84",
    CoordinateSystem.GCJ02: "GCJ-02",
    CoordinateSystem.BD09: "BD-09",
}


def sheet(sites: Sequence[Site]) -> bytes:
    """Every site with all that is known of it; photos and notes of visitors stay behind."""
    return write_xlsx(_("教学点"), HEADERS, [_cells(site) for site in sites])


def _cells(site: Site) -> list[Any]:
    one = details_of(site)
    cells = [
        *(one.name, themes_text(one.themes), one.address),
        *(str(one.place.given) if one.place else "", _system(one.place)),
        *(opening_words(one.hours, one.hours_note), "、".join(one.closed_on)),
        *(one.contact, one.contact_phone, one.guide, one.guide_phone),
        *(one.capacity, one.walking_metres, one.climb_metres),
        *(one.dress, one.parking, one.toilets, one.hospital, one.hospital_phone, one.note),
        RETIRED if site.retired_at else IN_USE,
    ]
    return [LIKE_A_CODE.sub("_x005F_", one) if isinstance(one, str) else one for one in cells]


def _system(place: Place | None) -> str:
    if place is None:
        return ""
    return (
        f"{SYSTEMS[place.system]}（{ON_THE_SPOT}）" if place.on_the_spot else SYSTEMS[place.system]
    )
