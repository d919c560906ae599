"""Outings and the ways of their vehicles as pages ask for them; each function asks a fixed number of times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, literal, select, union_all

from core.db import Base, db
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
    return halts_by_outing([outing_id]).get(outing_id, [])


def halts_by_outing(outing_ids: Iterable[int], *, cancelled: bool = False) -> dict[int, list[Halt]]:
    """The same for several outings, by outing; one statement. `cancelled` asks for those called off."""
    state = Stop.cancelled_at.is_not(None) if cancelled else Stop.cancelled_at.is_(None)
    rows = (
        select(Stop, Placing, Site)
        .join(Placing, Placing.stop_id == Stop.id)
        .outerjoin(Site, Site.id == Stop.site_id)
        .where(Stop.outing_id.in_(list(outing_ids)), state)
        .order_by(Placing.position, Placing.id)
    )
    found: dict[int, list[Halt]] = {}
    for row in db.session.execute(rows).all():
        found.setdefault(row[0].outing_id, []).append(Halt(*row))
    return found


def cancelled_stops_of(outing_id: int) -> list[Stop]:
    """The stops of an outing that were called off because something had been written about them."""
    rows = select(Stop).where(Stop.outing_id == outing_id, Stop.cancelled_at.is_not(None))
    return list(db.session.execute(rows.order_by(Stop.id)).scalars())


def is_written_about(stop_ids: Iterable[int]) -> bool:
    """Whether anything rests on these stops but their places in a plan: counts, departures, 心得.

    Every column that points at a stop is asked, so that nobody's rows vanish with it.
    """
    ids = list(stop_ids)
    asked = [
        select(literal(1)).where(exists().where(key.parent.in_(ids)))
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == Stop.__tablename__ and table.name != Placing.__tablename__
    ]
    return bool(ids) and db.session.execute(union_all(*asked).limit(1)).first() is not None


def way_in(halts: Iterable[Halt], variant: str, vehicle_id: int = 0) -> list[Halt]:
    """The way of a vehicle in a plan: its own order where it has one, else that of all."""
    planned = [one for one in halts if one.placing.variant == variant]
    own = [one for one in planned if vehicle_id and one.placing.owner == vehicle_id]
    return own or [one for one in planned if one.placing.owner == 0]


def owners_in(halts: Iterable[Halt], variant: str) -> list[int]:
    """The vehicles that go an order of their own in a plan."""
    own = {one.placing.owner for one in halts if one.placing.variant == variant}
    return sorted(own - {0})


def way_of(outing: Outing, vehicle_id: int = 0) -> list[Halt]:
    """The way that holds now for a vehicle (0: for all who have no order of their own)."""
    return way_in(halts_of(outing.id), outing.variant, vehicle_id)
