"""现场教学总结: what of each outing goes into the archive."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from core import clock
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.wording import day, stamp
from plugins.field_teaching.models import Departure, Outing, Vehicle
from plugins.field_teaching.printing.press import printed
from plugins.field_teaching.queries.outings import Halt, halts_by_outing, outings_of, way_in
from plugins.field_teaching.queries.safety import Case, cases_of
from plugins.field_teaching.queries.summary import left_early, on_leave, standing_departures
from plugins.field_teaching.queries.teaching import TaughtStop, taught_stops
from plugins.field_teaching.queries.vehicles import vehicles_of
from plugins.field_teaching.terms import (
    ASPECT_WORDS,
    INCIDENT_STATE_WORDS,
    INCIDENT_WORDS,
    STOP_WORDS,
    VARIANT_WORDS,
    IncidentKind,
    IncidentState,
    StopKind,
    Variant,
)


def summary(training_class: TrainingClass) -> bytes:
    """Every published outing: the plan that held, planned and real times, counts, incidents, ratings."""
    outings = [one for one in outings_of(training_class.id) if one.published_at is not None]
    ids = [one.id for one in outings]
    halts, vehicles = halts_by_outing(ids), vehicles_of(training_class.id)
    departures, left = standing_departures(ids), left_early(ids)
    away = on_leave(training_class.id, {one.held_on for one in outings}, training_class.zone)
    taught, cases = _taught(training_class.id), _cases(training_class.id)
    parts = [
        {
            "outing": one,
            "day": day(one.held_on),
            "variant": VARIANT_WORDS[Variant(one.variant)],
            "stops": _stops(one, halts.get(one.id, []), vehicles, departures, training_class.zone),
            "left": left[one.id],
            "on_leave": away.get(one.held_on, 0),
            "cases": [_case(case, training_class.zone) for case in cases[one.id]],
            "taught": [_came_of(stop) for stop in taught[one.id]],
        }
        for one in outings
    ]
    others = [_case(one, training_class.zone) for one in cases[None]]
    head = head_of(training_class, _("现场教学总结"))
    return printed("summary.html", **head, parts=parts, others=others)


def _stops(
    outing: Outing,
    halts: list[Halt],
    vehicles: list[Vehicle],
    departures: dict[tuple[int, int], Departure],
    zone: str,
) -> list[dict[str, Any]]:
    """The way that held, then what only vehicles with an order of their own went to."""
    way = way_in(halts, outing.variant)
    known = {one.stop.id for one in way}
    for vehicle in vehicles:
        way += [
            one for one in way_in(halts, outing.variant, vehicle.id) if one.stop.id not in known
        ]
        known = {one.stop.id for one in way}
    return [_stop(one, vehicles, departures, zone) for one in way]


def _stop(
    halt: Halt, vehicles: list[Vehicle], departures: dict[tuple[int, int], Departure], zone: str
) -> dict[str, Any]:
    left = [(one, departures.get((halt.stop.id, one.id))) for one in vehicles]
    starts_at = halt.placing.starts_at
    return {
        "title": halt.stop.title,
        "kind": STOP_WORDS[StopKind(halt.stop.kind)],
        "place": halt.place,
        "planned": _wall(starts_at, zone) if starts_at else halt.placing.time_text,
        "real": [
            {
                "bus": vehicle.name,
                "at": _wall(gone.happened_at, zone),
                "here": gone.here,
                "due": gone.due,
                "why": gone.why,
            }
            for vehicle, gone in left
            if gone is not None
        ],
    }


def _wall(moment: Any, zone: str) -> str:
    return f"{clock.local(moment, zone):%H:%M}"


def _taught(class_id: int) -> dict[int, list[TaughtStop]]:
    found: dict[int, list[TaughtStop]] = defaultdict(list)
    for one in taught_stops(class_id):
        found[one.outing.id].append(one)
    return found


def _cases(class_id: int) -> dict[int | None, list[Case]]:
    found: dict[int | None, list[Case]] = defaultdict(list)
    for one in cases_of(class_id):
        found[one.incident.outing_id].append(one)
    return found


def _case(case: Case, zone: str) -> dict[str, Any]:
    """What happened and how it ended; whom it befell stays in the log."""
    found = case.incident
    return {
        "kind": INCIDENT_WORDS[IncidentKind(found.kind)],
        "at": stamp(found.happened_at, zone),
        "what": found.what,
        "place": found.place,
        "state": INCIDENT_STATE_WORDS[IncidentState(found.state)],
        "end": case.steps[-1].body if case.steps else "",
    }


def _came_of(one: TaughtStop) -> dict[str, Any]:
    rated = [f"{ASPECT_WORDS[bars.aspect]} {bars.mean}" for bars in one.bars if bars.is_shown]
    return {
        "title": one.stop.title,
        "topic": one.stop.topic,
        "reflections": one.reflections,
        "tributes": one.tributes,
        "raters": max((bars.count for bars in one.bars), default=0),
        "rated": "　".join(rated),
    }
