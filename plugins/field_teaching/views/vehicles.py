"""乘车: the vehicles of a class, who sits where, and the lists to take along."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.intake import whole
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX
from plugins.field_teaching.forms.vehicles import CompanionForm, MoveForm, VehicleForm
from plugins.field_teaching.models import Companion, Outing, Vehicle
from plugins.field_teaching.printing import bus_lists
from plugins.field_teaching.queries import vehicles as queries
from plugins.field_teaching.queries.outings import outing_by_id, outings_of
from plugins.field_teaching.services import companions as along
from plugins.field_teaching.services import vehicles as services
from plugins.field_teaching.terms import COMPANION_WORDS, RIDER
from plugins.field_teaching.views.blueprint import blueprint, public_address, say, subnav

PDF = "application/pdf"


@blueprint.get("/vehicles")
@needs("field_teaching.view")
def vehicles() -> Response:
    """All vehicles with their seats, for the week or for one outing."""
    outing = _outing()
    return page(
        "field_teaching/vehicles/index.html",
        plan=queries.seat_plan(this_class().id, outing),
        companions=queries.companions_of(this_class().id),
        words={kind.value: word for kind, word in COMPANION_WORDS.items()} | {"trainee": ""},
        outing=outing,
        outings=[(one.id, one.title) for one in outings_of(this_class().id)],
        pages=subnav("vehicles"),
    )


@blueprint.route("/vehicles/new", methods=["GET", "POST"])
@needs("field_teaching.plan")
def new_vehicle() -> Response:
    """A new vehicle."""
    return _vehicle_page(None)


@blueprint.route("/vehicles/<int:vehicle_id>", methods=["GET", "POST"])
@needs("field_teaching.plan")
def vehicle(vehicle_id: int) -> Response:
    """Changes a vehicle."""
    return _vehicle_page(queries.vehicle_by_id(this_class().id, vehicle_id))


def _vehicle_page(known: Vehicle | None) -> Response:
    form, people = VehicleForm(), queries.everyone(this_class().id)
    form.offer(people)
    if form.validate_on_submit():
        try:
            details = form.details(people)
            services.save_vehicle(this_class(), details, known, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for("field_teaching.vehicles"))
    elif request.method == "GET" and known is not None:
        form.show(known)
    return page("field_teaching/vehicles/vehicle.html", form=form, vehicle=known)


@blueprint.post("/vehicles/<int:vehicle_id>/remove")
@needs("field_teaching.plan")
def remove_vehicle(vehicle_id: int) -> Response:
    """Takes a vehicle away."""
    found = queries.vehicle_by_id(this_class().id, vehicle_id)
    try:
        services.remove_vehicle(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for("field_teaching.vehicles"))


@blueprint.post("/vehicles/<int:vehicle_id>/up")
@needs("field_teaching.plan")
def move_vehicle_up(vehicle_id: int) -> Response:
    """Puts a vehicle one place further up."""
    found = queries.vehicle_by_id(this_class().id, vehicle_id)
    try:
        services.move_up(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for("field_teaching.vehicles"))


@blueprint.route("/companions/new", methods=["GET", "POST"])
@needs("field_teaching.plan")
def new_companion() -> Response:
    """Somebody more who travels along."""
    return _companion_page(None)


@blueprint.route("/companions/<int:companion_id>", methods=["GET", "POST"])
@needs("field_teaching.plan")
def companion(companion_id: int) -> Response:
    """Changes who travels along."""
    return _companion_page(queries.companion_by_id(this_class().id, companion_id))


def _companion_page(known: Companion | None) -> Response:
    form = CompanionForm()
    if form.validate_on_submit():
        try:
            details = form.details()
            along.save_companion(this_class(), details, known, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for("field_teaching.vehicles"))
    elif request.method == "GET" and known is not None:
        form.show(known)
    return page("field_teaching/vehicles/companion.html", form=form, companion=known)


@blueprint.post("/companions/<int:companion_id>/remove")
@needs("field_teaching.plan")
def remove_companion(companion_id: int) -> Response:
    """Takes somebody off the lists."""
    found = queries.companion_by_id(this_class().id, companion_id)
    try:
        along.remove_companion(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for("field_teaching.vehicles"))


@blueprint.post("/vehicles/seats")
@needs("field_teaching.plan")
def seat_by_group() -> Response:
    """按组排座: one press, and what did not fit is said with numbers."""
    try:
        given = services.seat_by_group(this_class(), by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        flash(_("已排好 %(n)d 人。", n=given.seated), "success")
        if given.split:
            flash(_("只能拆开坐的组：%(names)s。", names="、".join(given.split)), "info")
        if given.left_over:
            words = _("座位不够，还有 %(n)d 人没有座位：%(names)s。",
                      n=len(given.left_over), names="、".join(given.left_over))  # fmt: skip
            flash(words, "warning")
    return go_to(url_for("field_teaching.vehicles"))


@blueprint.route("/vehicles/riders/<rider>", methods=["GET", "POST"])
@needs("field_teaching.plan")
def rider(rider: str) -> Response:
    """Where one person sits: all week, or for one outing only."""
    found, outing, form = _rider(rider), _outing(), MoveForm()
    fleet = queries.vehicles_of(this_class().id)
    form.offer(fleet)
    if form.validate_on_submit():
        chosen = next((one for one in fleet if one.id == form.vehicle.data), None)
        try:
            services.move_rider(chosen, found.key, outing, form.seat.data,
                                training_class=this_class(), by=actor(), at=clock.now())  # fmt: skip
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for("field_teaching.vehicles", outing=outing.id if outing else None))
    elif request.method == "GET":
        form.vehicle.data, form.seat.data = found.vehicle_id, found.seat
    return page(
        "field_teaching/vehicles/rider.html", form=form, rider=found, outing=outing,
        scopes=_scopes(found.key, outing),
    )  # fmt: skip


@blueprint.get("/print/buses.pdf")
@needs("enrolment.view")
def print_buses() -> Response:
    """乘车名单, a page for each vehicle."""
    name = _("%(name)s乘车名单.pdf", name=this_class().name)
    return download(bus_lists.as_pdf(this_class(), _outing()), name, PDF, inline=True)


@blueprint.get("/print/buses.xlsx")
@needs("enrolment.view")
def buses_xlsx() -> Response:
    """乘车名单 as a sheet."""
    name = _("%(name)s乘车名单.xlsx", name=this_class().name)
    return download(bus_lists.as_xlsx(this_class(), _outing()), name, XLSX)


@blueprint.get("/print/bus-codes.pdf")
@needs("field_teaching.plan")
def print_bus_codes() -> Response:
    """The QR sheets for the doors."""
    name = _("%(name)s车门二维码.pdf", name=this_class().name)
    made = bus_lists.codes_as_pdf(
        this_class(), lambda one: public_address("field_teaching_public.bus", token=one.token)
    )
    return download(made, name, PDF, inline=True)


def _scopes(rider: str, outing: Outing | None) -> list[dict[str, Any]]:
    """The week and every outing beside each other, for `ui.subnav`."""
    every = [(None, _("整期")), *((one.id, one.title) for one in outings_of(this_class().id))]
    return [
        {
            "title": title,
            "url": url_for("field_teaching.rider", rider=rider, outing=which),
            "active": which == (outing.id if outing else None),
        }
        for which, title in every
    ]


def _outing() -> Outing | None:
    """The outing that the address asks for; None for the week."""
    wanted = request.args.get("outing", type=whole)
    return outing_by_id(this_class().id, wanted) if wanted else None


def _rider(key: str) -> queries.Rider:
    outing = _outing()
    if not RIDER.fullmatch(key):
        raise NotFound
    plan = queries.seat_plan(this_class().id, outing)
    placed = [one for riders in plan.riders.values() for one in riders]
    found = next((one for one in [*placed, *plan.unplaced] if one.key == key), None)
    if found is None:
        raise NotFound
    return found
