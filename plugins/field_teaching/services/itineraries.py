"""A sheet's itinerary into a class: first what would be written, then all of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core import audit, clock
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.tabular import Item, Report
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.rules.sites_named import site_named
from plugins.field_teaching.services.outings import OutingDetails, note_act, write_outing
from plugins.field_teaching.services.ways import StopDetails, lay_down
from plugins.field_teaching.terms import BOARDING, StopKind

ACT = "field_teaching.import"
MOST_STOPS = 100
"""On one day; more are no itinerary but another kind of sheet."""
SITED = frozenset({StopKind.TEACH, StopKind.ARRIVE, StopKind.MEAL, StopKind.WALK})


@dataclass(frozen=True)
class PlannedStop:
    """A stop that would be written, and the row it comes from."""

    number: int
    item: Item
    details: StopDetails


@dataclass(frozen=True)
class PlannedDay:
    """An outing that would be written: its day and its stops in the order of the sheet."""

    held_on: date
    stops: Sequence[PlannedStop]


@dataclass(frozen=True)
class Brought:
    """How many outings and stops a file brought."""

    outings: int
    stops: int


def plan_itinerary(
    training_class: TrainingClass,
    report: Report,
    sites: Sequence[tuple[int, str]],
    chosen: Mapping[int, int | None] | None = None,
) -> list[PlannedDay]:
    """What would be written, day by day; writes nothing.

    A site is offered where place or title name it; `chosen` says by the stop's number what a person
    took instead.
    """
    days: dict[date, list[PlannedStop]] = {}
    for number, item in enumerate(report.items):
        details = _details(training_class, item, sites)
        if chosen and number in chosen:
            details = replace(details, site_id=chosen[number])
        day = date.fromisoformat(item["day"])
        days.setdefault(day, []).append(PlannedStop(number, item, details))
    return [PlannedDay(day, stops) for day, stops in sorted(days.items())]


def import_itinerary(
    training_class: TrainingClass, title: str, days: Sequence[PlannedDay],
    *, by: Actor, at: datetime, source: str,
) -> Brought:  # fmt: skip
    """Writes an outing for each day, or nothing at all; the same file a second time writes nothing."""
    with transaction():
        require_open(training_class)
        before = brought_before(training_class.id, source)
        if before is not None:
            return before
        _refuse_unlikely(days)
        for number, day in enumerate(days, start=1):
            name = _("%(title)s 第 %(n)d 天", title=title, n=number) if len(days) > 1 else title
            outing = write_outing(training_class, OutingDetails(name[:200], day.held_on), at=at)
            lay_down(training_class, outing, [one.details for one in day.stops], at=at)
            note_act("add_outing", outing, by=by, at=at, title=outing.title, source=source)
        done = Brought(len(days), sum(len(day.stops) for day in days))
        counts = {"outings": done.outings, "stops": done.stops}
        audit.note(ACT, source, by=by, at=at, class_id=training_class.id, **counts)
    return done


def _refuse_unlikely(days: Sequence[PlannedDay]) -> None:
    if not days:
        raise Refused(Problem("nothing_to_write", _("这个表里没有可以写入的站。")))
    for day in days:
        if len(day.stops) > MOST_STOPS:
            words = _("%(day)s 有 %(n)d 站，一天最多 %(most)d 站，请核对表格。")
            said = words % {"day": day.held_on, "n": len(day.stops), "most": MOST_STOPS}
            raise Refused(Problem("too_many_stops", said))


def brought_before(class_id: int, source: str) -> Brought | None:
    """What an earlier press wrote from this very file, or None."""
    detail = audit.noted(ACT, source, class_id)
    return None if detail is None else Brought(**detail)


def _details(
    training_class: TrainingClass, item: Item, sites: Sequence[tuple[int, str]]
) -> StopDetails:
    kind, starts = StopKind(item["kind"]), item["starts"]
    site = site_named(sites, item["place"], item["title"]) if kind in SITED else None
    return StopDetails(
        kind=kind.value,
        title=item["title"],
        starts_at=_moment(starts, training_class) if starts else None,
        time_text=item["time_text"],
        minutes=item["minutes"],
        site_id=site,
        place=item["place"],
        leader=item["leader"],
        transport=item["transport"],
        boards=kind in BOARDING,
        note=item["note"],
    )


def _moment(wall: str, training_class: TrainingClass) -> datetime:
    return clock.from_wall(datetime.fromisoformat(wall), training_class.zone)
