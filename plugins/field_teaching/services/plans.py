"""原方案 and 雨天方案, and the own order of a vehicle: copied from what there is, then edited apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Placing, Stop, Vehicle
from plugins.field_teaching.services.outings import note_act, open_class
from plugins.field_teaching.services.publishing import tell_swap
from plugins.field_teaching.services.ways import Spot, placings_of, take_out
from plugins.field_teaching.terms import Variant


def make_rain_plan(outing: Outing, *, by: Actor, at: datetime) -> None:
    """Copies the main plan into one for rain: the same stops, so that their counts are the same."""
    with transaction():
        open_class(outing)
        if _placings(outing, Variant.RAIN):
            raise Refused(Problem("rain_plan_there", _("已经有雨天方案。")))
        main = _placings(outing, Variant.MAIN)
        if not main:
            raise Refused(Problem("no_stops", _("先把原方案的站排好，再做雨天方案。")))
        _copy(main, Variant.RAIN)
        note_act("make_rain_plan", outing, by=by, at=at, stops=len(main))


def drop_rain_plan(outing: Outing, *, by: Actor, at: datetime) -> None:
    """Removes the plan for rain, and the stops that only it had; not while it holds."""
    with transaction():
        open_class(outing)
        if outing.variant == Variant.RAIN:
            words = _("现在执行的就是雨天方案，请先换回原方案。")
            raise Refused(Problem("rain_plan_holds", words))
        _take_out(_placings(outing, Variant.RAIN), at=at)
        note_act("drop_rain_plan", outing, by=by, at=at)


def own_order(spot: Spot, vehicle: Vehicle, *, by: Actor, at: datetime) -> None:
    """Gives a vehicle an order of its own in a plan, at first that of all."""
    with transaction():
        open_class(spot.outing)
        if placings_of(Spot(spot.outing, spot.variant, vehicle.id)):
            return
        common = placings_of(Spot(spot.outing, spot.variant))
        if not common:
            raise Refused(Problem("no_stops", _("先把全体的站排好，再让一辆车另走顺序。")))
        _copy(common, spot.variant, vehicle.id)
        note_act("own_order", spot.outing, by=by, at=at, vehicle=vehicle.name)


def common_order(spot: Spot, vehicle: Vehicle, *, by: Actor, at: datetime) -> None:
    """Takes a vehicle's own order away; it goes that of all again."""
    with transaction():
        open_class(spot.outing)
        own = [one for one in _placings(spot.outing, spot.variant) if one.owner == vehicle.id]
        _take_out(own, at=at)
        note_act("common_order", spot.outing, by=by, at=at, vehicle=vehicle.name)


def swap(
    training_class: TrainingClass, outing: Outing, to: Variant, *, by: Actor, at: datetime
) -> bool:
    """Makes the other plan hold, and tells everyone in the same act; a second press changes nothing.

    What was counted stays: a count belongs to a stop and a vehicle, not to a plan.
    """
    with transaction():
        open_class(outing)
        if outing.variant == to:
            return False
        if not _placings(outing, to):
            raise Refused(Problem("no_such_plan", _("还没有这个方案，请先排好。")))
        outing.variant = to.value
        db.session.flush()
        if outing.published_at is not None:
            tell_swap(training_class, outing, by=by, at=at)
        note_act("swap_plan", outing, by=by, at=at, to=to.value, version=outing.version)
    return True


def _placings(outing: Outing, variant: str) -> list[Placing]:
    rows = select(Placing).where(Placing.outing_id == outing.id, Placing.variant == variant)
    return list(db.session.execute(rows.order_by(Placing.position, Placing.id)).scalars())


def _copy(placings: Sequence[Placing], variant: str, owner: int | None = None) -> None:
    for one in placings:
        goes = one.owner if owner is None else owner
        db.session.add(
            Placing(
                outing_id=one.outing_id,
                stop_id=one.stop_id,
                variant=variant,
                owner=goes,
                vehicle_id=goes or None,
                position=one.position,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                time_text=one.time_text,
            )
        )
    db.session.flush()


def _take_out(placings: Sequence[Placing], *, at: datetime) -> None:
    by_stop: dict[int, list[Placing]] = {}
    for one in placings:
        by_stop.setdefault(one.stop_id, []).append(one)
    for stop_id, those in by_stop.items():
        take_out(db.session.get_one(Stop, stop_id), those, at=at)
