"""What the page of all vehicles and the replay of a count show; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.i18n import gettext as _
from core.outbox.models import Conflict
from plugins.field_teaching.models import Outing, Stop, Vehicle
from plugins.field_teaching.queries.counts import (
    Day,
    Departed,
    Progress,
    day_of,
    last_here,
    open_conflicts_of,
    progress_in,
)
from plugins.field_teaching.queries.vehicles import Rider
from plugins.field_teaching.rules.counting import Count, Judged, Leaving, Verdict, Word
from plugins.field_teaching.terms import SAID_WORDS, WAY_WORDS, CountWay, Said

SILENT = timedelta(minutes=10)
"""After so long without a word a vehicle's phone is taken to be offline."""
LATE = timedelta(seconds=60)
"""A statement that arrived so much later than it was made was made without a signal."""


@dataclass(frozen=True)
class Person:
    """Somebody on the board, with what helps to find them."""

    key: str
    name: str
    verdict: str
    phone: str = ""
    group: str = ""
    seat: int | None = None
    note: str = ""
    own_vehicle: str = ""
    last: str = ""
    differs: bool = False


@dataclass(frozen=True)
class BusCard:
    """One vehicle on the board; `silent` is for how many minutes nothing came, None if it is not.

    `left` are its departures, each with the names of those without whom it left.
    """

    progress: Progress
    missing: list[Person]
    unsaid: list[Person]
    aside: list[Person]
    strangers: list[Person]
    silent: int | None
    left: list[tuple[Departed, list[str]]]


@dataclass(frozen=True)
class Doubt:
    """A conflict with what the desk needs to decide it: who, at which stop, in which vehicle's count."""

    conflict: Conflict
    rider: str
    stop_id: int
    vehicle_id: int


@dataclass(frozen=True)
class Board:
    """All vehicles at once."""

    buses: list[BusCard]
    doubts: list[Doubt]
    unplaced: list[str]
    at: datetime

    @property
    def here(self) -> int:
        """How many are on board of any vehicle."""
        return sum(one.progress.count.here for one in self.buses)

    @property
    def due(self) -> int:
        """How many should be."""
        return sum(one.progress.count.due for one in self.buses)


def board_of(outing: Outing, zone: str, *, at: datetime) -> Board:
    """The board of an outing at a moment."""
    day = day_of(outing)
    faces = _Faces(day, zone)
    cards = [_card(one, faces, at) for one in progress_in(day, at)]
    placed = {one.key for one in day.riders}
    strangers = {one.rider for one in day.words} - placed
    unplaced = sorted(day.names.get(key, key) for key in strangers)
    doubts = [_doubt(day, one) for one in open_conflicts_of(outing)]
    return Board(cards, doubts, unplaced, at)


def _doubt(day: Day, conflict: Conflict) -> Doubt:
    """Reads the subject of a conflict, `field_teaching.count:<outing>:<stop>:<rider>`."""
    stop, rider = conflict.subject.split(":", 3)[2:]
    said = [one for one in day.words if one.rider == rider and one.stop_id == int(stop)]
    return Doubt(conflict, rider, int(stop), said[-1].vehicle_id if said else 0)


class _Faces:
    """Turns verdicts into people, with names and phones at hand."""

    def __init__(self, day: Day, zone: str) -> None:
        self.riders: dict[str, Rider] = {one.key: one for one in day.riders}
        self.names, self.zone = day.names, zone
        self.vehicles = {one.id: one.name for one in day.vehicles}
        self.stops = {one.stop.id: one.stop.title for one in day.halts}
        self.last = last_here(day.valid())

    def of(self, judged: Iterable[Judged], *verdicts: Verdict) -> list[Person]:
        """The people with one of these verdicts."""
        return [self._face(one) for one in judged if one.verdict in verdicts]

    def _face(self, one: Judged) -> Person:
        rider, last = self.riders.get(one.rider), self.last.get(one.rider)
        seen = f"{self.stops.get(last.stop_id, '')} {self.time(last.happened_at)}" if last else ""
        note = one.word.why if one.word else ""
        if one.verdict is Verdict.ELSEWHERE and one.word:
            note = self.vehicles.get(one.word.vehicle_id, "")
        return Person(
            one.rider, self.names.get(one.rider, one.rider), one.verdict.value,
            rider.phone if rider else "", rider.group if rider else "",
            rider.seat if rider else None, note,
            self.vehicles.get(rider.vehicle_id, "") if rider else "", seen, one.differs,
        )  # fmt: skip

    def time(self, moment: datetime) -> str:
        """A moment on the class's wall."""
        return f"{clock.local(moment, self.zone):%H:%M}"


def _card(one: Progress, faces: _Faces, at: datetime) -> BusCard:
    judged, gap = one.count.judged, at - (one.last_word_at or at)
    return BusCard(
        one,
        faces.of(judged, Verdict.MISSING),
        faces.of(judged, Verdict.UNSAID),
        faces.of(judged, Verdict.LEAVE, Verdict.LEFT, Verdict.ELSEWHERE),
        faces.of(one.count.strangers, Verdict.HERE),
        int(gap.total_seconds() // 60) if gap >= SILENT else None,
        [
            (left, [faces.names.get(key, key) for key in left.leaving.missing])
            for left in one.departures
        ],
    )


# -- how a count came about -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One statement on the time line; `mark` is its moment for the link "up to here"."""

    at: datetime
    arrived_at: datetime | None
    who: str
    said: str
    way: str
    by: str
    device: str
    why: str
    late: bool
    mark: int


@dataclass(frozen=True)
class Replay:
    """A count, statement by statement, and as it stood at `until`."""

    stop: Stop
    vehicle: Vehicle
    lines: list[Line]
    until: datetime | None
    count: Count
    people: list[Person]
    places: list[tuple[Stop, Vehicle]]


def replay_of(
    outing: Outing, stop_id: int | None, vehicle_id: int | None, until: datetime | None
) -> Replay | None:
    """One count from its statements; the first one of the outing where none is named, None if there is none."""
    day = day_of(outing)
    stops = {one.stop.id: one.stop for one in day.halts}
    fleet = {one.id: one for one in day.vehicles}
    counted = {(one.stop_id, one.vehicle_id) for one in day.words}
    counted |= {(one.stop_id, one.vehicle_id) for one in day.leavings}
    places = [(stops[a], fleet[b]) for a, b in sorted(counted) if a in stops and b in fleet]
    chosen = (stops.get(stop_id or 0), fleet.get(vehicle_id or 0))
    stop, vehicle = chosen if all(chosen) else (places[0] if places else (None, None))
    if stop is None or vehicle is None:
        return None
    lines = _lines(day, stop.id, vehicle.id)
    moment = until or (lines[-1].at if lines else clock.now())
    count = day.count(stop.id, vehicle.id, moment)
    faces = _Faces(day, "UTC")
    people = faces.of([*count.judged, *count.strangers], *Verdict)
    return Replay(stop, vehicle, lines, until, count, people, places)


def _lines(day: Day, stop_id: int, vehicle_id: int) -> list[Line]:
    place = stop_id, vehicle_id
    words = [one for one in day.words if (one.stop_id, one.vehicle_id) == place]
    left = [one for one in day.leavings if (one.stop_id, one.vehicle_id) == place]
    lines = [_line(day, together) for together in _sweeps(words)]
    return sorted([*lines, *(_left(day, one) for one in left)], key=lambda one: one.mark)


def _sweeps(words: Iterable[Word]) -> list[list[Word]]:
    """The words of one place, those of one sweep together: 42 people are one line."""
    found: dict[tuple[str, str], list[Word]] = {}
    for one in words:
        key = "" if one.way == CountWay.REST else one.rider
        found.setdefault((one.act_id, key), []).append(one)
    return list(found.values())


def _line(day: Day, together: list[Word]) -> Line:
    one, names = together[0], [day.names.get(each.rider, each.rider) for each in together]
    first = "、".join(names[:3])
    who = names[0] if len(names) == 1 else _("%(names)s 等 %(n)d 人", names=first, n=len(names))
    late = one.arrived_at is not None and one.arrived_at - one.happened_at > LATE
    return Line(
        one.happened_at, one.arrived_at, str(who),
        str(SAID_WORDS[Said(one.said)]), str(WAY_WORDS[CountWay(one.way)]), one.by_name,
        one.device[:6], one.why, late, _micro(one.happened_at),
    )  # fmt: skip


def _left(day: Day, one: Leaving) -> Line:
    missing = "、".join(day.names.get(key, key) for key in one.missing)
    why = "；".join(part for part in (missing, one.why) if part)
    late = one.arrived_at is not None and one.arrived_at - one.happened_at > LATE
    return Line(
        one.happened_at, one.arrived_at, "", str(_words(one)), "", one.by_name,
        one.device[:6], why, late, _micro(one.happened_at),
    )  # fmt: skip


def _words(one: Leaving) -> Any:
    return _("撤回发车") if one.recalls else _("发车 %(h)d/%(d)d", h=one.here, d=one.due)


def _micro(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
