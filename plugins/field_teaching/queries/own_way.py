"""The outings of one trainee: their own way, bus and seat, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from plugins.field_teaching.models import WEEK, Outing, Ride, Stop, Vehicle
from plugins.field_teaching.queries.outings import Halt, halts_by_outing, halts_of, way_in
from plugins.field_teaching.queries.vehicles import scope_of
from plugins.field_teaching.rules.own_day import Span, end_of_day, has_begun, states, untils


@dataclass(frozen=True)
class OwnStop:
    """A stop on one's own way; `state` is past, now or next, `until` when it stops being looked at."""

    halt: Halt
    state: str
    until: datetime
    begun: bool


@dataclass(frozen=True)
class OwnDay:
    """One outing as one trainee goes it; without a vehicle, the way of all and nowhere to sit."""

    outing: Outing
    stops: list[OwnStop]
    vehicle: Vehicle | None
    seat: int | None

    @property
    def next(self) -> OwnStop | None:
        """The stop to look at now; None when the day is over, or has no stops."""
        return next((one for one in self.stops if one.state == "now"), None)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is to come."""
        return bool(self.stops) and self.next is None

    def stop(self, stop_id: int) -> OwnStop | None:
        """A stop of this way."""
        return next((one for one in self.stops if one.halt.stop.id == stop_id), None)


def own_days(enrolment: Enrolment, zone: str, at: datetime) -> list[OwnDay]:
    """Every outing that is published, by day, as this trainee goes it; three statements."""
    outings = _published(enrolment.class_id)
    halts = halts_by_outing([one.id for one in outings])
    rides = _rides_of(enrolment.id)
    return [_own_day(one, halts.get(one.id, []), rides, zone, at) for one in outings]


def own_day_of(enrolment: Enrolment, stop: Stop, zone: str, at: datetime) -> OwnDay:
    """The published outing of a stop as this trainee goes it; NotFound for drafts and other classes."""
    outing = db.session.get(Outing, stop.outing_id)
    if outing is None or outing.class_id != enrolment.class_id or outing.published_at is None:
        raise NotFound
    return _own_day(outing, halts_of(outing.id), _rides_of(enrolment.id), zone, at)


def nearest(days: list[OwnDay], zone: str, at: datetime) -> OwnDay | None:
    """Today's outing, or the next one; the last one when all are over."""
    open_days = [one for one in days if not _is_behind(one, zone, at)]
    return open_days[0] if open_days else days[-1] if days else None


def _is_behind(day: OwnDay, zone: str, at: datetime) -> bool:
    """An outing of today stays the nearest until midnight, one that lasts into the night until its end."""
    ended = at >= end_of_day(day.outing.held_on, zone)
    return ended and (day.is_over or not day.stops)


def _published(class_id: int) -> list[Outing]:
    rows = select(Outing).where(Outing.class_id == class_id, Outing.published_at.is_not(None))
    return list(db.session.execute(rows.order_by(Outing.held_on, Outing.id)).scalars())


def _rides_of(enrolment_id: int) -> dict[str, tuple[Ride, Vehicle]]:
    rows = select(Ride, Vehicle).join(Vehicle, Vehicle.id == Ride.vehicle_id)
    rows = rows.where(Ride.enrolment_id == enrolment_id)
    return {ride.scope: (ride, vehicle) for ride, vehicle in db.session.execute(rows).all()}


def _own_day(
    outing: Outing,
    halts: list[Halt],
    rides: dict[str, tuple[Ride, Vehicle]],
    zone: str,
    at: datetime,
) -> OwnDay:
    ride, vehicle = rides.get(scope_of(outing)) or rides.get(WEEK) or (None, None)
    way = way_in(halts, outing.variant, vehicle.id if vehicle else 0)
    spans: list[Span] = [(one.placing.starts_at, one.placing.ends_at) for one in way]
    ends = end_of_day(outing.held_on, zone)
    stops = [
        OwnStop(halt, state, until, has_begun(span, at))
        for halt, span, state, until in zip(
            way, spans, states(spans, ends, at), untils(spans, ends), strict=True
        )
    ]
    return OwnDay(outing, stops, vehicle, ride.seat if ride else None)
