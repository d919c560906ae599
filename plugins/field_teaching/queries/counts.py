"""清点 as pages and papers ask for it; however many people and vehicles, the number of statements is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import clock
from core.db import db
from core.enrolment.models import Enrolment
from core.leave.models import LeaveRequest
from core.leave.rules import IN_FORCE, effective_end
from core.outbox.models import Conflict
from core.people.models import Person
from plugins.field_teaching.models import Companion, CountEntry, Departure, Outing, Stop, Vehicle
from plugins.field_teaching.queries.outings import Halt, halts_of, way_in
from plugins.field_teaching.queries.vehicles import Rider, riders_of, vehicles_of
from plugins.field_teaching.rules.counting import (
    Circumstances,
    Count,
    Judged,
    Leaving,
    Word,
    by_rider,
    count_at,
    current_stop,
    departed,
    standing,
    valid,
)
from plugins.field_teaching.terms import Said

Span = tuple[datetime, datetime]
DESK = "desk"
"""What stands for the phone where somebody at the desk says something."""


@dataclass(frozen=True)
class Departed:
    """That a vehicle left a stop, and how it stood then."""

    stop: Stop
    vehicle: Vehicle
    leaving: Leaving


@dataclass(frozen=True)
class Progress:
    """How far a vehicle has come: where it counts, who is there, who is missing, what it left.

    `halt` is None where there is nothing to count, or nothing more. `last_word_at` is when anything of
    it arrived last.
    """

    vehicle: Vehicle
    halt: Halt | None
    count: Count
    departures: tuple[Departed, ...]
    last_word_at: datetime | None = None


@dataclass(frozen=True)
class Day:
    """Everything known of the counts of one outing; read by a fixed number of statements."""

    outing: Outing
    vehicles: list[Vehicle]
    riders: list[Rider]
    halts: list[Halt]
    words: list[Word]
    leavings: list[Leaving]
    leave: dict[str, list[Span]]
    names: dict[str, str] = field(default_factory=dict)

    def of_vehicle(self, vehicle_id: int) -> list[Rider]:
        """The riders with a place on a vehicle."""
        return [one for one in self.riders if one.vehicle_id == vehicle_id]

    def boarding(self, vehicle_id: int) -> list[Halt]:
        """The stops at which this vehicle's heads are counted, in the order that holds now."""
        way = way_in(self.halts, self.outing.variant, vehicle_id)
        return [one for one in way if one.stop.boards]

    def on_leave(self, moment: datetime) -> frozenset[str]:
        """Who is on approved leave at a moment."""
        return frozenset(
            key for key, spans in self.leave.items()
            if any(start <= moment < end for start, end in spans)
        )  # fmt: skip

    def valid(self, moment: datetime | None = None) -> list[Word]:
        """The words that count at a moment, or now: without the sweeps of recalled departures."""
        return valid(self.words, self.leavings, moment)

    def count(self, stop_id: int, vehicle_id: int, moment: datetime) -> Count:
        """The count of a vehicle at a stop as it stood at a moment."""
        around = Circumstances(moment, self.on_leave(moment))
        keys = [one.key for one in self.of_vehicle(vehicle_id)]
        return count_at((stop_id, vehicle_id), keys, by_rider(self.valid(moment), moment), around)


def day_of(outing: Outing) -> Day:
    """All that was said and planned for an outing."""
    riders, words = riders_of(outing), words_of(outing.id)
    names = {one.key: one.name for one in riders}
    return Day(
        outing, vehicles_of(outing.class_id), riders, halts_of(outing.id), words,
        leavings_of(outing.id), leave_spans(outing.class_id),
        names | _names({one.rider for one in words} - set(names)),
    )  # fmt: skip


def words_of(outing_id: int) -> list[Word]:
    """Every statement of an outing; one statement of SQL."""
    rows = select(CountEntry).where(CountEntry.outing_id == outing_id)
    found = db.session.execute(rows.order_by(CountEntry.id)).scalars()
    return [word_of(one) for one in found]


def word_of(one: CountEntry) -> Word:
    """A stored statement as the rules take it."""
    return Word(
        one.act_id, one.stop_id, one.vehicle_id, one.rider, one.said, one.way, one.happened_at,
        one.why, one.by_name, one.device or one.by, one.arrived_at,
    )  # fmt: skip


def leavings_of(outing_id: int) -> list[Leaving]:
    """Every departure of an outing and every recall of one; one statement."""
    rows = select(Departure).where(Departure.outing_id == outing_id).order_by(Departure.id)
    return [leaving_of(one) for one in db.session.execute(rows).scalars()]


def leaving_of(one: Departure) -> Leaving:
    """A stored departure as the rules take it."""
    return Leaving(
        one.act_id, one.stop_id, one.vehicle_id, one.happened_at, one.here, one.due,
        tuple(str(key) for key in one.missing), one.why, one.recalls, one.by_name,
        one.device or one.by, one.arrived_at,
    )  # fmt: skip


def leave_spans(class_id: int) -> dict[str, list[Span]]:
    """Approved leave of a class by rider key, each with its start and its real end."""
    leave = LeaveRequest.__table__.c
    rows = select(leave.enrolment_id, leave.starts_at, leave.ends_at, leave.returned_at).where(
        leave.class_id == class_id, leave.state.in_([one.value for one in IN_FORCE])
    )
    found: dict[str, list[Span]] = {}
    for who, start, end, back in db.session.execute(rows):
        found.setdefault(f"e:{who}", []).append((start, effective_end(end, back)))
    return found


def progress_of(outing: Outing, at: datetime | None = None) -> list[Progress]:
    """How far each vehicle of an outing has come, in the order of the vehicles."""
    return progress_in(day_of(outing), at or clock.now())


def progress_in(day: Day, at: datetime) -> list[Progress]:
    """The same from what was read already."""
    left = departed(day.leavings)
    stops = {one.stop.id: one.stop for one in day.halts}
    return [_progress(day, one, left, stops, at) for one in day.vehicles]


def _progress(
    day: Day, vehicle: Vehicle, left: Mapping[tuple[int, int], Leaving],
    stops: Mapping[int, Stop], at: datetime,
) -> Progress:  # fmt: skip
    way = day.boarding(vehicle.id)
    gone = {stop: one for (stop, owner), one in left.items() if owner == vehicle.id}
    now = current_stop([one.stop.id for one in way], gone)
    halt = next((one for one in way if one.stop.id == now), None)
    count = day.count(halt.stop.id, vehicle.id, at) if halt else Count(())
    left_behind = sorted(gone.values(), key=lambda one: one.order)
    departures = tuple(Departed(stops[one.stop_id], vehicle, one)
                       for one in left_behind if one.stop_id in stops)  # fmt: skip
    return Progress(vehicle, halt, count, departures, _last_word(day, vehicle.id))


def _last_word(day: Day, vehicle_id: int) -> datetime | None:
    """When the vehicle's own phones were heard last; what the desk says is no sign of them."""
    said: list[Word | Leaving] = [*day.words, *day.leavings]
    said = [one for one in said if one.vehicle_id == vehicle_id]
    heard = [one.arrived_at for one in said if one.arrived_at and one.device != DESK]
    return max(heard, default=None)


def departures_of(outing_id: int) -> list[Departed]:
    """The departures that stand, in the order in which they happened; three statements."""
    left = departed(leavings_of(outing_id)).values()
    stops = {one.id: one for one in db.session.execute(
        select(Stop).where(Stop.outing_id == outing_id)).scalars()}  # fmt: skip
    ids = {one.vehicle_id for one in left}
    vehicles = {one.id: one for one in db.session.execute(
        select(Vehicle).where(Vehicle.id.in_(ids))).scalars()}  # fmt: skip
    return [
        Departed(stops[one.stop_id], vehicles[one.vehicle_id], one)
        for one in sorted(left, key=lambda one: one.order)
    ]


def last_seen(outing_id: int) -> dict[str, tuple[Stop, datetime]]:
    """Where and when each rider was last said to be there; three statements."""
    stops = {one.id: one for one in db.session.execute(
        select(Stop).where(Stop.outing_id == outing_id)).scalars()}  # fmt: skip
    return {key: (stops[word.stop_id], word.happened_at)
            for key, word in last_here(valid(words_of(outing_id), leavings_of(outing_id))).items()}  # fmt: skip


def last_here(words: Iterable[Word]) -> dict[str, Word]:
    """The latest word by which each rider was there; a sweep against a looked-at 缺 saw nobody."""
    counts: dict[tuple[str, int, int], list[Word]] = {}
    for one in words:
        counts.setdefault((one.rider, one.stop_id, one.vehicle_id), []).append(one)
    found: dict[str, Word] = {}
    for said in counts.values():
        stands = [one for one in said if one.said == Said.BACK]
        word = standing(said)
        stands += [word] if word and word.said == Said.HERE else []
        for one in stands:
            if one.rider not in found or one.order > found[one.rider].order:
                found[one.rider] = one
    return found


def open_conflicts_of(outing: Outing) -> list[Conflict]:
    """What two phones do not agree on in the counts of an outing and nobody has settled."""
    rows = select(Conflict).where(
        Conflict.class_id == outing.class_id,
        Conflict.settled_at.is_(None),
        Conflict.subject.startswith(f"field_teaching.count:{outing.id}:", autoescape=True),
    )
    return list(db.session.execute(rows.order_by(Conflict.id)).scalars())


def _names(keys: Iterable[str]) -> dict[str, str]:
    """The names of people whom a count knows but no vehicle."""
    wanted = set(keys)
    if not wanted:
        return {}
    enrolments = [int(key[2:]) for key in wanted if key.startswith("e:")]
    companions = [int(key[2:]) for key in wanted if key.startswith("c:")]
    people = select(Enrolment.id, Person.name).join(Person, Person.id == Enrolment.person_id)
    found: dict[str, Any] = {f"e:{who}": name for who, name in db.session.execute(
        people.where(Enrolment.id.in_(enrolments)))}  # fmt: skip
    along = select(Companion.id, Companion.name).where(Companion.id.in_(companions))
    return found | {f"c:{who}": name for who, name in db.session.execute(along)}


def judged_names(day: Day, judged: Iterable[Judged]) -> list[str]:
    """The names behind some verdicts, in the order of the list."""
    return [day.names.get(one.rider, one.rider) for one in judged]
