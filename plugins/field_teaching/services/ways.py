"""The parts of which acts on a way are made: stops written, placed, timed, taken out, inside a running act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from core import clock
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from plugins.field_teaching.models import Outing, Placing, Site, Stop
from plugins.field_teaching.queries.outings import is_written_about
from plugins.field_teaching.rules.outings import day_problems, stop_problems
from plugins.field_teaching.rules.schedule import Timed, place_for, shifted
from plugins.field_teaching.services.outings import fit_to, lesson_problems
from plugins.field_teaching.services.outings import plain_texts as plain

PLACED = ("starts_at", "time_text")
TEXTS = ("title", "place", "leader", "leader_phone", "note", "time_text")


@dataclass(frozen=True)
class Spot:
    """The way that is worked on: a plan of an outing, in the order of all (0) or of one vehicle."""

    outing: Outing
    variant: str = "main"
    owner: int = 0


@dataclass(frozen=True)
class StopDetails:
    """A stop as an organiser lays it down; `starts_at` is aware, without it `time_text` says what is known."""

    kind: str
    title: str
    starts_at: datetime | None = None
    time_text: str = ""
    minutes: int | None = None
    site_id: int | None = None
    lesson_id: int | None = None
    place: str = ""
    leader: str = ""
    leader_phone: str = ""
    transport: str = ""
    leg_minutes: int | None = None
    boards: bool = False
    note: str = ""


def write_stop(
    training_class: TrainingClass, outing: Outing, details: StopDetails, *, at: datetime
) -> Stop:
    """A new stop inside the running act that stands in no plan yet."""
    values = settled(training_class, outing, details)
    known = {name: value for name, value in values.items() if name not in PLACED}
    stop = Stop(**known, class_id=outing.class_id, outing_id=outing.id, created_at=at)
    db.session.add(stop)
    db.session.flush()
    fit_to(outing, [stop.lesson_id])
    return stop


def lay_down(
    training_class: TrainingClass, outing: Outing, way: Sequence[StopDetails], *, at: datetime
) -> list[Stop]:
    """A whole main plan inside the running act, in the order in which it is given."""
    stops = []
    for position, details in enumerate(way, start=1):
        stop = write_stop(training_class, outing, details, at=at)
        placing = _placing(Spot(outing), stop, details)
        placing.position = position
        db.session.add(placing)
        stops.append(stop)
    db.session.flush()
    return stops


def insert(spot: Spot, stop: Stop, details: StopDetails, *, push: bool) -> None:
    """Puts a stop into a way inside the running act, where its time belongs."""
    placings = placings_of(spot)
    way = timed(placings)
    place = place_for(way, details.starts_at)
    new = _placing(spot, stop, details)
    db.session.add(new)
    longer = timedelta(minutes=(details.minutes or 0) + (details.leg_minutes or 0))
    if push and details.starts_at is not None:
        way = shifted(way, place, longer)
    way.insert(place, Timed(stop.id, new.starts_at, new.ends_at))
    write_way([*placings, new], way)
    db.session.flush()


def take_out(stop: Stop, placings: Sequence[Placing], *, at: datetime) -> bool:
    """Takes places out of plans inside the running act; a stop without any is removed or called off."""
    session = db.session
    ids = [one.id for one in placings]
    others = select(Placing.id).where(Placing.stop_id == stop.id, Placing.id.not_in(ids))
    if session.execute(others.limit(1)).first() is not None:
        session.execute(delete(Placing).where(Placing.id.in_(ids)))
        return False
    if is_written_about([stop.id]):
        stop.cancelled_at = at
        return True
    session.execute(delete(Placing).where(Placing.stop_id == stop.id))
    session.delete(stop)
    session.flush()
    return False


def placings_of(spot: Spot) -> list[Placing]:
    """The places of a way in order, without stops that were called off."""
    rows = (
        select(Placing)
        .join(Stop, Stop.id == Placing.stop_id)
        .where(Placing.outing_id == spot.outing.id, Placing.variant == spot.variant)
        .where(Placing.owner == spot.owner, Stop.cancelled_at.is_(None))
        .order_by(Placing.position, Placing.id)
    )
    return list(db.session.execute(rows).scalars())


def timed(placings: Sequence[Placing]) -> list[Timed]:
    """A way as the rules see it."""
    return [Timed(one.stop_id, one.starts_at, one.ends_at) for one in placings]


def write_way(placings: Sequence[Placing], way: Sequence[Timed]) -> None:
    """Gives the places of a way the order and times that the rules say."""
    known = {one.stop_id: one for one in placings}
    for place, one in enumerate(way, start=1):
        placing = known[one.key]
        placing.position = place
        placing.starts_at, placing.ends_at = one.starts_at, one.ends_at


def _placing(spot: Spot, stop: Stop, details: StopDetails) -> Placing:
    return Placing(
        outing_id=spot.outing.id,
        stop_id=stop.id,
        variant=spot.variant,
        owner=spot.owner,
        vehicle_id=spot.owner or None,
        position=1,
        starts_at=details.starts_at,
        ends_at=end_of(details.starts_at, details.minutes),
        time_text="" if details.starts_at else " ".join(details.time_text.split()),
    )


def end_of(starts_at: datetime | None, minutes: int | None) -> datetime | None:
    """When a stop is over; None where its start or its length is not known."""
    if starts_at is None or minutes is None:
        return None
    return starts_at + timedelta(minutes=minutes)


def settled(
    training_class: TrainingClass, outing: Outing, details: StopDetails, kept: int | None = None
) -> dict[str, Any]:
    """The columns that details come to; Refused where they cannot stand. `kept` is the site it had."""
    values = asdict(details)
    plain(values, TEXTS)
    problems = stop_problems(values) + lesson_problems(training_class, values["lesson_id"])
    problems += day_problems(
        outing.held_on,
        values["starts_at"],
        lambda moment: clock.local(moment, training_class.zone).date(),
    )
    site = db.session.get(Site, values["site_id"]) if values["site_id"] else None
    if values["site_id"] and (site is None or (site.retired_at and site.id != kept)):
        problems.append(Problem("site_unknown", _("没有这个教学点，可能已停用。"), "site_id"))
    if problems:
        raise Refused(problems)
    return values
