"""What has happened on the way: the log, its steps, and the word to the 主办."""

from __future__ import annotations

from flask import Response, flash, url_for

from core import clock, files
from core.access.guard import may, this_class
from core.enrolment.queries import trainees
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs, page
from core.wording import day
from plugins.field_teaching.forms.safety import IncidentForm, RoadIncidentForm, StepForm
from plugins.field_teaching.models import Incident, Outing
from plugins.field_teaching.queries import safety as queries
from plugins.field_teaching.queries.outings import outing_by_id, outings_of, outings_on
from plugins.field_teaching.queries.vehicles import riders_of, vehicle_by_id, vehicles_of
from plugins.field_teaching.rules.incidents import next_states
from plugins.field_teaching.services import incidents as services
from plugins.field_teaching.terms import INCIDENT_STATE_WORDS, IncidentState
from plugins.field_teaching.texts import incident_words
from plugins.field_teaching.views.blueprint import blueprint, say, subnav


@blueprint.get("/incidents")
@needs("field_teaching.count")
def incidents() -> Response:
    """The log, what is not closed first; the outings with their safety."""
    found, at = this_class(), clock.now()
    today = clock.today(found.zone)
    return page(
        "field_teaching/incidents/index.html",
        cases=queries.cases_of(found.id),
        outings=outings_of(found.id),
        today=[one for one in outings_on(found.id, today) if one.published_at],
        vehicles=vehicles_of(found.id),
        overdue=queries.overdue(found.id, at),
        pages=subnav("incidents"),
        **incident_words(found.id),
    )


@blueprint.route("/incidents/new", methods=["GET", "POST"])
@needs("field_teaching.count")
def report_incident() -> Response:
    """Reports one from the desk."""
    found, form = this_class(), _offered(IncidentForm())
    if form.validate_on_submit():
        try:
            told = form.report(found.zone, clock.now())
            made = services.report(found.id, told, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已记下。需要主办知道的，请按“报主办”。"), "success")
            return go_to(url_for("field_teaching.incident", incident_id=made.id))
    status = 422 if form.errors or form.form_errors else 200
    return page(
        "field_teaching/incidents/report.html", status, form=form, pages=subnav("incidents")
    )


def _offered(form: IncidentForm) -> IncidentForm:
    found = this_class()
    form.offer(
        {one.id: f"{day(one.held_on)} {one.title}" for one in outings_of(found.id)},
        {one.id: one.name for one in vehicles_of(found.id)},
        {one.id: f"{one.number} {one.name} {one.unit_name}" for one in trainees(found.id)},
    )
    return form


@blueprint.get("/incidents/<int:incident_id>")
@needs("field_teaching.count")
def incident(incident_id: int) -> Response:
    """One incident with its steps."""
    return _incident_page(incident_id, StepForm())


def _incident_page(incident_id: int, form: StepForm, status: int = 200) -> Response:
    found = this_class()
    case = queries.case_by_id(found.id, incident_id)
    return page(
        "field_teaching/incidents/one.html",
        status,
        case=case,
        form=form,
        next_states=[] if found.is_frozen else _next_states(case.incident),
        may_acknowledge=may("field_teaching.acknowledge", found.id),
        pages=subnav("incidents"),
        **incident_words(found.id),
    )


def _next_states(found: Incident) -> list[IncidentState]:
    """On before open again."""
    after = next_states(IncidentState(found.state))
    return sorted(after, key=lambda one: one is IncidentState.OPEN)


@blueprint.post("/incidents/<int:incident_id>/step/<any(open, handled, closed):state>")
@needs("field_teaching.count")
def step_incident(incident_id: int, state: str) -> Response:
    """Writes what was done, and moves it on or opens it again."""
    case, form = queries.case_by_id(this_class().id, incident_id), StepForm()
    try:
        if form.validate_on_submit():
            body = form.body.data or ""
            after = IncidentState(state)
            services.take_step(case.incident, after, body, by=actor(), at=clock.now())
            flash(_("已记下：%(state)s。", state=INCIDENT_STATE_WORDS[after]), "success")
            return go_to(url_for("field_teaching.incident", incident_id=incident_id))
    except Refused as refused:
        form.take(refused)
    return _incident_page(incident_id, form, 422)


@blueprint.post("/incidents/<int:incident_id>/tell-host")
@needs("field_teaching.count")
def tell_host(incident_id: int) -> Response:
    """报主办."""
    case = queries.case_by_id(this_class().id, incident_id)
    try:
        services.tell_host(case.incident, by=actor(), at=clock.now())
        flash(_("已报主办，主办在概览上看得到。紧急的请再打电话。"), "success")
    except Refused as refused:
        say(refused)
    return go_to(url_for("field_teaching.incident", incident_id=incident_id))


@blueprint.post("/incidents/<int:incident_id>/acknowledge")
@needs("field_teaching.acknowledge")
def acknowledge_incident(incident_id: int) -> Response:
    """The 主办 says that they know."""
    case = queries.case_by_id(this_class().id, incident_id)
    try:
        services.acknowledge(case.incident, by=actor(), at=clock.now())
        flash(_("已记下您知道了。"), "success")
    except Refused as refused:
        say(refused)
    return go_to(url_for("desk.overview"))


@blueprint.post("/outings/<int:outing_id>/vehicles/<int:vehicle_id>/late")
@needs("field_teaching.count")
def late_bus(outing_id: int, vehicle_id: int) -> Response:
    """A bus will be late: one press, and the 主办 knows."""
    here = this_class().id
    outing, vehicle = outing_by_id(here, outing_id), vehicle_by_id(here, vehicle_id)
    try:
        services.report_late_bus(outing, vehicle, by=actor(), at=clock.now())
        flash(_("已报主办：%(bus)s会晚到。", bus=vehicle.name), "success")
    except Refused as refused:
        say(refused)
    return go_to(url_for("field_teaching.incidents"))


@blueprint.get("/incidents/<int:incident_id>/photo")
@needs("field_teaching.count")
def incident_photo(incident_id: int) -> Response:
    """The picture that was taken."""
    case = queries.case_by_id(this_class().id, incident_id)
    file = queries.incident_photo(case.incident)
    return download(files.read(file), file.name, file.media_type, inline=True)


@blueprint.get("/road/incident")
@needs("field_teaching.count")
def road_incident() -> Response:
    """Reports one from the road, also without a signal; the page is kept on the phone."""
    found, form = this_class(), RoadIncidentForm(formdata=None)
    outing = queries.outing_of_day(found.id, clock.today(found.zone))
    vehicles = {one.id: one.name for one in vehicles_of(found.id)}
    form.offer(vehicles, _aboard(outing, vehicles) if outing else {})
    return page("field_teaching/road/incident.html", form=form, outing=outing, owner=actor().label)


def _aboard(outing: Outing, vehicles: dict[int, str]) -> dict[str, list[tuple[int, str]]]:
    """The trainees of each vehicle, by the vehicle's name."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in riders_of(outing):
        if one.kind == "trainee":
            aboard = found.setdefault(vehicles[one.vehicle_id], [])
            aboard.append((int(one.key[2:]), f"{one.name} {one.group}".strip()))
    return found
