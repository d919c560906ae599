"""Safety of an outing: the plan, who has left a health note, the emergency cards of the buses."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import may, this_class
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.intake import wholes
from core.web import actor, download, go_to, needs, page
from plugins.field_teaching.forms.safety import SafetyForm
from plugins.field_teaching.guard import require_health, sees_health
from plugins.field_teaching.models import Outing
from plugins.field_teaching.printing import emergency
from plugins.field_teaching.queries.outings import outing_by_id
from plugins.field_teaching.queries.safety import (
    Noted,
    hospitals_of,
    noted_riders,
    outing_of_day,
)
from plugins.field_teaching.queries.vehicles import vehicles_of
from plugins.field_teaching.services import safety as services
from plugins.field_teaching.views.blueprint import blueprint, subnav

PDF = "application/pdf"


@blueprint.get("/outings/<int:outing_id>/safety")
@needs("field_teaching.view")
def safety(outing_id: int) -> Response:
    """What is laid down for the safety of an outing."""
    found, form = outing_by_id(this_class().id, outing_id), SafetyForm()
    form.show(found, this_class().zone)
    hospitals = hospitals_of(found.id)
    if hospitals and not form.hospital.data:
        _site, form.hospital.data, form.hospital_phone.data = hospitals[0]
    return _safety_page(found, form)


@blueprint.post("/outings/<int:outing_id>/safety")
@needs("field_teaching.plan")
def save_safety(outing_id: int) -> Response:
    """Keeps it."""
    found, form = outing_by_id(this_class().id, outing_id), SafetyForm()
    try:
        if form.validate_on_submit():
            plan = form.plan(this_class().zone)
            services.set_safety(found, plan, by=actor(), at=clock.now())
            flash(_("安全预案已保存。"), "success")
            return go_to(url_for("field_teaching.safety", outing_id=outing_id))
    except Refused as refused:
        form.take(refused)
    return _safety_page(found, form, 422)


def _safety_page(found: Outing, form: SafetyForm, status: int = 200) -> Response:
    return page(
        "field_teaching/safety/safety.html",
        status,
        outing=found,
        form=form,
        hospitals=hospitals_of(found.id),
        vehicles=vehicles_of(found.class_id) if may("field_teaching.count", found.class_id) else [],
        sees_health=sees_health(),
        may_edit=may("field_teaching.plan", found.class_id) and not this_class().is_frozen,
        pages=subnav("incidents"),
    )


@blueprint.get("/road/health")
@needs("field_teaching.health")
def road_health() -> Response:
    """The health notes of today's outing, or of the next: where the doctor's phone goes."""
    require_health()
    here = this_class()
    found = outing_of_day(here.id, clock.today(here.zone))
    if found is None:
        raise NotFound(_("还没有行程。"))
    return _health_page(found, noted_riders(found), shown=False)


@blueprint.get("/outings/<int:outing_id>/health")
@needs("field_teaching.health")
def health(outing_id: int) -> Response:
    """Who has left a health note, bus by bus; what they say is read by a press that is journaled."""
    require_health()
    found = outing_by_id(this_class().id, outing_id)
    return _health_page(found, noted_riders(found), shown=False)


@blueprint.post("/outings/<int:outing_id>/health")
@needs("field_teaching.health")
def read_health(outing_id: int) -> Response:
    """What the chosen notes say, or all."""
    role, found = require_health(), outing_by_id(this_class().id, outing_id)
    wanted = wholes(request.form.getlist("who"))
    notes = services.read_health(found, wanted, role, by=actor(), at=clock.now())
    return _health_page(found, notes, shown=True)


def _health_page(found: Outing, notes: list[Noted], *, shown: bool) -> Response:
    buses = [
        (bus, [one for one in notes if one.rider.vehicle_id == bus.id])
        for bus in vehicles_of(found.class_id)
    ]
    return page(
        "field_teaching/safety/health.html",
        outing=found,
        buses=[(bus, there) for bus, there in buses if there],
        shown=shown,
    )


@blueprint.get("/outings/<int:outing_id>/emergency.pdf")
@needs("field_teaching.count")
def emergency_cards(outing_id: int) -> Response:
    """The emergency cards of an outing, one sheet a bus; `vehicle` asks for one bus."""
    found = outing_by_id(this_class().id, outing_id)
    return _cards(found, emergency.cards(this_class(), found, _buses()))


@blueprint.post("/outings/<int:outing_id>/emergency.pdf")
@needs("field_teaching.health")
def emergency_with_health(outing_id: int) -> Response:
    """The same with the health notes on a sheet of their own, for whoever may read them; journaled."""
    role, found = require_health(), outing_by_id(this_class().id, outing_id)
    notes = services.read_health(found, (), role, by=actor(), at=clock.now())
    return _cards(found, emergency.cards(this_class(), found, _buses(), notes))


@blueprint.get("/print/emergency.pdf")
@needs("field_teaching.count")
def emergency_of_day() -> Response:
    """The emergency cards of today's outing, or of the next."""
    here = this_class()
    found = outing_of_day(here.id, clock.today(here.zone))
    if found is None:
        return download(emergency.no_cards(here), _("应急卡.pdf"), PDF, inline=True)
    return _cards(found, emergency.cards(here, found, []))


def _buses() -> list[int]:
    return wholes(request.values.getlist("vehicle"))


def _cards(found: Outing, content: bytes) -> Response:
    name = _("%(title)s应急卡.pdf", title=found.title)
    return download(content, name, PDF, inline=True)
