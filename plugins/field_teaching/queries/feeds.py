"""What a calendar program fetches of a class's outings, and the tokens by which it asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from core.training.models import TrainingClass
from plugins.field_teaching.models import WEEK, Outing, Ride, Vehicle
from plugins.field_teaching.queries.outings import Halt, halts_by_outing, outings_of, way_in
from plugins.field_teaching.queries.vehicles import DUE, scope_of, vehicles_of
from plugins.field_teaching.rules.feed_tokens import key_of, prove, signed

FEED = "/f/{kind}/{token}.ics"


@dataclass(frozen=True)
class FeedDay:
    """An outing with the way to be shown, the stops that were called off, and one's bus and seat."""

    outing: Outing
    halts: list[Halt]
    cancelled: list[Halt]
    vehicle: Vehicle | None = None
    seat: int | None = None


def class_feed_path(training_class: TrainingClass, secret: str) -> str:
    """Where calendar programs find the outings of a class; a new public token ends it."""
    token = signed(secret, training_class.public_token, training_class.id)
    return FEED.format(kind="class", token=token)


def feed_url_of(enrolment: Enrolment, secret: str) -> str:
    """Where a trainee's calendar finds the way of their own bus, as a path of this installation."""
    return FEED.format(kind="me", token=signed(secret, enrolment.token, enrolment.id))


def class_of_feed(token: str, secret: str) -> TrainingClass:
    """The class that a token was signed for; NotFound for any other."""
    found = db.session.get(TrainingClass, key_of(token))
    if found is None:
        raise NotFound
    prove(token, secret, found.public_token)
    return found


def enrolment_of_feed(token: str, secret: str) -> Enrolment:
    """The trainee that a token was signed for; NotFound once they have left the class."""
    found = db.session.get(Enrolment, key_of(token))
    if found is None or found.state not in DUE:
        raise NotFound
    prove(token, secret, found.token)
    return found


def days_of_feed(class_id: int, enrolment_id: int | None = None) -> list[FeedDay]:
    """The published outings of a class, for one trainee by the way of their bus."""
    outings = [one for one in outings_of(class_id) if one.published_at is not None]
    ids = [one.id for one in outings]
    halts, gone = halts_by_outing(ids), halts_by_outing(ids, cancelled=True)
    rides = _rides(enrolment_id) if enrolment_id is not None else {}
    vehicles = {one.id: one for one in vehicles_of(class_id)} if rides else {}
    days = []
    for outing in outings:
        ride = rides.get(scope_of(outing)) or rides.get(WEEK)
        owner = ride.vehicle_id if ride else 0
        days.append(
            FeedDay(
                outing,
                way_in(halts.get(outing.id, []), outing.variant, owner),
                way_in(gone.get(outing.id, []), outing.variant, owner),
                vehicles.get(owner),
                ride.seat if ride else None,
            )
        )
    return days


def _rides(enrolment_id: int) -> dict[str, Ride]:
    rows = select(Ride).where(Ride.enrolment_id == enrolment_id)
    return {one.scope: one for one in db.session.execute(rows).scalars()}
