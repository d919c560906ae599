"""按组排座: who sits in which bus on which seat; groups stay together where that can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

DOCTOR, DRIVER = "doctor", "driver"
PATIENCE = 20_000
"""Steps of looking for a way without splitting a group; enough for any class that fits into buses."""


@dataclass(frozen=True)
class Bus:
    """A vehicle with its seats."""

    id: int
    seats: int


@dataclass(frozen=True)
class Passenger:
    """Somebody to be seated; `group` is None for whoever belongs to none. A driver has a seat already."""

    key: str
    group: int | None = None
    kind: str = "trainee"


@dataclass(frozen=True)
class Seating:
    """`places` says for each key the bus and the seat (None: the driver's own).

    `split` are the groups that had to be divided, `left_over` those for whom there was no seat.
    """

    places: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    split: tuple[int, ...] = ()
    left_over: tuple[str, ...] = ()


def seat(buses: Sequence[Bus], passengers: Sequence[Passenger]) -> Seating:
    """Seats everyone, in the order given: a doctor on the first bus first, then groups, then the rest.

    Nobody is left over while any seat is free. A group is divided only where no way was found to keep
    all groups whole.
    """
    free = [bus.seats for bus in buses]
    aboard: list[list[Passenger]] = [[] for _bus in buses]
    for place, one in enumerate(_of_kind(passengers, DOCTOR)):
        _sit(free, aboard, one, [(start + place) % len(buses) for start in range(len(buses))])
    groups = _groups(passengers)
    whole = _whole(free, [len(group) for group in groups.values()])
    split = _fill(free, aboard, groups, whole)
    for one in (
        one for one in passengers if one.group is None and one.kind not in (DOCTOR, DRIVER)
    ):
        _sit(free, aboard, one, sorted(range(len(buses)), key=lambda at: -free[at]))
    return _numbered(buses, aboard, passengers, split)


def _of_kind(passengers: Iterable[Passenger], kind: str) -> list[Passenger]:
    return [one for one in passengers if one.kind == kind]


def _groups(passengers: Iterable[Passenger]) -> dict[int, list[Passenger]]:
    found: dict[int, list[Passenger]] = {}
    for one in passengers:
        if one.group is not None and one.kind not in (DOCTOR, DRIVER):
            found.setdefault(one.group, []).append(one)
    return found


def _sit(
    free: list[int], aboard: list[list[Passenger]], one: Passenger, wishes: Iterable[int]
) -> None:
    bus = next((at for at in wishes if free[at] > 0), None)
    if bus is not None:
        free[bus] -= 1
        aboard[bus].append(one)


def _whole(free: Sequence[int], sizes: Sequence[int]) -> dict[int, int]:
    """The bus of each group that stays whole; every group, where a way was found.

    First as the groups come, so that neighbours travel together; else the largest first, trying further.
    """
    in_order = _in_order(free, sizes)
    if len(in_order) == len(sizes) or sum(sizes) > sum(free):
        return in_order
    order = sorted(range(len(sizes)), key=lambda at: -sizes[at])
    return _searched(list(free), sizes, order) or in_order


def _in_order(free: Sequence[int], sizes: Sequence[int]) -> dict[int, int]:
    room, found = list(free), {}
    for group, size in enumerate(sizes):
        bus = next((at for at, left in enumerate(room) if left >= size), None)
        if bus is not None:
            room[bus] -= size
            found[group] = bus
    return found


def _searched(room: list[int], sizes: Sequence[int], order: Sequence[int]) -> dict[int, int]:
    """A bus for every group, or nothing; gives up after PATIENCE steps."""
    steps, chosen = 0, {}

    def place(depth: int) -> bool:
        nonlocal steps
        if depth == len(order):
            return True
        group, tried = order[depth], set()
        for bus, left in enumerate(room):
            steps += 1
            if left < sizes[group] or left in tried or steps > PATIENCE:
                continue
            tried.add(left)
            room[bus] -= sizes[group]
            chosen[group] = bus
            if place(depth + 1):
                return True
            room[bus] += sizes[group]
            del chosen[group]
        return False

    return chosen if place(0) else {}


def _fill(
    free: list[int], aboard: list[list[Passenger]], groups: dict[int, list[Passenger]],
    whole: dict[int, int],
) -> tuple[int, ...]:  # fmt: skip
    """Puts the groups on board; returns those that were divided."""
    members = list(groups.items())
    for place, bus in sorted(whole.items()):
        free[bus] -= len(members[place][1])
        aboard[bus].extend(members[place][1])
    split = []
    for place, (group, people) in enumerate(members):
        if place in whole:
            continue
        before = len({at for at in range(len(aboard)) if _has(aboard[at], group)})
        for one in people:
            mates = sorted(range(len(free)), key=lambda at: (-_has(aboard[at], group), -free[at]))
            _sit(free, aboard, one, mates)
        if before == 0 and sum(bool(_has(bus, group)) for bus in aboard) > 1:
            split.append(group)
    return tuple(split)


def _has(aboard: Iterable[Passenger], group: int) -> int:
    return sum(one.group == group for one in aboard)


def _numbered(
    buses: Sequence[Bus], aboard: Sequence[Sequence[Passenger]],
    passengers: Sequence[Passenger], split: tuple[int, ...],
) -> Seating:  # fmt: skip
    """Seat numbers: who looks after others in front, then as they were put on board."""
    places: dict[str, tuple[int, int | None]] = {}
    for bus, people in zip(buses, aboard, strict=True):
        in_front = sorted(people, key=lambda one: (one.kind != DOCTOR, one.kind == "trainee"))
        places |= {one.key: (bus.id, seat) for seat, one in enumerate(in_front, start=1)}
    for bus, driver in zip(buses, _of_kind(passengers, DRIVER), strict=False):
        places[driver.key] = bus.id, None
    left = tuple(one.key for one in passengers if one.key not in places and one.kind != DRIVER)
    return Seating(places, split, left)
