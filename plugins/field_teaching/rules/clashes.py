"""What cannot go as planned on a day on the road; it warns and forbids nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from core.i18n import gettext as _
from plugins.field_teaching.rules.hours import opening_problem
from plugins.field_teaching.rules.limits import Limits
from plugins.field_teaching.terms import StopKind, Transport

RIDES = frozenset({Transport.BUS, Transport.TRAIN, Transport.BOAT})
DRIVES = frozenset({StopKind.DEPART, StopKind.RETURN})


@dataclass(frozen=True)
class Place:
    """A site as the rules see it; `hours` and `closed_on` as the library keeps them."""

    key: int
    name: str
    hours: list[dict[str, Any]] = field(default_factory=list)
    closed_on: list[str] = field(default_factory=list)
    capacity: int | None = None
    guide: str = ""


@dataclass(frozen=True)
class Step:
    """A stop of a way with its times on the class's wall clock."""

    key: int
    kind: str
    title: str
    starts: datetime | None = None
    ends: datetime | None = None
    transport: str = ""
    leg_minutes: int | None = None
    boards: bool = False
    leader: str = ""
    site: Place | None = None

    @property
    def until(self) -> datetime | None:
        """When it is over, as far as is known."""
        return self.ends or self.starts

    @property
    def guides(self) -> dict[str, str]:
        """Who leads there, the site's guide too: by the name without spaces, the name as written."""
        names = (self.leader, self.site.guide if self.site else "")
        return {"".join(name.split()): name.strip() for name in names if name.strip()}

    @property
    def leg(self) -> timedelta:
        """The way to it."""
        return timedelta(minutes=self.leg_minutes or 0)


@dataclass(frozen=True)
class Way:
    """The stops of a vehicle (0: of all who have no order of their own) and how many people go."""

    owner: int
    name: str
    steps: Sequence[Step]
    people: int = 0


@dataclass(frozen=True)
class Other:
    """A lesson of the class that does not belong to the outing, on the wall clock."""

    title: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Day:
    """All that a plan of an outing is judged by."""

    held_on: date
    ways: Sequence[Way]
    lessons: Sequence[Other] = ()
    limits: Limits = field(default_factory=Limits)
    back_by: datetime | None = None


@dataclass(frozen=True)
class Clash:
    """Something that cannot go as planned, in words, and the stop at which it shows; None: the day."""

    code: str
    message: str
    stop: int | None = None
    owner: int = 0


def clashes_of(day: Day) -> list[Clash]:
    """Everything that cannot go as planned, way by way, then between the ways."""
    found: list[Clash] = []
    for way in day.ways:
        found += [*_sites(way), *_lessons(way, day.lessons), *_runs(way, day.limits)]
        found += [*_meals(way, day), *_evening(way, day), *_counts(way)]
    return [*found, *_leaders(day.ways), *_crowds(day.ways)]


def said_once(clashes: Iterable[Clash]) -> list[Clash]:
    """What holds for several ways alike only once, as of the first of them."""
    found: dict[tuple[str, str], Clash] = {}
    for one in clashes:
        found.setdefault((one.code, one.message), one)
    return list(found.values())


def overlaps(a: datetime, b: datetime, c: datetime, d: datetime) -> bool:
    """Whether [a, b) and [c, d) share any time; a moment counts where it lies inside the other."""
    return a < d and c < b if a < b and c < d else (c <= a < d if a == b else a <= c < b)


def _timed(steps: Iterable[Step]) -> list[tuple[Step, datetime, datetime]]:
    return [(one, one.starts, one.until) for one in steps if one.starts and one.until]


def _sites(way: Way) -> Iterator[Clash]:
    for step, starts, until in _timed(way.steps):
        if step.site is None:
            continue
        problem = opening_problem(step.site.hours, step.site.closed_on, starts, until)
        if problem is not None:
            words = _("“%(title)s”：%(why)s", title=step.title, why=problem.message)
            yield Clash("site_closed", words, step.key, way.owner)


def _lessons(way: Way, lessons: Iterable[Other]) -> Iterator[Clash]:
    steps = _timed(way.steps)
    for lesson in lessons:
        for step, starts, until in steps:
            if overlaps(starts - step.leg, until, lesson.starts, lesson.ends):
                when = f"{lesson.starts:%H:%M}–{lesson.ends:%H:%M}"
                words = _(
                    "“%(stop)s”与课表里的“%(lesson)s”（%(when)s）时间重叠。",
                    stop=step.title,
                    lesson=lesson.title,
                    when=when,
                )
                yield Clash("lesson_overlap", words, step.key, way.owner)
                break


def _runs(way: Way, limits: Limits) -> Iterator[Clash]:
    """Stops that overlap, and legs that take longer than there is time."""
    for (before, _starts, until), (step, starts, _end) in pairwise(_timed(way.steps)):
        names = {"first": before.title, "second": step.title}
        if starts < until:
            words = _("“%(second)s”开始时，“%(first)s”还没有结束。", **names)
            yield Clash("stops_overlap", words, step.key, way.owner)
            continue
        spare = timedelta(minutes=limits.spare_minutes) if step.leg_minutes else timedelta(0)
        if until + step.leg + spare > starts:
            words = _(
                "从“%(first)s”到“%(second)s”要 %(leg)d 分钟，只留了 %(there)d 分钟。",
                leg=(step.leg + spare) // timedelta(minutes=1),
                there=(starts - until) // timedelta(minutes=1),
                **names,
            )
            yield Clash("leg_short", words, step.key, way.owner)


def _meals(way: Way, day: Day) -> Iterator[Clash]:
    """A meal is missing where one is out all through its time; a meal in words may be at any time."""
    steps = _timed(way.steps)
    meals = [one for one in way.steps if one.kind == StopKind.MEAL]
    if not steps or any(one.starts is None for one in meals):
        return
    out, back = steps[0][1], max(until for _step, _starts, until in steps)
    for code, window, words in (
        ("lunch_missing", day.limits.lunch, _("午餐")),
        ("supper_missing", day.limits.supper, _("晚餐")),
    ):
        if window is None:
            continue
        begins, ends = (datetime.combine(day.held_on, clock, out.tzinfo) for clock in window)
        if out > begins or back < ends:
            continue
        if not any(s <= ends and begins <= u for _step, s, u in _timed(meals)):
            said = {"from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}", "meal": words}
            text = _("%(from)s 到 %(until)s 之间没有安排%(meal)s。", **said)
            yield Clash(code, text, None, way.owner)


def _evening(way: Way, day: Day) -> Iterator[Clash]:
    steps = _timed(way.steps)
    if not steps:
        return
    step, _starts, back = max(steps, key=lambda one: one[2])
    latest = _latest(day, back)
    if latest is not None and back > latest:
        said = {"title": step.title, "back": f"{back:%H:%M}", "latest": f"{latest:%H:%M}"}
        words = _("“%(title)s”到 %(back)s，晚于 %(latest)s。", **said)
        yield Clash("evening_late", words, step.key, way.owner)


def _latest(day: Day, back: datetime) -> datetime | None:
    """Midnight itself is no limit of the evening: a class may ask for 00:00 only by `back_by`."""
    if day.back_by is not None:
        return day.back_by
    clock = day.limits.latest
    return datetime.combine(day.held_on, clock, back.tzinfo) if clock and clock > time(0) else None


def _counts(way: Way) -> Iterator[Clash]:
    """Nobody is driven away from a place where heads were not counted."""
    for place, step in enumerate(way.steps):
        before = way.steps[place - 1] if place else None
        leaves = step.kind in DRIVES
        if not leaves and (step.transport not in RIDES or before is None):
            continue
        if step.boards and (leaves or step.kind == StopKind.GATHER):
            continue
        if before is not None and before.boards:
            continue
        where = step if leaves or before is None else before
        words = _("“%(title)s”开车前没有清点人数。", title=where.title)
        yield Clash("count_missing", words, where.key, way.owner)


def _leaders(ways: Sequence[Way]) -> Iterator[Clash]:
    """One person, a leader or a site's guide, cannot be with two vehicles at two stops at once."""
    led = [
        (way, step, starts, until)
        for way in ways
        for step, starts, until in _timed(way.steps)
        if step.guides
    ]
    for number, (way, step, starts, until) in enumerate(led):
        for other, there, begins, ends in led[number + 1 :]:
            if way.owner == other.owner or step.key == there.key:
                continue
            if not overlaps(starts, until, begins, ends):
                continue
            for who in step.guides.keys() & there.guides.keys():
                words = _(
                    "%(who)s同时要在%(first)s“%(here)s”和%(second)s“%(there)s”。",
                    who=step.guides[who],
                    first=way.name,
                    here=step.title,
                    second=other.name,
                    there=there.title,
                )
                yield Clash("leader_twice", words, there.key, other.owner)


def _crowds(ways: Sequence[Way]) -> Iterator[Clash]:
    """More people at a site at once than it holds, over all vehicles."""
    stays: dict[int, list[tuple[Way, Step, datetime, datetime]]] = {}
    for way in ways:
        for step, starts, until in _timed(way.steps):
            if step.site is not None and step.site.capacity:
                stays.setdefault(step.site.key, []).append((way, step, starts, until))
    for those in stays.values():
        most, worst = max(
            ((_people_at(those, starts), (way, step)) for way, step, starts, _until in those),
            key=lambda one: one[0],
        )
        way, step = worst
        if step.site is not None and step.site.capacity and most > step.site.capacity:
            words = _(
                "“%(site)s”同时有 %(most)d 人，最多容纳 %(capacity)d 人。",
                site=step.site.name,
                most=most,
                capacity=step.site.capacity,
            )
            yield Clash("site_full", words, step.key, way.owner)


def _people_at(those: Iterable[tuple[Way, Step, datetime, datetime]], moment: datetime) -> int:
    there = {way.owner: way.people for way, _s, a, b in those if a == moment or a <= moment < b}
    return sum(there.values())
