"""What the page of an outing shows, and on which of its ways somebody works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from core import clock
from core.access.guard import may, this_class
from core.intake import wholes
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.outings import Halt, cancelled_stops_of
from plugins.field_teaching.queries.planning import Planning, planning_of, time_words
from plugins.field_teaching.queries.vehicles import vehicle_by_id
from plugins.field_teaching.rules.clashes import Clash, said_once
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.terms import STOP_WORDS, TRANSPORT_WORDS, VARIANT_WORDS, Variant


def spot_of(outing: Outing) -> Spot:
    """The way that the address names: ?plan=rain&car=3; without, the plan that holds, for all."""
    plan = request.values.get("plan", "")
    car = next(iter(wholes([request.values.get("car", "")])), 0)
    owner = vehicle_by_id(outing.class_id, car).id if car else 0
    return Spot(outing, plan if plan in set(Variant) else outing.variant, owner)


def outing_cards(planning: Planning, outings: Sequence[Outing]) -> list[dict[str, Any]]:
    """The outings as cards: what holds, how much there is of it, what is wrong with it."""
    titles = {one.id: one.title for one in planning.lessons}
    return [
        {
            "outing": one,
            "lesson": titles.get(one.lesson_id or 0, ""),
            "variant": VARIANT_WORDS[Variant(one.variant)],
            "rain": planning.has_rain_plan(one),
            "stops": len(planning.way(one, one.variant)),
            "buses": len(planning.buses(one)),
            "clashes": len(said_once(planning.clashes(one))) + len(planning.moved_lessons(one)),
            "untold": len(planning.untold(one)),
        }
        for one in outings
    ]


def way_page(spot: Spot) -> dict[str, Any]:
    """All that the page of an outing, or its part that htmx fetches, is drawn from."""
    found, outing = this_class(), spot.outing
    planning = planning_of(found, [outing])
    halts = planning.way(outing, spot.variant, spot.owner)
    own = spot.owner in planning.owners(outing, spot.variant)
    every = planning.clashes(outing, spot.variant)
    owner = spot.owner if own else 0
    here = [one for one in every if one.owner == owner]
    shown = here if spot.owner else said_once([*here, *every])
    names = {one.id: one.name for one in planning.vehicles}
    return {
        "outing": outing,
        "spot": spot,
        "own": own,
        "buses": planning.vehicles,
        "owners": planning.owners(outing, spot.variant),
        "has_rain": planning.has_rain_plan(outing),
        "rows": [_row(one, outing, found.zone, here) for one in halts],
        "clashes": [_words(one, spot, names) for one in shown],
        "moved": planning.moved_lessons(outing),
        "untold": planning.untold(outing),
        "absent": _absent(planning, spot, own),
        "cancelled": cancelled_stops_of(outing.id),
        "lesson": next((o.title for o in planning.lessons if o.id == outing.lesson_id), ""),
        "people": planning.people(outing),
        "variants": VARIANT_WORDS,
        "back_by": outing.back_by and clock.local(outing.back_by, found.zone),
        "may_edit": may("field_teaching.plan", found.id) and not found.is_frozen,
    }


def _words(clash: Clash, spot: Spot, names: dict[int, str]) -> dict[str, Any]:
    """On the page of all, what happens on a vehicle's own way bears its name."""
    foreign = clash.owner if not spot.owner else 0
    words = f"{names.get(foreign, '')}：{clash.message}" if foreign else clash.message
    return {"words": words, "stop": None if foreign else clash.stop}


def _row(halt: Halt, outing: Outing, zone: str, clashes: Sequence[Clash]) -> dict[str, Any]:
    placing, stop = halt.placing, halt.stop
    return {
        "halt": halt,
        "stop": stop,
        "when": time_words(halt, outing.held_on, zone),
        "until": placing.ends_at and f"{clock.local(placing.ends_at, zone):%H:%M}",
        "timed": placing.starts_at is not None,
        "kind": STOP_WORDS.get(stop.kind, stop.kind),  # type: ignore[call-overload]
        "transport": TRANSPORT_WORDS.get(stop.transport, ""),  # type: ignore[call-overload]
        "clashes": [one for one in clashes if one.stop == stop.id],
    }


def _absent(planning: Planning, spot: Spot, own: bool) -> list[Halt]:
    """The stops that stand in the other plan, or in the order of all, but not in this way."""
    if spot.owner and not own:
        return []
    there = {one.stop.id for one in planning.way(spot.outing, spot.variant, spot.owner)}
    everywhere = planning.halts.get(spot.outing.id, [])
    if spot.owner:
        everywhere = [one for one in everywhere if one.placing.variant == spot.variant]
    found = {one.stop.id: one for one in everywhere if one.stop.id not in there}
    return list(found.values()) if there else []
