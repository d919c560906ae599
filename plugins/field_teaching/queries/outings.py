"""Outings and the ways of their vehicles as pages ask for them; each function asks a fixed number of times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from plugins.field_teaching.models import Outing, Placing, Site, Stop


@dataclass(frozen=True)
class Halt:
    """A stop in the order of one way: when it is reached, and at which site."""

    stop: Stop
    placing: Placing
    site: Site | None

    @property
    def place(self) -> str:
        """Where to be: what was written for this stop, else the site's name."""
        return self.stop.place or (self.site.name if self.site else "")


def outings_of(class_id: int) -> list[Outing]:
    """The outings of a class, by day."""
    rows = select(Outing).where(Outing.class_id == class_id).order_by(Outing.held_on, Outing.id)
    return list(db.session.execute(rows).scalars())


def outings_on(class_id: int, day: date) -> list[Outing]:
    """The outings of a class on a day of its wall calendar."""
    rows = select(Outing).where(Outing.class_id == class_id, Outing.held_on == day)
    return list(db.session.execute(rows.order_by(Outing.id)).scalars())


def outing_by_id(class_id: int, outing_id: int) -> Outing:
    """An outing of this very class; NotFound for any other."""
    found = db.session.get(Outing, outing_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def stop_by_id(class_id: int, stop_id: int) -> Stop:
    """A stop of this very class; NotFound for any other."""
    found = db.session.get(Stop, stop_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def halts_of(outing_id: int) -> list[Halt]:
    """Every placing of an outing in every plan and order, with its stop and site; one statement."""
    rows = (
        select(Stop, Placing, Site)
        .join(Placing, Placing.stop_id == Stop.id)
        .outerjoin(Site, Site.id == Stop.site_id)
        .where(Stop.outing_id == outing_id, Stop.cancelled_at.is_(None))
        .order_by(Placing.position, Placing.id)
    )
    return [Halt(*row) for row in db.session.execute(rows).all()]


def way_in(halts: Iterable[Halt], variant: str, vehicle_id: int = 0) -> list[Halt]:
    """The way of a vehicle in a plan: its own order where it has one, else that of all."""
    planned = [one for one in halts if one.placing.variant == variant]
    own = [one for one in planned if vehicle_id and one.placing.owner == vehicle_id]
    return own or [one for one in planned if one.placing.owner == 0]


def way_of(outing: Outing, vehicle_id: int = 0) -> list[Halt]:
    """The way that holds now for a vehicle (0: for all who have no order of their own)."""
    return way_in(halts_of(outing.id), outing.variant, vehicle_id)
