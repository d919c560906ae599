"""What anyone who holds a link opens: the calendar feeds, and the QR inside a bus."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request, url_for

from core import clock, plugins
from core.access.guard import bound_phone
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import download, go_to, page, public
from plugins.field_teaching.models import Vehicle
from plugins.field_teaching.printing.calendar import outings_ics
from plugins.field_teaching.queries import feeds
from plugins.field_teaching.queries.boarding import Boarding, boarding_of, trainee_of
from plugins.field_teaching.queries.vehicles import vehicle_by_token
from plugins.field_teaching.services.counts import Told, say_aboard
from plugins.field_teaching.terms import NAME

blueprint = Blueprint("field_teaching_public", __name__, url_prefix="/f")
ICS = "text/calendar"


@blueprint.get("/class/<token>.ics")
@public
def class_feed(token: str) -> Response:
    """The outings of a class, for the calendar programs of those who run it."""
    found = _on(feeds.class_of_feed(token, _secret()))
    name = _("%(name)s 行程", name=found.name)
    return _ics(outings_ics(found, name, feeds.days_of_feed(found.id)), name)


@blueprint.get("/me/<token>.ics")
@public
def own_feed(token: str) -> Response:
    """A trainee's own way: that of their bus."""
    enrolment = feeds.enrolment_of_feed(token, _secret())
    found = _on(class_by_id(enrolment.class_id))
    name = _("%(name)s 我的行程", name=found.name)
    return _ics(outings_ics(found, name, feeds.days_of_feed(found.id, enrolment.id)), name)


def _on(training_class: TrainingClass) -> TrainingClass:
    if not plugins.is_on(NAME, training_class.id):
        raise NotFound
    return training_class


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _ics(content: bytes, name: str) -> Response:
    return download(content, f"{name}.ics", ICS, inline=True)


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
    if not plugins.is_on(NAME, vehicle.class_id):
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
