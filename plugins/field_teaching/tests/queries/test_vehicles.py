"""Who rides where."""

from __future__ import annotations

from core.testing import Maker, counted_queries
from plugins.field_teaching.queries.vehicles import ride_of, riders_of
from plugins.field_teaching.tests.conftest import Road


def test_ride_of_the_day_stands_before_that_of_the_week(road: Road, make: Maker) -> None:
    found = make.training_class()
    first, second = road.vehicle(found), road.vehicle(found, "二号车")
    outing, other = road.outing(found), road.outing(found)
    zhang = make.trainee(found, "张伟")
    road.ride(first, zhang)
    road.ride(second, zhang, outing=outing)
    assert [(one.name, one.vehicle_id) for one in riders_of(outing)] == [("张伟", second.id)]
    assert [(one.name, one.vehicle_id) for one in riders_of(other)] == [("张伟", first.id)]
    here = ride_of(zhang.id, outing)
    assert here is not None
    assert here.vehicle_id == second.id


def test_riders_are_found_by_two_statements_however_many(road: Road, make: Maker) -> None:
    found = make.training_class()
    bus, outing = road.vehicle(found), road.outing(found)
    for number in range(12):
        road.ride(bus, make.trainee(found), seat=number + 1)
    road.ride(bus, road.companion(found, "王大夫", "doctor"))
    assert outing.title  # read anew after the last act
    with counted_queries() as seen:
        riders = riders_of(outing)
    assert (len(riders), len(seen)) == (13, 2)
    assert riders[-1].name == "王大夫"
