"""Both plans, the own order of a vehicle, and what trainees are told of an outing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs
from plugins.field_teaching.queries.outings import outing_by_id
from plugins.field_teaching.queries.vehicles import vehicle_by_id
from plugins.field_teaching.services import plans, publishing
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.terms import Variant
from plugins.field_teaching.views.blueprint import blueprint, say
from plugins.field_teaching.views.outings import ONE
from plugins.field_teaching.views.way_page import spot_of


@blueprint.post(f"{ONE}/rain")
@needs("field_teaching.plan")
def make_rain_plan(outing_id: int) -> Response:
    """Copies the main plan into one for rain."""

    def make(spot: Spot) -> Any:
        plans.make_rain_plan(spot.outing, by=actor(), at=clock.now())
        return _("雨天方案已按原方案复制，请改成下雨时的安排。")

    return _acted(outing_id, make, plan=Variant.RAIN)


@blueprint.post(f"{ONE}/rain/drop")
@needs("field_teaching.plan")
def drop_rain_plan(outing_id: int) -> Response:
    """Removes the plan for rain."""

    def drop(spot: Spot) -> Any:
        plans.drop_rain_plan(spot.outing, by=actor(), at=clock.now())
        return _("雨天方案已删除。")

    return _acted(outing_id, drop, plan=Variant.MAIN)


@blueprint.post(f"{ONE}/swap")
@needs("field_teaching.plan")
def swap_plan(outing_id: int) -> Response:
    """Makes the other plan hold, and tells everyone in the same press."""
    to = request.form.get("to", "")
    if to not in set(Variant):
        raise NotFound
    told = outing_by_id(this_class().id, outing_id).published_at is not None

    def swap(spot: Spot) -> Any:
        words = _("已改为雨天方案。") if to == Variant.RAIN else _("已恢复原方案。")
        if not plans.swap(this_class(), spot.outing, Variant(to), by=actor(), at=clock.now()):
            return words
        return words + (_("已通知全体学员。") if told else _("行程还没有发布，没有发通知。"))

    return _acted(outing_id, swap, plan=Variant(to))


@blueprint.post(f"{ONE}/own-order")
@needs("field_teaching.plan")
def own_order(outing_id: int) -> Response:
    """Gives a vehicle an order of its own."""

    def give(spot: Spot) -> Any:
        vehicle = vehicle_by_id(this_class().id, spot.owner)
        plans.own_order(spot, vehicle, by=actor(), at=clock.now())
        return _("%(name)s现在另走顺序，请改成它的安排。", name=vehicle.name)

    return _acted(outing_id, give)


@blueprint.post(f"{ONE}/common-order")
@needs("field_teaching.plan")
def common_order(outing_id: int) -> Response:
    """Lets a vehicle go the order of all again."""

    def take(spot: Spot) -> Any:
        vehicle = vehicle_by_id(this_class().id, spot.owner)
        plans.common_order(spot, vehicle, by=actor(), at=clock.now())
        return _("%(name)s改走全体的顺序。", name=vehicle.name)

    return _acted(outing_id, take)


@blueprint.post(f"{ONE}/publish")
@needs("field_teaching.plan")
def publish(outing_id: int) -> Response:
    """Shows the outing to trainees and tells them."""

    def show(spot: Spot) -> Any:
        publishing.publish(this_class(), spot.outing, by=actor(), at=clock.now())
        return _("已发布，全体学员收到通知。")

    return _acted(outing_id, show)


@blueprint.post(f"{ONE}/tell")
@needs("field_teaching.plan")
def tell_changes(outing_id: int) -> Response:
    """Tells everyone what has changed, in one notice."""

    def told(spot: Spot) -> Any:
        changes = publishing.tell_changes(this_class(), spot.outing, by=actor(), at=clock.now())
        return _("已通知 %(n)d 处变动。", n=len(changes))

    return _acted(outing_id, told)


@blueprint.post(f"{ONE}/withdraw")
@needs("field_teaching.plan")
def withdraw(outing_id: int) -> Response:
    """Takes the outing back from the phones."""

    def take_back(spot: Spot) -> Any:
        publishing.withdraw(this_class(), spot.outing, by=actor(), at=clock.now())
        return _("已撤回，学员看不到这次行程了；已通知学员等新的安排。")

    return _acted(outing_id, take_back)


def _acted(outing_id: int, act: Callable[[Spot], Any], plan: Variant | None = None) -> Response:
    spot = spot_of(outing_by_id(this_class().id, outing_id))
    variant = spot.variant
    try:
        words = act(spot)
    except Refused as refused:
        say(refused)
    else:
        flash(words, "success")
        variant = plan or variant
    car = spot.owner or None
    return go_to(url_for(".outing", outing_id=outing_id, plan=variant, car=car))
