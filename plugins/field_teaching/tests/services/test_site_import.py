"""Sheets of sites into the library: known by name, all or nothing, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.audit import AuditEntry
from core.db import db
from core.errors import Refused
from core.tabular import Report, write_xlsx
from core.testing import STAFF, Maker, rows_of
from core.training.models import TrainingClass
from plugins.field_teaching.models import Site
from plugins.field_teaching.printing.sites import sheet
from plugins.field_teaching.queries.sites import all_sites, details_of, site_by_id
from plugins.field_teaching.rules.sites import SiteDetails
from plugins.field_teaching.services.site_import import Imported, import_sites, plan_import, seen_of
from plugins.field_teaching.services.sites import add_site, change_site, retire, version_of
from plugins.field_teaching.sheet.sites import read_sites

HEAD = ("教学点", "地址", "容量", "开放时间", "状态")


@pytest.fixture
def found(make: Maker, stand) -> TrainingClass:
    return make.training_class()


def read(*rows: Sequence[Any]) -> Report:
    return read_sites(write_xlsx("点", HEAD, rows), "点.xlsx")


def write(found: TrainingClass, report: Report, source: str = "") -> Imported:
    seen = seen_of(plan_import(report))
    return import_sites(found, report, seen=seen, by=STAFF, at=clock.now(), source=source)


def test_known_name_is_updated_and_what_is_left_empty_stays(found) -> None:
    there = add_site(
        found, SiteDetails("甲馆", address="城东", capacity=50), by=STAFF, at=clock.now()
    )
    add_site(found, SiteDetails("乙馆", capacity=60), by=STAFF, at=clock.now())
    report = read(("甲 馆", "", 80, "每天 9:00-17:00", ""), ("乙馆", "", 60, "", ""), ("丙馆",))
    assert [(row.act, row.changed) for row in plan_import(report)] == [
        ("update", ("name", "hours", "capacity")),
        ("same", ()),
        ("add", ()),
    ]
    assert write(found, report) == Imported(1, 1, 1)
    kept = details_of(site_by_id(there.id))
    assert (kept.address, kept.capacity, len(kept.hours)) == ("城东", 80, 1)


def test_file_is_written_once_however_often_it_is_sent(found) -> None:
    report = read(("甲馆",), ("乙馆",))
    assert write(found, report, "file:1") == Imported(2, 0, 0)
    assert write(found, report, "file:1") == Imported(2, 0, 0)
    assert write(found, report, "file:2") == Imported(0, 0, 2)
    assert rows_of(Site) == 2


def test_state_in_the_sheet_retires_and_takes_up(found) -> None:
    write(found, read(("甲馆", "", "", "", "停用"), ("乙馆", "", "", "", "在用"), ("丙馆",)))
    assert [one.name for one in all_sites() if one.retired_at] == ["甲馆"]
    assert write(found, read(("甲馆", "", "", "", "在用"))) == Imported(0, 1, 0)
    assert [one.name for one in all_sites() if one.retired_at] == []
    assert write(found, read(("甲馆", "", "", "", ""))) == Imported(0, 0, 1)


def test_closed_class_imports_nothing(found, make: Maker) -> None:
    closed = make.training_class(state="closed")
    with pytest.raises(Refused) as refused:
        write(closed, read(("甲馆",)))
    assert (refused.value.codes, rows_of(Site)) == (["class_frozen"], 0)


def test_library_that_went_out_comes_in_as_the_same(found) -> None:
    for name in ("甲馆", "乙馆"):
        site = add_site(
            found,
            SiteDetails(name, note="一\n二", hours_note="需预约", contact_phone="+86 311"),
            by=STAFF,
            at=clock.now(),
        )
    retire(found, site.id, by=STAFF, at=clock.now())
    report = read_sites(sheet(all_sites()), "教学点.xlsx")
    assert [row.act for row in plan_import(report)] == ["same", "same"]


def test_site_changed_after_the_plan_was_looked_at_is_not_written_over(found) -> None:
    site = add_site(found, SiteDetails("甲馆", capacity=50), by=STAFF, at=clock.now())
    report = read(("甲馆", "", 80), ("乙馆",))
    seen = seen_of(plan_import(report))
    there = SiteDetails("甲馆", capacity=60)
    change_site(found, site.id, there, seen=version_of(site), by=STAFF, at=clock.now())
    with pytest.raises(Refused) as refused:
        import_sites(found, report, seen=seen, by=STAFF, at=clock.now(), source="file:1")
    assert (refused.value.codes, rows_of(Site)) == (["sites_met"], 1)
    assert details_of(site_by_id(site.id)) == there
    assert write(found, report, "file:1") == Imported(1, 1, 0)


def test_every_site_of_a_sheet_is_in_the_journal(found) -> None:
    add_site(found, SiteDetails("甲馆"), by=STAFF, at=clock.now())
    write(found, read(("甲馆", "城东", 80), ("乙馆",)))
    rows = select(AuditEntry.act, AuditEntry.detail).order_by(AuditEntry.id)
    assert [
        (act, detail.get("name"), detail.get("fields")) for act, detail in db.session.execute(rows)
    ] == [
        ("field_teaching.site_added", "甲馆", None),
        ("field_teaching.site_changed", "甲馆", ["address", "capacity"]),
        ("field_teaching.site_added", "乙馆", None),
        ("field_teaching.site_import", None, None),
    ]
