"""How the times of a way follow when a stop is moved, lengthened or put later; what has no time gets none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NOTHING = timedelta(0)


@dataclass(frozen=True)
class Timed:
    """A stop in the order of a way with its aware times; both None where only words are known."""

    key: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def length(self) -> timedelta:
        """How long it takes; nothing where no end is known."""
        if self.starts_at is None or self.ends_at is None:
            return NOTHING
        return self.ends_at - self.starts_at

    def at(self, starts_at: datetime) -> Timed:
        """The same stop at another time, as long as before."""
        return replace(self, starts_at=starts_at, ends_at=self.ends_at and starts_at + self.length)


def shifted(way: Sequence[Timed], first: int, by: timedelta, *, alone: bool = False) -> list[Timed]:
    """The way with the stop at place `first` and all after it later by `by`; `alone` leaves those."""
    last = first + 1 if alone else len(way)
    return [
        one.at(one.starts_at + by) if one.starts_at and first <= place < last else one
        for place, one in enumerate(way)
    ]


def reordered(way: Sequence[Timed], old: int, new: int, *, alone: bool = False) -> list[Timed]:
    """The way with the stop at place `old` put at place `new`, and times that run on in that order.

    Every stop keeps its length and every place the pause before it, so that what lies outside the
    two places keeps its times, and moving it back gives the way as it was. `alone` keeps all times.
    """
    there = list(way)
    there.insert(new, there.pop(old))
    if alone:
        return there
    before = [one for one in way if one.starts_at is not None]
    after = iter(_run_on(before, [one for one in there if one.starts_at is not None]))
    return [one if one.starts_at is None else next(after) for one in there]


def _run_on(before: Sequence[Timed], after: Sequence[Timed]) -> list[Timed]:
    """The stops of `after` on the clock of `before`: its first start, its pauses."""
    found: list[Timed] = []
    moment = before[0].starts_at if before else None
    for place, one in enumerate(after):
        if moment is None:
            break
        found.append(one.at(moment))
        following = before[place + 1].starts_at if place + 1 < len(before) else None
        begun = before[place].starts_at
        if following is None or begun is None:
            break
        moment = moment + one.length + (following - begun - before[place].length)
    return found


def retimed(
    way: Sequence[Timed], place: int, stop: Timed, *, leg_more: timedelta = NOTHING,
    alone: bool = False,
) -> list[Timed]:  # fmt: skip
    """The way with other times for the stop at `place`, and what follows shifted by as much.

    `leg_more` is by how much the way to it has become longer; it counts where its start was not
    changed by hand. A stop that had no time, or has none now, shifts nothing.
    """
    old = way[place]
    if old.starts_at is None or stop.starts_at is None:
        return [*way[:place], stop, *way[place + 1 :]]
    if stop.starts_at == old.starts_at and not alone:
        stop = stop.at(stop.starts_at + leg_more)
    by = (stop.starts_at or old.starts_at) + stop.length - (old.starts_at + old.length)
    following = [*way[:place], stop, *way[place + 1 :]]
    return following if alone else shifted(following, place + 1, by)


def place_for(way: Sequence[Timed], starts_at: datetime | None) -> int:
    """Where a new stop stands: after the last that starts no later; without a time, at the end."""
    if starts_at is None:
        return len(way)
    earlier = [n for n, one in enumerate(way) if one.starts_at and one.starts_at <= starts_at]
    timed = any(one.starts_at for one in way)
    return earlier[-1] + 1 if earlier else (0 if timed else len(way))
