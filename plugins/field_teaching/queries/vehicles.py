"""Vehicles and who rides on them as pages ask for them; each function asks a fixed number of times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import SHOULD_ATTEND
from core.errors import NotFound
from plugins.field_teaching.models import WEEK, Companion, Outing, Ride, Vehicle

DUE = tuple(sorted(SHOULD_ATTEND))


@dataclass(frozen=True)
class Rider:
    """Somebody with a place on a vehicle; `key` is `e:<enrolment id>` or `c:<companion id>`.

    `kind` is "trainee" or the companion's; `number` is the 学号, 0 for companions. `moved` says that the
    place holds for one outing only. `vehicle_id` is 0 where there is no place yet.
    """

    key: str
    name: str
    kind: str
    vehicle_id: int
    seat: int | None = None
    phone: str = ""
    group: str = ""
    group_id: int | None = None
    unit: str = ""
    number: int = 0
    note: str = ""
    moved: bool = False
    token: str = field(default="", repr=False)


def vehicles_of(class_id: int) -> list[Vehicle]:
    """The vehicles of a class in order."""
    rows = select(Vehicle).where(Vehicle.class_id == class_id)
    return list(db.session.execute(rows.order_by(Vehicle.ordering, Vehicle.id)).scalars())


def vehicle_by_id(class_id: int, vehicle_id: int) -> Vehicle:
    """A vehicle of this very class; NotFound for any other."""
    found = db.session.get(Vehicle, vehicle_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def companions_of(class_id: int) -> list[Companion]:
    """Who travels along with a class, in the order in which they were added."""
    rows = select(Companion).where(Companion.class_id == class_id).order_by(Companion.id)
    return list(db.session.execute(rows).scalars())


def riders_of(outing: Outing) -> list[Rider]:
    """Everyone with a place on a vehicle of this outing, by seat and number; two statements.

    A ride for this outing stands before the ride of the week. Who has left the class is not there.
    """
    return riders_in(outing.class_id, scope_of(outing))


def riders_in(class_id: int, scope: str = WEEK) -> list[Rider]:
    """The same for a scope: all week, or one outing's; two statements."""
    trainees = _rides(class_id, scope, select(Ride, Enrolment).join(Enrolment).where(_due()))
    along = _rides(class_id, scope, select(Ride, Companion).join(Companion))
    found = [_trainee(ride, one) for ride, one in trainees]
    found += [_companion(ride, one) for ride, one in along]
    return sorted(found, key=lambda one: (one.seat or 999, one.kind != "trainee", one.number))


def ride_of(enrolment_id: int, outing: Outing | None) -> Ride | None:
    """Where a trainee sits on this outing, or all week where None is given; one statement."""
    scopes = (WEEK, scope_of(outing)) if outing else (WEEK,)
    rows = select(Ride).where(Ride.enrolment_id == enrolment_id, Ride.scope.in_(scopes))
    found = {ride.scope: ride for ride in db.session.execute(rows).scalars()}
    return (found.get(scope_of(outing)) if outing else None) or found.get(WEEK)


def scope_of(outing: Outing) -> str:
    """How a ride names the one outing it holds for."""
    return f"outing:{outing.id}"


def _due() -> Any:
    return Enrolment.state.in_(DUE)


def _rides(class_id: int, scope: str, rows: Any) -> list[tuple[Ride, Any]]:
    either = or_(Ride.scope == WEEK, Ride.scope == scope)
    found = db.session.execute(rows.where(Ride.class_id == class_id, either)).unique().all()
    return _nearest(found)


def _nearest(rows: Iterable[Any]) -> list[tuple[Ride, Any]]:
    """Of two rides of one rider, the one for the outing."""
    found: dict[int, tuple[Ride, Any]] = {}
    for ride, one in rows:
        if one.id not in found or ride.scope != WEEK:
            found[one.id] = (ride, one)
    return list(found.values())


def _trainee(ride: Ride, one: Enrolment) -> Rider:
    return Rider(
        key=f"e:{one.id}",
        name=one.name,
        kind="trainee",
        vehicle_id=ride.vehicle_id,
        seat=ride.seat,
        phone=one.person.phone or "",
        group=one.group.name if one.group else "",
        group_id=one.group_id,
        unit=one.unit_name,
        number=one.number,
        moved=ride.scope != WEEK,
        token=one.token,
    )


def _companion(ride: Ride, one: Companion) -> Rider:
    return Rider(
        key=f"c:{one.id}",
        name=one.name,
        kind=one.kind,
        vehicle_id=ride.vehicle_id,
        seat=ride.seat,
        phone=one.phone,
        note=one.note,
        moved=ride.scope != WEEK,
    )


# -- the plan of seats ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeatPlan:
    """Who sits where, vehicle by vehicle, and who has no place yet."""

    vehicles: list[Vehicle]
    riders: dict[int, list[Rider]]
    unplaced: list[Rider]

    def rows(self, vehicle: Vehicle) -> list[list[tuple[int, Rider | None]]]:
        """The seats of a bus by rows of four, the gangway in the middle."""
        held = {one.seat: one for one in self.riders[vehicle.id] if one.seat}
        seats = [(number, held.get(number)) for number in range(1, (vehicle.seats or 0) + 1)]
        return [seats[start : start + 4] for start in range(0, len(seats), 4)]

    def unseated(self, vehicle: Vehicle) -> list[Rider]:
        """Who rides along without a seat of their own: walkers, the driver."""
        return [one for one in self.riders[vehicle.id] if not one.seat]


def seat_plan(class_id: int, outing: Outing | None = None) -> SeatPlan:
    """Everyone's place for the week, or for one outing; five statements."""
    vehicles = vehicles_of(class_id)
    placed = riders_in(class_id, scope_of(outing) if outing else WEEK)
    riders: dict[int, list[Rider]] = {one.id: [] for one in vehicles}
    for one in placed:
        riders[one.vehicle_id].append(one)
    known = {one.key for one in placed}
    return SeatPlan(vehicles, riders, [one for one in everyone(class_id) if one.key not in known])


def everyone(class_id: int) -> list[Rider]:
    """All who should travel, with or without a place, by group and number; two statements."""
    rows = select(Enrolment).where(Enrolment.class_id == class_id, _due())
    trainees = db.session.execute(rows.order_by(Enrolment.number)).unique().scalars()
    nowhere = Ride(vehicle_id=0, scope=WEEK, seat=None)
    found = [_trainee(nowhere, one) for one in trainees]
    return found + [_companion(nowhere, one) for one in companions_of(class_id)]


def ride_to(class_id: int, rider: str, scope: str) -> Ride | None:
    """The ride of this very scope of a rider, given by key."""
    column = Ride.enrolment_id if rider.startswith("e:") else Ride.companion_id
    rows = select(Ride).where(
        Ride.class_id == class_id, Ride.scope == scope, column == int(rider[2:])
    )
    return db.session.execute(rows).scalar_one_or_none()


def vehicle_by_token(token: str) -> Vehicle:
    """The vehicle whose door bears this QR; NotFound for an invented one."""
    found = db.session.execute(select(Vehicle).where(Vehicle.token == token)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def companion_by_id(class_id: int, companion_id: int) -> Companion:
    """A companion of this very class; NotFound for any other."""
    found = db.session.get(Companion, companion_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found
