"""The stops of an outing: each press works without a script, and answers a part of the page to htmx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.intake import whole
from core.timetable.queries import lessons_on
from core.web import actor, go_to, is_fragment, needs, page
from plugins.field_teaching.forms.outings import StopForm
from plugins.field_teaching.models import Stop
from plugins.field_teaching.queries.outings import (
    Halt,
    halts_of,
    outing_by_id,
    owners_in,
    stop_by_id,
    way_in,
)
from plugins.field_teaching.queries.sites import sites_for_choice
from plugins.field_teaching.queries.vehicles import vehicles_of
from plugins.field_teaching.services import stops as services
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.views.blueprint import blueprint, say
from plugins.field_teaching.views.outings import ONE
from plugins.field_teaching.views.way_page import spot_of, way_page

STOP = f"{ONE}/stops/<int:stop_id>"


@blueprint.route(f"{ONE}/stops/new", methods=["GET", "POST"])
@needs("field_teaching.plan")
def new_stop(outing_id: int) -> Response:
    """A new stop, where its time puts it."""
    spot = _spot(outing_id)
    form = _form(spot)
    if form.validate_on_submit():
        try:
            push = bool(form.push.data)
            services.add_stop(spot, form.details(), by=actor(), at=clock.now(), push=push)
        except Refused as refused:
            form.take(refused)
        else:
            return _back(spot)
    status = 422 if form.errors else 200
    return _stop_page(status, form, spot, None)


@blueprint.route(f"{STOP}/edit", methods=["GET", "POST"])
@needs("field_teaching.plan")
def edit_stop(outing_id: int, stop_id: int) -> Response:
    """Changes a stop; what follows shifts along unless only this one is meant."""
    spot = _spot(outing_id)
    halt = _halt(spot, stop_id)
    form = _form(spot)
    if form.validate_on_submit():
        try:
            alone = bool(form.alone.data)
            services.change_stop(
                spot, halt.stop, form.details(), by=actor(), at=clock.now(), alone=alone
            )
        except Refused as refused:
            form.take(refused)
        else:
            return _back(spot)
    elif request.method == "GET":
        form.show(halt)
    status = 422 if form.errors else 200
    return _stop_page(status, form, spot, halt)


@blueprint.post(f"{STOP}/move")
@needs("field_teaching.plan")
def move_stop(outing_id: int, stop_id: int) -> Response:
    """Puts a stop one place up or down, or at the place to which it was dragged."""
    alone = "alone" in request.form

    def move(spot: Spot, stop: Stop) -> Any:
        way = way_in(halts_of(outing_id), spot.variant, spot.owner)
        now = next((n for n, one in enumerate(way) if one.stop.id == stop_id), 0)
        step = {"up": now - 1, "down": now + 1}.get(request.form.get("to", ""))
        place = request.form.get("to", now, type=whole) if step is None else step
        new = services.move_stop(spot, stop, place, by=actor(), at=clock.now(), alone=alone)
        return _(
            "“%(title)s”现在是第 %(n)d 站，共 %(all)d 站。",
            title=stop.title,
            n=new + 1,
            all=len(way),
        )

    return _acted(outing_id, stop_id, move)


@blueprint.post(f"{STOP}/shift")
@needs("field_teaching.plan")
def shift_stop(outing_id: int, stop_id: int) -> Response:
    """Puts a stop and what follows some minutes later or earlier."""
    alone = "alone" in request.form

    def shift(spot: Spot, stop: Stop) -> Any:
        minutes = _minutes(request.form.get("minutes", ""))
        services.shift_stops(spot, stop, minutes, by=actor(), at=clock.now(), alone=alone)
        words = _("推迟 %(n)d 分钟") if minutes > 0 else _("提前 %(n)d 分钟")
        what = words % {"n": abs(minutes)}
        return _("从“%(title)s”起%(what)s。", title=stop.title, what=what)

    return _acted(outing_id, stop_id, shift)


@blueprint.post(f"{STOP}/remove")
@needs("field_teaching.plan")
def remove_stop(outing_id: int, stop_id: int) -> Response:
    """Takes a stop out of this plan or order."""

    def remove(spot: Spot, stop: Stop) -> Any:
        title = stop.title
        if services.remove_stop(spot, stop, by=actor(), at=clock.now()):
            return _("“%(title)s”已有清点等记录，改为取消，记录还在。", title=title)
        return _("“%(title)s”已删去。", title=title)

    return _acted(outing_id, stop_id, remove)


@blueprint.post(f"{STOP}/place")
@needs("field_teaching.plan")
def place_stop(outing_id: int, stop_id: int) -> Response:
    """Takes a stop of the other plan, or of all, into this way."""

    def place(spot: Spot, stop: Stop) -> Any:
        services.place_stop(spot, stop, by=actor(), at=clock.now())
        return _("已加入“%(title)s”。", title=stop.title)

    return _acted(outing_id, stop_id, place)


@blueprint.post(f"{STOP}/restore")
@needs("field_teaching.plan")
def restore_stop(outing_id: int, stop_id: int) -> Response:
    """Takes up a stop that was called off."""

    def restore(spot: Spot, stop: Stop) -> Any:
        services.restore_stop(stop, spot.outing, by=actor(), at=clock.now())
        return _("“%(title)s”已恢复。", title=stop.title)

    return _acted(outing_id, stop_id, restore)


def _acted(outing_id: int, stop_id: int, act: Callable[[Spot, Stop], Any]) -> Response:
    """Does an act on a stop and shows the way anew, with what was done in words."""
    spot, stop = _spot(outing_id), _stop(outing_id, stop_id)
    problem = ""
    try:
        said = act(spot, stop)
    except Refused as refused:
        said = problem = " ".join(str(one) for one in refused.problems)
        if not is_fragment():
            say(refused)
            return _back(spot)
    if is_fragment():
        shown = way_page(spot)
        return page("field_teaching/outings/_way.html", said=said, problem=problem, **shown)
    flash(said, "success")
    return _back(spot)


def _back(spot: Spot) -> Response:
    car = spot.owner or None
    address = url_for(".outing", outing_id=spot.outing.id, plan=spot.variant, car=car)
    return go_to(address)


def _spot(outing_id: int) -> Spot:
    return spot_of(outing_by_id(this_class().id, outing_id))


def _stop(outing_id: int, stop_id: int) -> Stop:
    found = stop_by_id(this_class().id, stop_id)
    if found.outing_id != outing_id:
        raise NotFound
    return found


def _halt(spot: Spot, stop_id: int) -> Halt:
    """A stop as it stands in this very way; a vehicle without an order of its own has none."""
    own = [one for one in halts_of(spot.outing.id) if one.placing.owner == spot.owner]
    for one in own:
        if one.stop.id == stop_id and one.placing.variant == spot.variant:
            return one
    raise NotFound(_("这一站已经不在这份行程里，可能刚被删去。"))


def _stop_page(status: int, form: StopForm, spot: Spot, halt: Halt | None) -> Response:
    """The form, with the names of the vehicles whose own order keeps its own times."""
    apart = owners_in(halts_of(spot.outing.id), spot.variant) if not spot.owner else []
    names = [one.name for one in vehicles_of(spot.outing.class_id) if one.id in apart]
    where = {"spot": spot, "halt": halt, "apart": "、".join(names)}
    return page("field_teaching/outings/stop.html", status, form=form, **where)


def _form(spot: Spot) -> StopForm:
    found, day = this_class(), spot.outing.held_on
    return StopForm().offer(spot.outing, found.zone, lessons_on(found.id, day), sites_for_choice())


def _minutes(text: str) -> int:
    """Minutes as typed or pressed: 15, -10; 0 where it is no number, which the service refuses."""
    digits = text.strip().removeprefix("-")
    try:
        found = whole(digits)
    except ValueError:
        return 0
    return -found if text.strip().startswith("-") else found
