"""The stops of a way: added, changed, moved, put later, taken out; times follow by rules/schedule.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Placing, Stop
from plugins.field_teaching.rules.schedule import Timed, reordered, retimed, shifted
from plugins.field_teaching.services.outings import fit_to, note_act, open_class
from plugins.field_teaching.services.ways import (
    PLACED,
    Spot,
    StopDetails,
    end_of,
    insert,
    placings_of,
    settled,
    take_out,
    timed,
    write_stop,
    write_way,
)


def add_stop(
    spot: Spot, details: StopDetails, *, by: Actor, at: datetime, push: bool = False
) -> Stop:
    """A new stop where its time puts it; one for all goes into every vehicle's own order as well.

    `push` makes what follows later by the way to it and its length.
    """
    with transaction():
        training_class = open_class(spot.outing)
        stop = write_stop(training_class, spot.outing, details, at=at)
        for owner in _owners(spot) if spot.owner == 0 else [spot.owner]:
            insert(Spot(spot.outing, spot.variant, owner), stop, details, push=push)
        note_act("add_stop", spot.outing, by=by, at=at, stop=stop.id, title=stop.title)
    return stop


def change_stop(
    spot: Spot, stop: Stop, details: StopDetails, *, by: Actor, at: datetime, alone: bool = False
) -> None:
    """Changes a stop, and its time in this way; what follows shifts by as much unless `alone`."""
    with transaction():
        training_class = open_class(spot.outing)
        values = settled(training_class, spot.outing, details, stop.site_id)
        placings = placings_of(spot)
        place = _place_in(placings, stop)
        more = (values["leg_minutes"] or 0) - (stop.leg_minutes or 0)
        known = stop.leg_minutes is not None and values["leg_minutes"] is not None
        ends_at = end_of(values["starts_at"], values["minutes"])
        now = Timed(stop.id, values["starts_at"], ends_at)
        leg_more = timedelta(minutes=more if known else 0)
        way = retimed(timed(placings), place, now, leg_more=leg_more, alone=alone)
        write_way(placings, way)
        placings[place].time_text = "" if values["starts_at"] else values["time_text"]
        before = {name: getattr(stop, name) for name in values if name not in PLACED}
        for name in before:
            setattr(stop, name, values[name])
        fit_to(spot.outing, [stop.lesson_id])
        changed = [name for name, value in before.items() if values[name] != value]
        note_act("change_stop", spot.outing, by=by, at=at, stop=stop.id, changed=changed)


def move_stop(
    spot: Spot, stop: Stop, place: int, *, by: Actor, at: datetime, alone: bool = False
) -> int:
    """Puts a stop at another place of its way (from 0); answers where it stands now."""
    with transaction():
        open_class(spot.outing)
        placings = placings_of(spot)
        old = _place_in(placings, stop)
        new = max(0, min(place, len(placings) - 1))
        if new != old:
            way = reordered(timed(placings), old, new, alone=alone)
            write_way(placings, way)
            note_act("move_stop", spot.outing, by=by, at=at, stop=stop.id, place=new + 1)
    return new


def shift_stops(
    spot: Spot, stop: Stop, minutes: int, *, by: Actor, at: datetime, alone: bool = False
) -> None:
    """Puts a stop and all that follow later by some minutes, or earlier where they are negative."""
    if not 0 < abs(minutes) <= 720:
        raise Refused(Problem("minutes_wrong", _("请填 1 到 720 之间的分钟数。"), "minutes"))
    with transaction():
        open_class(spot.outing)
        placings = placings_of(spot)
        place = _place_in(placings, stop)
        write_way(
            placings, shifted(timed(placings), place, timedelta(minutes=minutes), alone=alone)
        )
        note_act("shift_stops", spot.outing, by=by, at=at, stop=stop.id, minutes=minutes)


def place_stop(spot: Spot, stop: Stop, *, by: Actor, at: datetime) -> None:
    """Takes a stop that stands in another plan or order into this way, at the time it has there."""
    with transaction() as session:
        open_class(spot.outing)
        rows = select(Placing).where(Placing.stop_id == stop.id).order_by(Placing.owner, Placing.id)
        there = list(session.execute(rows).scalars())
        if any((one.variant, one.owner) == (spot.variant, spot.owner) for one in there):
            return
        if stop.outing_id != spot.outing.id or not there:
            raise NotFound
        first = there[0]
        details = StopDetails(stop.kind, stop.title, first.starts_at, first.time_text, stop.minutes)
        insert(spot, stop, details, push=False)
        note_act("place_stop", spot.outing, by=by, at=at, stop=stop.id, variant=spot.variant)


def remove_stop(spot: Spot, stop: Stop, *, by: Actor, at: datetime) -> bool:
    """Takes a stop out of a plan; answers whether it was only called off, as something rests on it.

    Out of the order of all, it goes from the vehicles' own orders as well.
    """
    with transaction() as session:
        open_class(spot.outing)
        _place_in(placings_of(spot), stop)
        rows = select(Placing).where(Placing.stop_id == stop.id, Placing.variant == spot.variant)
        if spot.owner:
            rows = rows.where(Placing.owner == spot.owner)
        going = list(session.execute(rows).scalars())
        _refuse_emptied(spot, going)
        cancelled = take_out(stop, going, at=at)
        note_act("remove_stop", spot.outing, by=by, at=at, stop=stop.id, cancelled=cancelled)
    return cancelled


def restore_stop(stop: Stop, outing: Outing, *, by: Actor, at: datetime) -> None:
    """Takes up again a stop that was called off."""
    with transaction():
        open_class(outing)
        if stop.cancelled_at is not None:
            stop.cancelled_at = None
            note_act("restore_stop", outing, by=by, at=at, stop=stop.id)


def _place_in(placings: Sequence[Placing], stop: Stop) -> int:
    for place, one in enumerate(placings):
        if one.stop_id == stop.id:
            return place
    raise NotFound(_("这一站已经不在这份行程里，可能刚被删去。"))


def _owners(spot: Spot) -> list[int]:
    """All orders of a plan: that of all, and those of the vehicles that have their own."""
    rows = select(Placing.owner).where(
        Placing.outing_id == spot.outing.id, Placing.variant == spot.variant
    )
    return sorted({0, *db.session.execute(rows.distinct()).scalars()})


def _refuse_emptied(spot: Spot, going: Sequence[Placing]) -> None:
    """An order of its own, and a plan for rain, without any stop would silently be another's."""
    gone = {one.id for one in going}
    for owner in {one.owner for one in going}:
        there = placings_of(Spot(spot.outing, spot.variant, owner))
        if (owner or spot.variant == "rain") and all(one.id in gone for one in there):
            words = _("这是最后一站；请改走全体的顺序，或删除雨天方案。")
            raise Refused(Problem("last_stop", words))
