"""清点: what follows from everything that was said of riders, in whatever order it arrived.

The same rule runs on the leader's phone (static/counting.js); tests/rules/counting_vectors.json is run
through both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

from plugins.field_teaching.terms import CountWay, Said

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Word:
    """One statement about one rider at one stop, made for one vehicle's count."""

    act_id: str
    stop_id: int
    vehicle_id: int
    rider: str
    said: str
    way: str
    happened_at: datetime
    why: str = ""
    by_name: str = ""
    device: str = ""
    arrived_at: datetime | None = None

    @property
    def order(self) -> tuple[datetime, str]:
        """Of two words the one with the greater order is the later, whichever arrived first."""
        return self.happened_at, self.act_id

    @property
    def is_explicit(self) -> bool:
        """Whether this very rider was looked at, not swept along with all the rest."""
        return self.way != CountWay.REST


class Verdict(StrEnum):
    """What a count knows of a rider."""

    HERE = "here"
    MISSING = "missing"
    UNSAID = "unsaid"
    ELSEWHERE = "elsewhere"
    LEFT = "left"
    LEAVE = "leave"


NOT_HERE = frozenset({Verdict.MISSING, Verdict.UNSAID})
"""Who is due and not here: said to be missing, or not yet seen."""


@dataclass(frozen=True)
class Judged:
    """A rider's verdict with the word that stands behind it, and what two phones do not agree on."""

    rider: str
    verdict: Verdict
    word: Word | None = None
    differs: bool = False


@dataclass(frozen=True)
class Count:
    """The state of a count at one stop of one vehicle."""

    judged: tuple[Judged, ...]
    strangers: tuple[Judged, ...] = ()

    def of(self, *verdicts: Verdict) -> list[str]:
        """The keys of this vehicle's own riders with one of these verdicts."""
        return [one.rider for one in self.judged if one.verdict in verdicts]

    @property
    def here(self) -> int:
        """How many are on board, riders of other vehicles left out."""
        return len(self.of(Verdict.HERE))

    @property
    def due(self) -> int:
        """How many should be on board: not on leave, not gone, not on another vehicle."""
        return len(self.of(Verdict.HERE, Verdict.MISSING, Verdict.UNSAID))

    @property
    def missing(self) -> list[str]:
        """The keys of those who are due and not here."""
        return self.of(*NOT_HERE)

    @property
    def is_full(self) -> bool:
        """Whether everyone who is due is here."""
        return not self.missing


@dataclass(frozen=True)
class Circumstances:
    """What is true beside the count: when `moment` is, and who is on approved leave then."""

    moment: datetime
    on_leave: frozenset[str] = field(default_factory=frozenset)


def standing(words: Iterable[Word]) -> Word | None:
    """The word that stands on one rider in one count: the latest explicit one, else the latest sweep."""
    said = [one for one in words if one.said in (Said.HERE, Said.MISSING)]
    explicit = [one for one in said if one.is_explicit]
    return max(explicit or said, key=lambda one: one.order, default=None)


def gone(words: Iterable[Word], moment: datetime) -> Word | None:
    """The word by which a rider has left the day at this moment; None after they were back."""
    moves = [
        one for one in words if one.said in (Said.LEFT, Said.BACK) and one.happened_at <= moment
    ]
    last = max(moves, key=lambda one: one.order, default=None)
    return last if last is not None and last.said == Said.LEFT else None


def differs(words: Iterable[Word]) -> bool:
    """Whether two phones do not agree on one rider in one count.

    Each phone's opinion is its latest explicit word, else its sweep. What the desk decided settles all
    that was said before it.
    """
    said = [one for one in words if one.said in (Said.HERE, Said.MISSING)]
    desk = max((one.order for one in said if one.way == CountWay.DESK), default=None)
    opinions: dict[str, list[Word]] = {}
    for one in said:
        if one.way != CountWay.DESK and (desk is None or one.order > desk):
            opinions.setdefault(one.device or one.by_name, []).append(one)
    held = {standing(mine).said for mine in opinions.values()}  # type: ignore[union-attr]
    return len(held) > 1


def on_two(words: Iterable[Word]) -> bool:
    """Whether two vehicles both say, each by looking, that one rider is on board at one stop."""
    by_vehicle = _by(words, lambda one: one.vehicle_id)
    stand = [standing(said) for said in by_vehicle.values()]
    aboard = [one for one in stand if one and one.said == Said.HERE and one.is_explicit]
    return any(one.way != CountWay.DESK or other.way != CountWay.DESK
               for one, other in combinations(aboard, 2))  # fmt: skip


def judge(
    rider: str, vehicle_id: int, stop_id: int, words: Sequence[Word], around: Circumstances
) -> Judged:
    """What the count of a vehicle at a stop knows of one rider; `words` are all of the day on them."""
    here_said = [one for one in words if one.stop_id == stop_id]
    own = [one for one in here_said if one.vehicle_id == vehicle_id]
    word, left = standing(own), gone(words, around.moment)
    apart = differs(own) or on_two(here_said)
    if left is not None and not (_is_here(word) and word.is_explicit and word.order > left.order):  # type: ignore[union-attr]
        return Judged(rider, Verdict.LEFT, left, apart)
    other = _aboard_another(vehicle_id, here_said)
    if other is not None and not (word and _is_here(word) and _outweighs(word, other)):
        return Judged(rider, Verdict.ELSEWHERE, other, apart)
    if _is_here(word):
        return Judged(rider, Verdict.HERE, word, apart)
    if rider in around.on_leave:
        return Judged(rider, Verdict.LEAVE, word, apart)
    return Judged(rider, Verdict.MISSING if word else Verdict.UNSAID, word, apart)


def _is_here(word: Word | None) -> bool:
    return word is not None and word.said == Said.HERE


def _outweighs(one: Word, other: Word) -> bool:
    return (one.is_explicit, one.order) > (other.is_explicit, other.order)


def _aboard_another(vehicle_id: int, words: Iterable[Word]) -> Word | None:
    """The strongest word by which another vehicle has this rider on board."""
    by_vehicle = _by(words, lambda one: one.vehicle_id)
    aboard = [
        stands
        for vehicle, said in by_vehicle.items()
        if vehicle != vehicle_id and (stands := standing(said)) and stands.said == Said.HERE
    ]
    return max(aboard, key=lambda one: (one.is_explicit, one.order), default=None)


def count_at(
    place: tuple[int, int],
    riders: Iterable[str],
    words: Mapping[str, Sequence[Word]],
    around: Circumstances,
) -> Count:
    """The count at `place` = (stop, vehicle); `riders` are the vehicle's own, `words` by rider."""
    stop_id, vehicle_id = place
    own = dict.fromkeys(riders)
    judged = tuple(judge(key, vehicle_id, stop_id, words.get(key, ()), around) for key in own)
    others = sorted(
        key for key, said in words.items()
        if key not in own and any((one.stop_id, one.vehicle_id) == place for one in said)
    )  # fmt: skip
    strangers = [judge(key, vehicle_id, stop_id, words[key], around) for key in others]
    return Count(judged, tuple(one for one in strangers if one.verdict is Verdict.HERE))


def by_rider(words: Iterable[Word], until: datetime | None = None) -> dict[str, list[Word]]:
    """The words on each rider; with `until`, only those of what had happened by then."""
    return _by((one for one in words if until is None or one.happened_at <= until),
               lambda one: one.rider)  # fmt: skip


def _by(words: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for one in words:
        found.setdefault(key(one), []).append(one)
    return found


def is_present(words: Iterable[Word]) -> bool | None:
    """Whether a rider was there at any of some stops, whichever vehicle says so; None: nothing is said."""
    counts = _by(words, lambda one: (one.stop_id, one.vehicle_id)).values()
    stand = [found for said in counts if (found := standing(said))]
    return any(one.said == Said.HERE for one in stand) if stand else None


# -- leaving a stop -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """That a vehicle left a stop, or that an earlier word of it is taken back (`recalls`)."""

    act_id: str
    stop_id: int
    vehicle_id: int
    happened_at: datetime
    here: int = 0
    due: int = 0
    missing: tuple[str, ...] = ()
    why: str = ""
    recalls: str = ""
    by_name: str = ""
    device: str = ""
    arrived_at: datetime | None = None

    @property
    def order(self) -> tuple[datetime, str]:
        """Of two the one with the greater order is the later."""
        return self.happened_at, self.act_id


def taken_back(leavings: Iterable[Leaving]) -> set[str]:
    """The acts of departures that were recalled.

    A recall takes back the act that it names, and every other departure of that vehicle from that stop
    which was not later than itself.
    """
    rows = list(leavings)
    recalls = _by((one for one in rows if one.recalls), lambda one: (one.stop_id, one.vehicle_id))
    return {
        one.act_id
        for one in rows
        if not one.recalls
        and any(r.recalls == one.act_id or r.order >= one.order
                for r in recalls.get((one.stop_id, one.vehicle_id), ()))
    }  # fmt: skip


def valid(
    words: Iterable[Word], leavings: Iterable[Leaving], until: datetime | None = None
) -> list[Word]:
    """The words that count: whom a departure swept along is unsaid again once it was recalled."""
    back = taken_back(one for one in leavings if until is None or one.happened_at <= until)
    return [one for one in words if one.is_explicit or one.act_id not in back]


def departed(leavings: Iterable[Leaving]) -> dict[tuple[int, int], Leaving]:
    """The departure that stands for each (stop, vehicle)."""
    rows = sorted(leavings, key=lambda row: row.order)
    back = taken_back(rows)
    return {(one.stop_id, one.vehicle_id): one
            for one in rows if not one.recalls and one.act_id not in back}  # fmt: skip


def current_stop(way: Sequence[int], left: Iterable[int]) -> int | None:
    """Where a vehicle counts now: the first boarding stop of its way after the last that it left.

    `way` holds the stops at which heads are counted, in order; None once the last was left.
    """
    known = set(left)
    after = max((place for place, stop in enumerate(way) if stop in known), default=-1)
    return way[after + 1] if after + 1 < len(way) else None
