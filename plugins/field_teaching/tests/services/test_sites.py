"""The library of sites kept: what is refused, what is journaled, who overwrites whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.audit import AuditEntry
from core.db import db
from core.errors import NotFound, Refused
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import Site, SiteNote, StopScore
from plugins.field_teaching.queries.sites import (
    details_of,
    notes_of,
    ratings_of,
    site_by_id,
    site_lines,
    sites_for_choice,
    visits_of,
)
from plugins.field_teaching.rules.coordinates import Place, Point, in_system
from plugins.field_teaching.rules.sites import SiteDetails
from plugins.field_teaching.services import sites as services
from plugins.field_teaching.terms import CoordinateSystem
from plugins.field_teaching.tests.conftest import Road

HERE = Point(38.3456, 113.9321)
SHIFTED = in_system(HERE, CoordinateSystem.GCJ02)
FULL = SiteDetails(
    name="西柏坡纪念馆",
    address="平山县",
    place=Place(SHIFTED, CoordinateSystem.GCJ02),
    hours=({"days": [2, 3, 4, 5, 6, 7], "from": "09:00", "to": "17:00"},),
    closed_on=("2026-11-24",),
    themes=({"title": "西柏坡精神", "minutes": 90, "hours": "2"},),
    capacity=300,
)


@pytest.fixture
def found(make: Maker, stand) -> TrainingClass:
    return make.training_class()


def add(found: TrainingClass, details: SiteDetails = FULL) -> Site:
    return services.add_site(found, details, by=STAFF, at=clock.now())


def change(found: TrainingClass, site: Site, details: SiteDetails, seen: str = "") -> list[str]:
    version = seen or services.version_of(site)
    return services.change_site(found, site.id, details, seen=version, by=STAFF, at=clock.now())


def journal() -> list[tuple[str, object]]:
    db.session.rollback()
    rows = select(AuditEntry).where(AuditEntry.act.like("field_teaching.site%"))
    return [
        (one.act.removeprefix("field_teaching.site_"), one.detail.get("fields"))
        for one in db.session.execute(rows.order_by(AuditEntry.id)).scalars()
    ]


def refusal(act) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act()
    return [(one.code, one.field) for one in refused.value.problems]


def test_site_is_kept_as_it_was_said_with_both_coordinates(found) -> None:
    site = site_by_id(add(found).id)
    assert details_of(site) == FULL
    assert (site.given_latitude, site.coordinate_system) == (SHIFTED.latitude, "gcj02")
    assert (site.latitude, site.longitude) == pytest.approx((38.3456, 113.9321), abs=1e-6)
    assert journal() == [("added", None)]


def test_name_is_known_again_however_it_is_typed(found) -> None:
    site = add(found)
    for name in ("西柏坡 纪念馆", "　西柏坡纪念馆", "西柏坡纪念馆"):
        assert refusal(lambda name=name: add(found, SiteDetails(name))) == [("site_known", "name")]
    other = add(found, SiteDetails("另一处"))
    renamed = SiteDetails("西柏坡纪念馆")
    assert refusal(lambda: change(found, other, renamed)) == [("site_known", "name")]
    assert change(found, site, replace(FULL, name="西柏坡 纪念馆")) == ["name"]
    assert rows_of(Site) == 2


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"name": " — "}, ("name_missing", "name")),
        ({"name": "=1+1"}, ("name_formula", "name")),
        ({"name": "长" * 121}, ("too_long", "name")),
        ({"hours_note": "长" * 201}, ("too_long", "opening")),
        ({"note": "长" * 4001}, ("too_long", "note")),
        ({"capacity": -1}, ("number_wrong", "capacity")),
        ({"climb_metres": 9001}, ("number_wrong", "climb_metres")),
        (
            {"place": Place(Point(float("nan"), 0), CoordinateSystem.WGS84)},
            ("coordinates_impossible", "coordinates"),
        ),
    ],
)
def test_site_that_cannot_be_so_is_refused_beside_its_field(found, values, problem) -> None:
    assert refusal(lambda: add(found, replace(FULL, **values))) == [problem]
    assert (rows_of(Site), journal()) == (0, [])


def test_change_is_journaled_by_field_and_no_change_is_not(found) -> None:
    site = add(found)
    assert change(found, site, replace(FULL, capacity=200, dress="正装")) == ["capacity", "dress"]
    assert change(found, site, replace(FULL, capacity=200, dress="正装")) == []
    assert journal() == [("added", None), ("changed", ["capacity", "dress"])]


def test_who_saw_an_old_version_overwrites_nothing(found) -> None:
    site = add(found)
    seen = services.version_of(site)
    change(found, site, replace(FULL, dress="正装"))
    late = replace(FULL, capacity=1)
    assert refusal(lambda: change(found, site, late, seen)) == [("site_met", "")]
    assert details_of(site_by_id(site.id)) == replace(FULL, dress="正装")
    assert change(found, site, late) == ["capacity", "dress"]


def test_two_changes_within_one_tick_are_two_versions(found) -> None:
    site = add(found)
    versions = {services.version_of(site)}
    for number in range(3):
        change(found, site, replace(FULL, capacity=number))
        versions.add(services.version_of(site_by_id(site.id)))
    assert len(versions) == 4


def test_site_set_on_the_spot_stands_where_the_phone_stood(found) -> None:
    site = add(found)
    services.set_here(found, site.id, Point(38.30000004, 113.9), by=STAFF, at=clock.now())
    place = details_of(site_by_id(site.id)).place
    assert place == Place(Point(38.3, 113.9), CoordinateSystem.WGS84, on_the_spot=True)
    assert place.wgs84 == Point(38.3, 113.9)
    nowhere = Point(float("nan"), 113.9)
    assert refusal(
        lambda: services.set_here(found, site.id, nowhere, by=STAFF, at=clock.now())
    ) == [("coordinates_impossible", "")]
    assert journal() == [("added", None), ("placed", None)]


def test_retired_site_is_not_offered_until_it_is_taken_up(found) -> None:
    site = add(found)
    services.retire(found, site.id, by=STAFF, at=clock.now())
    services.retire(found, site.id, by=STAFF, at=clock.now())
    assert sites_for_choice() == []
    services.take_up(found, site.id, by=STAFF, at=clock.now())
    assert sites_for_choice() == [(site.id, "西柏坡纪念馆")]
    assert journal() == [("added", None), ("retired", None), ("taken_up", None)]


def test_site_that_was_used_cannot_be_deleted(found, road: Road) -> None:
    used, unused = add(found), add(found, SiteDetails("没去过"))
    services.add_note(found, unused.id, "甲", by=STAFF, at=clock.now())
    road.stop(road.outing(found), "teach", "参观", site_id=used.id)
    assert refusal(lambda: services.delete_site(found, used.id, by=STAFF, at=clock.now())) == [
        ("site_used", "")
    ]
    services.delete_site(found, unused.id, by=STAFF, at=clock.now())
    assert (rows_of(Site), rows_of(SiteNote)) == (1, 0)
    with pytest.raises(NotFound):
        site_by_id(unused.id)


def test_note_keeps_its_class_and_its_writer(found) -> None:
    site = add(found)
    services.add_note(found, site.id, " 北门修路\n走南门 ", by=STAFF, at=clock.now())
    (note,) = notes_of(site.id)
    assert (note.body, note.class_name, note.written_by) == (
        "北门修路\n走南门",
        found.name,
        STAFF.name,
    )
    for body in ("", "  ", "长" * 2001):
        assert refusal(
            lambda body=body: services.add_note(found, site.id, body, by=STAFF, at=clock.now())
        ) == [("note_length", "body")]


def test_closed_class_changes_no_site(found, make: Maker) -> None:
    site = add(found)
    closed = make.training_class(state="closed")
    acts = [
        lambda: add(closed, SiteDetails("新")),
        lambda: change(closed, site, replace(FULL, capacity=1)),
        lambda: services.set_here(closed, site.id, HERE, by=STAFF, at=clock.now()),
        lambda: services.retire(closed, site.id, by=STAFF, at=clock.now()),
        lambda: services.take_up(closed, site.id, by=STAFF, at=clock.now()),
        lambda: services.delete_site(closed, site.id, by=STAFF, at=clock.now()),
        lambda: services.add_note(closed, site.id, "甲", by=STAFF, at=clock.now()),
    ]
    assert [refusal(act) for act in acts] == [[("class_frozen", "")]] * len(acts)
    assert journal() == [("added", None)]


def score(site: Site, aspect: str, value: int, times: int, stop_id: int | None = None) -> None:
    with transaction() as session:
        session.add(
            StopScore(stop_id=stop_id, site_id=site.id, aspect=aspect, score=value, times=times)
        )


def test_ratings_are_summed_over_all_classes(found) -> None:
    site, other = add(found), add(found, SiteDetails("另一处"))
    score(site, "site", 5, 3)
    score(site, "site", 4, 1)
    score(site, "guide", 1, 4)
    ratings = ratings_of(site.id, ("site", "guide", "organisation"))
    assert [(one.votes, one.average) for one in ratings] == [(4, 4.75), (4, 1.0), (0, None)]
    lines = {line.site.id: line for line in site_lines(MONDAY.date())}
    assert (lines[site.id].rating.votes, lines[site.id].rating.average) == (8, 2.875)
    assert (lines[other.id].rating.votes, lines[other.id].rating.average) == (0, None)


def test_visits_are_days_on_which_the_plan_that_held_led_there(found, road: Road) -> None:
    site = add(found)
    today = MONDAY.date()
    went = road.outing(found)
    road.stop(went, "teach", "上午", site_id=site.id)
    road.stop(went, "teach", "下午", site_id=site.id)
    road.stop(road.outing(found), "teach", "雨天才去", site_id=site.id, variant="rain")
    road.stop(road.outing(found, published_at=None), "teach", "草稿", site_id=site.id)
    road.stop(
        road.outing(found, held_on=today + timedelta(days=1)), "teach", "明天", site_id=site.id
    )
    road.stop(road.outing(found), "teach", "取消", site_id=site.id, cancelled_at=MONDAY)
    assert [(one.class_name, one.held_on) for one in visits_of(site.id, today)] == [
        (found.name, today)
    ]
    assert [line.visits for line in site_lines(today)] == [1]
