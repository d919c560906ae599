"""The stops of a way, as an organiser works on them."""

from __future__ import annotations

import pytest

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.testing import MONDAY, STAFF, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import CountEntry, Placing, Stop
from plugins.field_teaching.services.plans import make_rain_plan, own_order
from plugins.field_teaching.services.stops import (
    add_stop,
    change_stop,
    move_stop,
    place_stop,
    remove_stop,
    restore_stop,
    shift_stops,
)
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.tests.services.ways import at, details, five_stops, said


@pytest.fixture
def day(road, make, stand):
    outing = road.outing(make.training_class())
    return outing, five_stops(road, outing)


def count(outing, stop, vehicle) -> None:
    with transaction() as session:
        session.add(
            CountEntry(
                act_id="a",
                class_id=outing.class_id,
                outing_id=outing.id,
                stop_id=stop.id,
                vehicle_id=vehicle.id,
                rider="e:1",
                said="here",
                way="tap",
                happened_at=MONDAY,
                arrived_at=MONDAY,
                by="staff:1",
                by_name="李",
            )
        )


def test_moved_stop_takes_its_place_and_times_run_on(day):
    outing, stops = day
    assert move_stop(Spot(outing), stops[3], 2, by=STAFF, at=clock.now()) == 2
    assert said(outing) == ["07:30 集合", "08:00 发车", "09:00 午餐", "12:00 参观", "14:00 返回"]
    assert move_stop(Spot(outing), stops[3], 99, by=STAFF, at=clock.now()) == 4


def test_moved_alone_every_time_stays(day):
    outing, stops = day
    move_stop(Spot(outing), stops[3], 2, by=STAFF, at=clock.now(), alone=True)
    assert said(outing) == ["07:30 集合", "08:00 发车", "12:00 午餐", "09:00 参观", "14:00 返回"]


def test_changed_length_shifts_what_follows(day):
    outing, stops = day
    longer = details("参观", at(9), minutes=60)
    change_stop(Spot(outing), stops[2], longer, by=STAFF, at=clock.now())
    assert said(outing)[2:] == ["09:00 参观", "12:30 午餐", "14:30 返回"]
    change_stop(
        Spot(outing), stops[2], details("参观", at(9)), by=STAFF, at=clock.now(), alone=True
    )
    assert said(outing)[2:] == ["09:00 参观", "12:30 午餐", "14:30 返回"]


def test_time_in_words_is_kept_and_never_becomes_a_time(day):
    outing, stops = day
    words = details("午餐", None, kind="meal", time_text="参观后")
    change_stop(Spot(outing), stops[3], words, by=STAFF, at=clock.now())
    shift_stops(Spot(outing), stops[2], 30, by=STAFF, at=clock.now())
    move_stop(Spot(outing), stops[3], 2, by=STAFF, at=clock.now())
    assert said(outing)[2:] == ["参观后 午餐", "09:30 参观", "14:30 返回"]


def test_shifted_earlier_and_refused_beyond_sense(day):
    outing, stops = day
    shift_stops(Spot(outing), stops[3], -15, by=STAFF, at=clock.now())
    assert said(outing)[2:] == ["09:00 参观", "11:45 午餐", "13:45 返回"]
    with pytest.raises(Refused):
        shift_stops(Spot(outing), stops[3], 0, by=STAFF, at=clock.now())


def test_added_stop_stands_by_its_time_in_every_order(day, road):
    outing, _stops = day
    bus = road.vehicle(outing_class(outing))
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    add_stop(Spot(outing), details("宣誓", at(10)), by=STAFF, at=clock.now(), push=True)
    assert said(outing)[2:] == ["09:00 参观", "10:00 宣誓", "12:30 午餐", "14:30 返回"]
    assert said(outing, owner=bus.id) == said(outing)


def outing_class(outing):
    return db.session.get_one(TrainingClass, outing.class_id)


def test_own_order_of_a_bus_leaves_that_of_all(day, road):
    outing, stops = day
    bus = road.vehicle(outing_class(outing))
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    move_stop(Spot(outing, "main", bus.id), stops[3], 2, by=STAFF, at=clock.now())
    assert said(outing, owner=bus.id)[2:4] == ["09:00 午餐", "12:00 参观"]
    assert said(outing)[2:4] == ["09:00 参观", "12:00 午餐"]


def test_removed_stop_is_gone_but_one_that_was_counted_is_called_off(day, road):
    outing, stops = day
    bus = road.vehicle(outing_class(outing))
    count(outing, stops[1], bus)
    assert remove_stop(Spot(outing), stops[2], by=STAFF, at=clock.now()) is False
    assert remove_stop(Spot(outing), stops[1], by=STAFF, at=clock.now()) is True
    assert said(outing) == ["07:30 集合", "12:00 午餐", "14:00 返回"]
    assert (rows_of(Stop), rows_of(CountEntry)) == (4, 1)
    restore_stop(stops[1], outing, by=STAFF, at=clock.now())
    assert said(outing)[:2] == ["07:30 集合", "08:00 发车"]


def test_stop_taken_out_of_one_plan_stays_in_the_other_and_comes_back(day):
    outing, stops = day
    make_rain_plan(outing, by=STAFF, at=clock.now())
    remove_stop(Spot(outing, "rain"), stops[2], by=STAFF, at=clock.now())
    assert "09:00 参观" in said(outing)
    assert "09:00 参观" not in said(outing, "rain")
    place_stop(Spot(outing, "rain"), stops[2], by=STAFF, at=clock.now())
    assert said(outing, "rain") == said(outing)


def test_last_stop_of_an_own_order_cannot_go(day, road):
    outing, stops = day
    bus = road.vehicle(outing_class(outing))
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    for stop in stops[1:]:
        remove_stop(Spot(outing, "main", bus.id), stop, by=STAFF, at=clock.now())
    with pytest.raises(Refused) as refused:
        remove_stop(Spot(outing, "main", bus.id), stops[0], by=STAFF, at=clock.now())
    assert refused.value.codes == ["last_stop"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"kind": "fly"}, "kind_unknown"),
        ({"transport": "rocket"}, "transport_unknown"),
        ({"minutes": -1}, "minutes_wrong"),
        ({"site_id": 999}, "site_unknown"),
        ({"lesson_id": 999}, "lesson_unknown"),
        ({"starts": at(72)}, "not_that_day"),
        ({"place": "远" * 201}, "place_long"),
    ],
)
def test_wrong_stop_is_refused_and_nothing_written(day, wrong, code):
    outing, _stops = day
    typed = details(**{"kind": "teach", "title": "参观", **wrong})
    with pytest.raises(Refused) as refused:
        add_stop(Spot(outing), typed, by=STAFF, at=clock.now())
    assert refused.value.codes == [code]
    assert rows_of(Placing) == 5


def test_stop_that_somebody_removed_meanwhile_is_not_found(day):
    outing, stops = day
    remove_stop(Spot(outing), stops[2], by=STAFF, at=clock.now())
    with pytest.raises(NotFound):
        move_stop(Spot(outing), stops[2], 0, by=STAFF, at=clock.now())


def test_closed_class_changes_nothing(day):
    outing, stops = day
    with transaction():
        outing_class(outing).state = "closed"
    with pytest.raises(Refused) as refused:
        shift_stops(Spot(outing), stops[0], 5, by=STAFF, at=clock.now())
    assert refused.value.codes == ["class_frozen"]
