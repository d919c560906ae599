"""What a trainee who scans the QR of a bus is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import clock
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import HOLDS_PLACE
from core.training.queries import class_by_id
from plugins.field_teaching.models import Outing, Stop, Vehicle
from plugins.field_teaching.queries.counts import leavings_of
from plugins.field_teaching.queries.outings import outings_on, way_of
from plugins.field_teaching.queries.vehicles import ride_of, vehicle_by_id
from plugins.field_teaching.rules.counting import current_stop, departed


@dataclass(frozen=True)
class Boarding:
    """Where somebody would be counted: `stop` None where nothing boards now, `outing` None where none is today."""

    name: str
    vehicle: Vehicle
    outing: Outing | None = None
    stop: Stop | None = None
    own: Vehicle | None = None
    seat: int | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether this person belongs on another vehicle."""
        return self.own is not None and self.own.id != self.vehicle.id


def boarding_of(vehicle: Vehicle, trainee: Enrolment, *, at: datetime) -> Boarding:
    """What boards now on this vehicle, and where this trainee belongs."""
    zone = class_by_id(vehicle.class_id).zone
    today = [
        one
        for one in outings_on(vehicle.class_id, clock.local(at, zone).date())
        if one.published_at
    ]
    for outing in today:
        left = departed(leavings_of(outing.id))
        way = [one.stop for one in way_of(outing, vehicle.id) if one.stop.boards]
        gone = {stop for stop, owner in left if owner == vehicle.id}
        now = current_stop([one.id for one in way], gone)
        stop = next((one for one in way if one.id == now), None)
        if stop is not None or outing is today[-1]:
            return _placed(vehicle, trainee, outing, stop)
    return _placed(vehicle, trainee, None, None)


def _placed(
    vehicle: Vehicle, trainee: Enrolment, outing: Outing | None, stop: Stop | None
) -> Boarding:
    ride = ride_of(trainee.id, outing)
    own = vehicle_by_id(vehicle.class_id, ride.vehicle_id) if ride else None
    return Boarding(trainee.name, vehicle, outing, stop, own, ride.seat if ride else None)


def trainee_of(person_id: int, class_id: int) -> Enrolment | None:
    """A person as a trainee of a class who has not left it."""
    rows = select(Enrolment).where(
        Enrolment.person_id == person_id,
        Enrolment.class_id == class_id,
        Enrolment.state.in_(sorted(HOLDS_PLACE)),
    )
    return db.session.execute(rows).unique().scalar_one_or_none()
