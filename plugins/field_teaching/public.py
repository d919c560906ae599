"""What anyone who holds a link opens: the calendar feeds, and the QR inside a bus."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, request, url_for

from core import clock
from core.access.guard import bound_phone
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.plugins import is_on
from core.web import go_to, page, public
from plugins.field_teaching.models import Vehicle
from plugins.field_teaching.queries.boarding import Boarding, boarding_of, trainee_of
from plugins.field_teaching.queries.vehicles import vehicle_by_token
from plugins.field_teaching.services.counts import Told, say_aboard

blueprint = Blueprint("field_teaching_public", __name__, url_prefix="/f")


# -- the QR inside a bus -------------------------------------------------------------------------------


@blueprint.get("/b/<token>")
@public
def bus(token: str) -> Response:
    """The QR at a bus's door: says who would be counted where; nothing changes before the tap."""
    vehicle, trainee = _bus(token)
    if trainee is None:
        return go_to(url_for("access_phone.bind", next=request.path))
    return _bus_page(boarding_of(vehicle, trainee, at=clock.now()), token)


@blueprint.post("/b/<token>")
@public
def aboard(token: str) -> Response:
    """The tap 我在车上: one word of the trainee's own, at the stop that boards now."""
    vehicle, trainee = _bus(token)
    if trainee is None:
        return go_to(url_for("access_phone.bind", next=url_for(".bus", token=token)))
    found = boarding_of(vehicle, trainee, at=clock.now())
    if found.outing is None or found.stop is None:
        return _bus_page(found, token)
    if found.is_wrong and request.form.get("insist") != "yes":
        return _bus_page(found, token)
    told = Told(str(uuid.uuid4()), vehicle.class_id, found.outing.id, found.stop.id, vehicle.id,
                clock.now(), _device())  # fmt: skip
    who = Actor("trainee", trainee.person_id, trainee.name)
    try:
        say_aboard(told, trainee.id, by=who, at=clock.now())
    except Refused as refused:
        return _bus_page(found, token, problems=refused.problems)
    return _bus_page(found, token, done=True)


def _bus(token: str) -> tuple[Vehicle, Enrolment | None]:
    """The vehicle, where its class uses this plugin, and the trainee of that class who asks."""
    vehicle = vehicle_by_token(token)
    if not is_on("field_teaching", vehicle.class_id):
        raise NotFound
    phone = bound_phone()
    if phone is None:
        return vehicle, None
    trainee = trainee_of(phone[1], vehicle.class_id)
    if trainee is None:
        raise NotFound(_("这辆车是另一个班的，您不在它的名单上。"))
    return vehicle, trainee


def _device() -> str:
    phone = bound_phone()
    return phone[2][:32] if phone else ""


def _bus_page(
    found: Boarding, token: str, *, done: bool = False, problems: Sequence[Problem] = ()
) -> Response:
    status = 409 if problems else 200
    return page("field_teaching/bus/aboard.html", status, found=found, token=token, done=done,
                problems=problems, class_name="")  # fmt: skip
