"""乘车: who gets which seat, and what a person may change."""

from __future__ import annotations

import pytest

from core.errors import NotFound, Refused
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import Companion, Ride, Vehicle
from plugins.field_teaching.queries.vehicles import riders_of, seat_plan
from plugins.field_teaching.services.companions import (
    CompanionDetails,
    remove_companion,
    save_companion,
)
from plugins.field_teaching.services.vehicles import (
    VehicleDetails,
    move_rider,
    move_up,
    remove_vehicle,
    save_vehicle,
    seat_by_group,
)
from plugins.field_teaching.terms import CompanionKind, VehicleKind
from plugins.field_teaching.tests.conftest import Road


def seats(cls: TrainingClass) -> dict[str, tuple[str, int | None]]:
    plan = seat_plan(cls.id)
    return {
        one.name: (vehicle.name, one.seat)
        for vehicle in plan.vehicles
        for one in plan.riders[vehicle.id]
    }


def test_seats_are_given_group_by_group_and_again_without_doubling(road: Road, make: Maker) -> None:
    cls = make.training_class()
    first, second = make.group(cls), make.group(cls)
    for name, group in (("甲", second), ("乙", first), ("丙", second)):
        make.trainee(cls, name, group_id=group.id)
    road.vehicle(cls, seats=2), road.vehicle(cls, "二号车", seats=3, ordering=1)
    road.companion(cls, "王大夫", "doctor"), road.companion(cls, "赵师傅", "driver")
    for _again in range(2):
        given = seat_by_group(cls, by=STAFF, at=MONDAY)
        assert (given.seated, given.split, given.left_over) == (5, (), ())
    assert seats(cls) == {
        "王大夫": ("一号车", 1), "乙": ("一号车", 2), "赵师傅": ("一号车", None),
        "甲": ("二号车", 1), "丙": ("二号车", 2),
    }  # fmt: skip
    assert rows_of(Ride) == 5


def test_who_does_not_fit_is_named_and_the_divided_group_too(road: Road, make: Maker) -> None:
    cls = make.training_class()
    group = make.group(cls, "第一组")
    for name in "甲乙丙丁":
        make.trainee(cls, name, group_id=group.id)
    road.vehicle(cls, seats=2), road.vehicle(cls, "二号车", seats=1)
    given = seat_by_group(cls, by=STAFF, at=MONDAY)
    assert (given.seated, given.split, given.left_over) == (3, ("第一组",), ("丁",))


def test_walkers_go_on_walking(road: Road, make: Maker) -> None:
    cls = make.training_class()
    walk = road.vehicle(cls, "步行队", kind="walk", seats=None)
    road.vehicle(cls)
    road.ride(walk, make.trainee(cls, "走路"))
    make.trainee(cls, "坐车")
    seat_by_group(cls, by=STAFF, at=MONDAY)
    assert seats(cls) == {"走路": ("步行队", None), "坐车": ("一号车", 1)}


def test_late_comer_is_unplaced_and_who_left_is_gone(road: Road, make: Maker) -> None:
    cls = make.training_class()
    road.vehicle(cls)
    first = make.trainee(cls, "甲")
    seat_by_group(cls, by=STAFF, at=MONDAY)
    make.trainee(cls, "乙")
    with transaction():
        first.state = "withdrawn"
    plan = seat_plan(cls.id)
    assert (seats(cls), [one.name for one in plan.unplaced]) == ({}, ["乙"])


def test_move_for_one_outing_leaves_the_week_as_it_is(road: Road, make: Maker) -> None:
    cls = make.training_class()
    first, second = road.vehicle(cls), road.vehicle(cls, "二号车")
    outing, other = road.outing(cls), road.outing(cls)
    zhang = make.trainee(cls, "张伟")
    road.ride(first, zhang, seat=7)
    road.ride(second, make.trainee(cls, "李娜"), seat=1)
    key = f"e:{zhang.id}"
    assert move_rider(second, key, outing, training_class=cls, by=STAFF, at=MONDAY) == 2
    assert {one.name: one.vehicle_id for one in riders_of(outing)}["张伟"] == second.id
    assert {one.name: one.vehicle_id for one in riders_of(other)}["张伟"] == first.id
    move_rider(None, key, outing, training_class=cls, by=STAFF, at=MONDAY)
    assert {one.name: one.seat for one in riders_of(outing)}["张伟"] == 7


def test_taken_seat_full_bus_and_strangers_are_refused(road: Road, make: Maker) -> None:
    cls = make.training_class()
    bus = road.vehicle(cls, seats=1)
    road.ride(bus, make.trainee(cls, "李娜"), seat=1)
    zhang = make.trainee(cls, "张伟")
    for number, code in ((1, "seat_taken"), (2, "seat_unknown"), (None, "full")):
        with pytest.raises(Refused) as refused:
            move_rider(bus, f"e:{zhang.id}", None, number, training_class=cls, by=STAFF, at=MONDAY)
        assert refused.value.codes == [code]
    stranger = make.trainee(make.training_class())
    with pytest.raises(NotFound):
        move_rider(bus, f"e:{stranger.id}", training_class=cls, by=STAFF, at=MONDAY)
    assert rows_of(Ride) == 1


def test_vehicle_is_refused_with_every_reason(road: Road, make: Maker) -> None:
    cls = make.training_class()
    bus = road.vehicle(cls)
    road.ride(bus, make.trainee(cls), seat=40)
    stranger = make.trainee(make.training_class())
    details = VehicleDetails("一号车", seats=0, leader_enrolment_id=stranger.id)
    with pytest.raises(Refused) as refused:
        save_vehicle(cls, details, by=STAFF, at=MONDAY)
    assert refused.value.codes == ["name_taken", "seats", "leader"]
    with pytest.raises(Refused) as smaller:
        save_vehicle(cls, VehicleDetails("一号车", seats=39), bus, by=STAFF, at=MONDAY)
    assert smaller.value.codes == ["seat_held"]
    made = save_vehicle(cls, VehicleDetails("步行队", VehicleKind.WALK), by=STAFF, at=MONDAY)
    assert (made.ordering, len(made.token) > 10) == (1, True)
    move_up(made, by=STAFF, at=MONDAY)
    assert [one.name for one in seat_plan(cls.id).vehicles] == ["步行队", "一号车"]


def test_vehicle_that_goes_leaves_its_riders_unplaced(road: Road, make: Maker) -> None:
    cls = make.training_class()
    bus = road.vehicle(cls)
    road.ride(bus, make.trainee(cls, "甲"), seat=1)
    remove_vehicle(bus, by=STAFF, at=MONDAY)
    assert ([one.name for one in seat_plan(cls.id).unplaced], rows_of(Vehicle)) == (["甲"], 0)


def test_companion_comes_and_goes_and_needs_a_name(road: Road, make: Maker) -> None:
    cls = make.training_class()
    with pytest.raises(Refused):
        save_companion(cls, CompanionDetails(" ", CompanionKind.GUEST), by=STAFF, at=MONDAY)
    made = save_companion(
        cls, CompanionDetails("王大夫", CompanionKind.DOCTOR), by=STAFF, at=MONDAY
    )
    road.ride(road.vehicle(cls), made, seat=1)
    remove_companion(made, by=STAFF, at=MONDAY)
    assert (rows_of(Companion), rows_of(Ride)) == (0, 0)


def test_closed_class_changes_no_seat(road: Road, make: Maker) -> None:
    cls = make.training_class(state="closed")
    road.vehicle(cls)
    with pytest.raises(Refused):
        seat_by_group(cls, by=STAFF, at=MONDAY)
    with pytest.raises(Refused):
        save_vehicle(cls, VehicleDetails("二号车", seats=4), by=STAFF, at=MONDAY)
