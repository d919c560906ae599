"""应急卡: one sheet a bus with everybody on it, whom to call, and the hospital."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from core import clock
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.wording import day
from plugins.field_teaching.models import EmergencyCard, Outing, Vehicle
from plugins.field_teaching.printing.press import printed
from plugins.field_teaching.queries.safety import Noted, cards_of, hospitals_of
from plugins.field_teaching.queries.vehicles import Rider, riders_of, vehicles_of
from plugins.field_teaching.terms import COMPANION_WORDS, CompanionKind


def cards(
    training_class: TrainingClass,
    outing: Outing,
    vehicle_ids: Collection[int],
    notes: Sequence[Noted] = (),
) -> bytes:
    """The cards of these vehicles (of all that have riders, where none is named) as a PDF.

    What is in `notes` stands on a sheet of its own; without them nothing of anybody's health is printed.
    """
    riders, kin = riders_of(outing), cards_of(outing.class_id)
    vehicles = [
        one
        for one in vehicles_of(outing.class_id)
        if (one.id in vehicle_ids if vehicle_ids else True)
    ]
    buses = [_bus(one, riders, kin) for one in vehicles]
    shown = {one.id for one in vehicles}
    return printed(
        "emergency.html",
        title=_("应急卡"),
        class_name=training_class.name,
        outing=outing,
        day=day(outing.held_on),
        back_by=_wall(outing, training_class.zone),
        risks=[line for line in outing.risks.splitlines() if line.strip()],
        doctors=_doctors(outing, riders),
        hospitals=_hospitals(outing),
        buses=[one for one in buses if one["rows"] or vehicle_ids],
        unseated=not any(one["rows"] for one in buses),
        notes=[_noted(one, vehicles) for one in notes if one.rider.vehicle_id in shown],
    )


def no_cards(training_class: TrainingClass) -> bytes:
    """What is printed while there is no outing: a sheet that says what to do first."""
    return printed("no_emergency.html", title=_("应急卡"), class_name=training_class.name)


def _wall(outing: Outing, zone: str) -> str:
    return f"{clock.local(outing.back_by, zone):%H:%M}" if outing.back_by else ""


def _doctors(outing: Outing, riders: Sequence[Rider]) -> list[tuple[str, str]]:
    """Who is laid down as the doctor, else every doctor who comes along."""
    if outing.doctor or outing.doctor_phone:
        return [(outing.doctor, outing.doctor_phone)]
    return [(one.name, one.phone) for one in riders if one.kind == CompanionKind.DOCTOR.value]


def _hospitals(outing: Outing) -> list[tuple[str, str, str]]:
    """What was laid down first, then what the library knows of each site; each hospital once."""
    found = [("", outing.hospital, outing.hospital_phone)] if outing.hospital else []
    return found + [one for one in hospitals_of(outing.id) if one[1] != outing.hospital]


def _bus(
    vehicle: Vehicle, riders: Sequence[Rider], kin: dict[int, EmergencyCard]
) -> dict[str, Any]:
    rows = [_row(one, kin) for one in riders if one.vehicle_id == vehicle.id]
    return {"vehicle": vehicle, "rows": rows}


def _row(rider: Rider, kin: dict[int, EmergencyCard]) -> dict[str, str]:
    trainee = rider.kind == "trainee"
    card = kin.get(int(rider.key[2:])) if trainee else None
    return {
        "seat": str(rider.seat or ""),
        "name": rider.name,
        "phone": rider.phone,
        "who": rider.group if trainee else str(COMPANION_WORDS[CompanionKind(rider.kind)]),
        "unit": rider.unit,
        "kin": _kin(card) if card is not None else "",
        "kin_phone": card.kin_phone if card is not None else "",
    }


def _kin(card: EmergencyCard) -> str:
    return f"{card.kin_name}（{card.kin_relation}）" if card.kin_relation else card.kin_name


def _noted(one: Noted, vehicles: Sequence[Vehicle]) -> dict[str, str]:
    names = {vehicle.id: vehicle.name for vehicle in vehicles}
    return {
        "bus": names.get(one.rider.vehicle_id, ""),
        "seat": str(one.rider.seat or ""),
        "name": one.rider.name,
        "phone": one.rider.phone,
        "health": one.health,
    }
