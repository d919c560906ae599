"""行程单: a page a day as the trade prints it, the plan for rain on the back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import render_template

from core import clock
from core.documents import pdf
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.wording import day as day_words
from plugins.field_teaching.models import Outing, Vehicle
from plugins.field_teaching.queries.outings import Halt
from plugins.field_teaching.queries.planning import Planning, planning_of, time_words
from plugins.field_teaching.terms import TRANSPORT_WORDS, Variant

STYLE = Path(__file__).parent.parent / "static" / "itinerary_print.css"
CROWDED, PACKED = 14, 20
"""From so many stops on the rows are set smaller, so that a day stays on its page."""


@dataclass(frozen=True)
class Sheet:
    """One page: a plan of a day, for all or for the one vehicle that goes its own order."""

    outing: Outing
    day: str
    plan: str
    who: str
    rows: Sequence[dict[str, str]]
    buses: Sequence[Vehicle]

    @property
    def size(self) -> str:
        """How small it must be set."""
        return (
            "packed" if len(self.rows) > PACKED else "crowded" if len(self.rows) > CROWDED else ""
        )


def itinerary_pdf(training_class: TrainingClass, outings: Sequence[Outing]) -> bytes:
    """The itineraries of these outings as one document."""
    planning = planning_of(training_class, outings)
    html = render_template(
        "field_teaching/print/itinerary.html",
        **head_of(training_class, _("现场教学行程单")),
        prepared_by="",
        sheets=[one for outing in outings for one in _sheets(planning, outing)],
    )
    style = STYLE.read_bytes()
    return pdf(html, assets={"itinerary_print.css": style})


def _sheets(planning: Planning, outing: Outing) -> Iterable[Sheet]:
    """The plan that holds first, the other on the back."""
    other = Variant.MAIN if outing.variant == Variant.RAIN else Variant.RAIN
    for variant in (outing.variant, other):
        halts = planning.way(outing, variant)
        if not halts and variant != outing.variant:
            continue
        owners = planning.owners(outing, variant)
        buses = planning.buses(outing)
        common = [one for one in buses if one.id not in owners]
        if common or not owners:
            who = "、".join(one.name for one in common) if owners else ""
            yield _sheet(planning, outing, variant, (0, who, common))
        for bus in (one for one in planning.vehicles if one.id in owners):
            yield _sheet(planning, outing, variant, (bus.id, bus.name, [bus]))


def _sheet(
    planning: Planning, outing: Outing, variant: str, who: tuple[int, str, Sequence[Vehicle]]
) -> Sheet:
    owner, name, buses = who
    zone = planning.training_class.zone
    rows = [_row(one, outing, zone) for one in planning.way(outing, variant, owner)]
    plan = _("雨天方案") if variant == Variant.RAIN else ""
    if not plan and outing.variant == Variant.RAIN:
        plan = _("原方案")
    return Sheet(outing, day_words(outing.held_on), plan, name, rows, buses)


def _row(halt: Halt, outing: Outing, zone: str) -> dict[str, Any]:
    stop, placing = halt.stop, halt.placing
    when = time_words(halt, outing.held_on, zone)
    if placing.ends_at is not None and placing.ends_at != placing.starts_at:
        when += f"–{clock.local(placing.ends_at, zone):%H:%M}"
    how = str(TRANSPORT_WORDS.get(stop.transport, ""))  # type: ignore[call-overload]
    leg = _("%(n)d 分钟", n=stop.leg_minutes) if stop.leg_minutes else ""
    return {
        "when": when,
        "title": stop.title,
        "place": halt.place if halt.place != stop.title else "",
        "transport": " ".join(filter(None, (how, leg))),
        "leader": stop.leader,
        "leader_phone": stop.leader_phone,
        "note": stop.note,
        "boards": stop.boards,
    }
