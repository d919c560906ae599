"""乘车: vehicles, who travels along, and who sits where."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.enrolment.models import Enrolment, Group
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import (
    WEEK,
    CountEntry,
    Departure,
    Outing,
    Ride,
    Vehicle,
)
from plugins.field_teaching.queries.vehicles import (
    Rider,
    everyone,
    ride_to,
    riders_in,
    scope_of,
    vehicles_of,
)
from plugins.field_teaching.rules.seating import Bus, Passenger, seat
from plugins.field_teaching.terms import VehicleKind

MOST_VEHICLES, MOST_SEATS = 40, 90


@dataclass(frozen=True)
class VehicleDetails:
    """What is known of a vehicle; `seats` None for a party that walks."""

    name: str
    kind: VehicleKind = VehicleKind.BUS
    seats: int | None = None
    plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    leader: str = ""
    leader_phone: str = ""
    leader_enrolment_id: int | None = None


@dataclass(frozen=True)
class SeatsGiven:
    """What the press 按组排座 did: how many have a seat, which groups were divided, who has none."""

    seated: int
    split: tuple[str, ...]
    left_over: tuple[str, ...]


def save_vehicle(
    training_class: TrainingClass, details: VehicleDetails, vehicle: Vehicle | None = None,
    *, by: Actor, at: datetime,
) -> Vehicle:  # fmt: skip
    """Adds a vehicle at the end, or changes one; Refused with every reason beside its field."""
    with transaction() as session:
        require_open(training_class)
        problems = _vehicle_problems(session, training_class.id, details, vehicle)
        if problems:
            raise Refused(problems)
        values = asdict(details) | {"kind": details.kind.value}
        if vehicle is None:
            place = len(vehicles_of(training_class.id))
            vehicle = Vehicle(class_id=training_class.id, token=secrets.token_urlsafe(12),
                              ordering=place, created_at=at, **values)  # fmt: skip
            session.add(vehicle)
        else:
            for name, value in values.items():
                setattr(vehicle, name, value)
        session.flush()
        note_plan("save_vehicle", f"vehicle:{vehicle.id}", training_class.id, by=by, at=at,
              name=vehicle.name)  # fmt: skip
    return vehicle


def remove_vehicle(vehicle: Vehicle, *, by: Actor, at: datetime) -> None:
    """Takes a vehicle away; its riders have no place any more. Refused where heads were counted on it."""
    with transaction() as session:
        require_open(session.get_one(TrainingClass, vehicle.class_id))
        require_uncounted(session, CountEntry.vehicle_id == vehicle.id, vehicle.name)
        require_uncounted(session, Departure.vehicle_id == vehicle.id, vehicle.name)
        note_plan("remove_vehicle", f"vehicle:{vehicle.id}", vehicle.class_id, by=by, at=at,
              name=vehicle.name)  # fmt: skip
        session.execute(delete(Ride).where(Ride.vehicle_id == vehicle.id))
        session.delete(vehicle)


def move_up(vehicle: Vehicle, *, by: Actor, at: datetime) -> None:
    """Puts a vehicle before the one in front of it."""
    with transaction() as session:
        require_open(session.get_one(TrainingClass, vehicle.class_id))
        order = vehicles_of(vehicle.class_id)
        place = order.index(vehicle)
        if place:
            order[place - 1], order[place] = order[place], order[place - 1]
        for number, one in enumerate(order):
            one.ordering = number
        note_plan("order_vehicles", f"vehicle:{vehicle.id}", vehicle.class_id, by=by, at=at)


def seat_by_group(training_class: TrainingClass, *, by: Actor, at: datetime) -> SeatsGiven:
    """Gives everyone a seat for the week, group by group; who walks goes on walking.

    What was moved for one outing only stays. Refused where no bus has seats.
    """
    with transaction() as session:
        require_open(training_class)
        vehicles = vehicles_of(training_class.id)
        buses = [Bus(one.id, one.seats or 0) for one in vehicles if one.kind == VehicleKind.BUS]
        if not any(bus.seats for bus in buses):
            raise Refused(Problem("no_bus", _("还没有车辆，请先添加车辆和座位数。")))
        walk = {one.id for one in vehicles if one.kind == VehicleKind.WALK}
        walking = {one.key for one in riders_in(training_class.id) if one.vehicle_id in walk}
        people = _by_group(session, training_class.id, walking)
        made = seat(buses, [Passenger(one.key, one.group_id, one.kind) for one in people])
        ids = [bus.id for bus in buses]
        session.execute(delete(Ride).where(Ride.vehicle_id.in_(ids), Ride.scope == WEEK))
        for key, (vehicle_id, number) in made.places.items():
            session.add(_ride(training_class.id, key, vehicle_id, WEEK, number))
        session.flush()
        given = _given(people, made.split, made.left_over, len(made.places))
        note_plan("seat_by_group", "vehicles", training_class.id, by=by, at=at, seated=given.seated,
              left_over=len(given.left_over))  # fmt: skip
        return given


def move_rider(
    vehicle: Vehicle | None, rider: str, outing: Outing | None = None, number: int | None = None,
    *, training_class: TrainingClass, by: Actor, at: datetime,
) -> int | None:  # fmt: skip
    """Gives somebody a place on a vehicle for the week, or for one outing; returns the seat.

    Without a seat the first free one; None for `vehicle` takes the place away. Refused where the seat
    is taken or the bus is full.
    """
    with transaction() as session:
        require_open(training_class)
        _require_traveller(training_class.id, rider)
        scope = scope_of(outing) if outing else WEEK
        held = ride_to(training_class.id, rider, scope)
        if held is not None:
            session.delete(held)
            session.flush()
        taken = None
        if vehicle is not None:
            others = [one for one in riders_in(training_class.id, scope)
                      if one.vehicle_id == vehicle.id and one.key != rider]  # fmt: skip
            taken = _seat_on(vehicle, others, number)
            session.add(_ride(training_class.id, rider, vehicle.id, scope, taken,
                              outing.id if outing else None))  # fmt: skip
            session.flush()
        note_plan("move_rider", rider, training_class.id, by=by, at=at, scope=scope,
              vehicle=vehicle.id if vehicle else None, seat=taken)  # fmt: skip
    return taken


def _vehicle_problems(
    session: Session, class_id: int, details: VehicleDetails, vehicle: Vehicle | None
) -> list[Problem]:
    problems = []
    if not details.name.strip():
        problems.append(Problem("name_missing", _("请填写名称，例如 一号车。"), "name"))
    others = [one for one in vehicles_of(class_id) if one is not vehicle]
    if details.name in {one.name for one in others}:
        problems.append(Problem("name_taken", _("已经有一辆叫这个名字的车。"), "name"))
    if vehicle is None and len(others) >= MOST_VEHICLES:
        problems.append(Problem("too_many", _("最多 %(n)d 辆车。", n=MOST_VEHICLES)))
    if details.kind is VehicleKind.BUS and not 1 <= (details.seats or 0) <= MOST_SEATS:
        words = _("请填写座位数（不含司机），1 到 %(n)d。", n=MOST_SEATS)
        problems.append(Problem("seats", words, "seats"))
    elif vehicle is not None and details.seats:
        highest = session.execute(select(func.max(Ride.seat)).where(Ride.vehicle_id == vehicle.id))
        last = highest.scalar() or 0
        if last > details.seats:
            words = _("%(n)d 号座位上有人，请先调整，再减少座位。", n=last)
            problems.append(Problem("seat_held", words, "seats"))
    leader = details.leader_enrolment_id and session.get(Enrolment, details.leader_enrolment_id)
    if details.leader_enrolment_id and (not leader or leader.class_id != class_id):
        problems.append(Problem("leader", _("车长不在本班名单上。"), "leader_enrolment_id"))
    return problems


def require_uncounted(session: Session, where: Any, name: str) -> None:
    """Refuses to take away what counts name: a count can be replayed for good."""
    if session.execute(select(1).where(where).limit(1)).first():
        words = _("“%(name)s”已经有清点记录，要保留，不能删除。可以改名。", name=name)
        raise Refused(Problem("counted", words))


def _by_group(session: Session, class_id: int, without: set[str]) -> list[Rider]:
    """Who needs a seat: groups in their order, each by number, then whoever belongs to none."""
    rows = select(Group.id, Group.ordering).where(Group.class_id == class_id)
    order = {row.id: row.ordering for row in session.execute(rows)}
    people = [one for one in everyone(class_id) if one.key not in without]
    return sorted(people, key=lambda one: (one.group_id is None, order.get(one.group_id or 0, 0)))


def _given(
    people: Sequence[Rider], split: Sequence[int], left_over: Sequence[str], seated: int
) -> SeatsGiven:
    groups = {one.group_id: one.group for one in people}
    names = {one.key: one.name for one in people}
    return SeatsGiven(
        seated, tuple(groups[one] for one in split), tuple(names[key] for key in left_over)
    )


def _ride(
    class_id: int, rider: str, vehicle_id: int, scope: str, number: int | None,
    outing_id: int | None = None,
) -> Ride:  # fmt: skip
    who = "enrolment_id" if rider.startswith("e:") else "companion_id"
    return Ride(
        class_id=class_id, vehicle_id=vehicle_id, scope=scope, seat=number, outing_id=outing_id,
        **{who: int(rider[2:])},
    )  # fmt: skip


def _require_traveller(class_id: int, rider: str) -> None:
    if rider not in {one.key for one in everyone(class_id)}:
        raise NotFound


def _seat_on(vehicle: Vehicle, others: Sequence[Rider], wanted: int | None) -> int | None:
    if vehicle.kind == VehicleKind.WALK or vehicle.seats is None:
        return None
    held = {one.seat: one.name for one in others}
    if wanted is not None and wanted in held:
        words = _("%(seat)d 号座已经是 %(name)s，请换一个座位。", seat=wanted, name=held[wanted])
        raise Refused(Problem("seat_taken", words, "seat"))
    if wanted is not None and not 1 <= wanted <= vehicle.seats:
        words = _("“%(name)s”只有 %(n)d 个座位。", name=vehicle.name, n=vehicle.seats)
        raise Refused(Problem("seat_unknown", words, "seat"))
    free = [number for number in range(1, vehicle.seats + 1) if number not in held]
    if not free:
        words = _("“%(name)s”已经坐满（%(n)d 座）。", name=vehicle.name, n=vehicle.seats)
        raise Refused(Problem("full", words, "vehicle"))
    return wanted or free[0]


def note_plan(
    act: str, subject: str, class_id: int, *, by: Actor, at: datetime, **detail: Any
) -> None:
    """Journals an act of planning."""
    # In the journal a plugin's act bears the title of its permission.
    audit.note("field_teaching.plan", subject, by=by, at=at, class_id=class_id, what=act, **detail)
