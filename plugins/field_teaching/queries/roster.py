"""What a leader's phone takes along: roster, both plans, phones, and all that was said so far."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from core import clock
from core.training.models import TrainingClass
from plugins.field_teaching.models import Outing, Vehicle
from plugins.field_teaching.queries.counts import Day, day_of
from plugins.field_teaching.queries.outings import Halt, way_in
from plugins.field_teaching.queries.vehicles import Rider, everyone
from plugins.field_teaching.rules.counting import Leaving, Word
from plugins.field_teaching.terms import (
    COMPANION_WORDS,
    STOP_WORDS,
    CompanionKind,
    Said,
    StopKind,
    Variant,
)


def roster_of(
    training_class: TrainingClass, outing: Outing, vehicle: Vehicle, *, at: datetime
) -> dict[str, Any]:
    """The data of one vehicle's page as plain values; times in microseconds by the server's clock.

    Phone numbers only of this vehicle's riders; of a badge only the first 16 digits of its SHA-256.
    """
    day = day_of(outing)
    riders = _riders(day, vehicle, everyone(training_class.id))
    own = {one["key"] for one in riders if one["vehicle"] == vehicle.id}
    return {
        "now": int(at.timestamp() * 1000),
        "zone": training_class.zone,
        "outing": {"id": outing.id, "title": outing.title, "variant": outing.variant},
        "vehicle": {"id": vehicle.id, "name": vehicle.name},
        "vehicles": [_vehicle(one) for one in day.vehicles],
        "plans": {
            plan.value: [_halt(one, training_class.zone) for one in way_in(day.halts, plan, vehicle.id)]
            for plan in Variant
        },
        "riders": riders,
        "leave": {key: [[_micro(start), _micro(end)] for start, end in spans]
                  for key, spans in day.leave.items() if key in own},
        "words": [_word(one) for one in day.valid() if _concerns(one, vehicle.id, own)],
        "leavings": [_leaving(one) for one in day.leavings if one.vehicle_id == vehicle.id],
    }  # fmt: skip


def badge_mark(token: str) -> str:
    """By what a phone knows a badge without holding what is in its QR."""
    return sha256(token.encode()).hexdigest()[:16] if token else ""


def _concerns(word: Word, vehicle_id: int, own: set[str]) -> bool:
    return word.vehicle_id == vehicle_id or word.rider in own or word.said in (Said.LEFT, Said.BACK)


def _riders(day: Day, vehicle: Vehicle, people: list[Rider]) -> list[dict[str, Any]]:
    placed = {one.key: one for one in day.riders}
    order = {group: place for place, group in enumerate(dict.fromkeys(one.group for one in people))}
    found = [placed.get(one.key, one) for one in people]
    return [
        {
            "key": one.key,
            "name": one.name,
            "vehicle": one.vehicle_id,
            "kind": "" if one.kind == "trainee" else str(COMPANION_WORDS[CompanionKind(one.kind)]),
            "seat": one.seat,
            "group": one.group,
            "groupOrder": order[one.group],
            "number": one.number,
            "phone": one.phone if one.vehicle_id == vehicle.id else "",
            "mark": badge_mark(one.token),
        }
        for one in found
    ]


def _vehicle(one: Vehicle) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "leader": one.leader,
        "leaderPhone": one.leader_phone,
        "driver": one.driver,
        "driverPhone": one.driver_phone,
    }


def _halt(one: Halt, zone: str) -> dict[str, Any]:
    starts = one.placing.starts_at
    return {
        "stop": one.stop.id,
        "title": one.stop.title,
        "kind": str(STOP_WORDS[StopKind(one.stop.kind)]),
        "place": one.place,
        "time": f"{clock.local(starts, zone):%H:%M}" if starts else one.placing.time_text,
        "boards": one.stop.boards,
    }


def _word(one: Word) -> dict[str, Any]:
    return {
        "act": one.act_id,
        "stop": one.stop_id,
        "vehicle": one.vehicle_id,
        "rider": one.rider,
        "said": one.said,
        "way": one.way,
        "why": one.why,
        "at": _micro(one.happened_at),
        "by": one.by_name,
        "device": one.device,
    }


def _leaving(one: Leaving) -> dict[str, Any]:
    return {
        "act": one.act_id,
        "stop": one.stop_id,
        "vehicle": one.vehicle_id,
        "at": _micro(one.happened_at),
        "here": one.here,
        "due": one.due,
        "missing": list(one.missing),
        "why": one.why,
        "recalls": one.recalls,
    }


def _micro(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
