"""One trainee: everything known, put right, withdrawn or replaced."""

from __future__ import annotations

from flask import Response, flash, url_for

from core import clock, plugins
from core.access.guard import this_class
from core.enrolment import queries, services
from core.enrolment.forms import ReasonForm, TraineeForm
from core.enrolment.models import Enrolment
from core.enrolment.rules import ENROLMENT_WORDS, GONE, EnrolmentState
from core.enrolment.services import Known, Seat
from core.enrolment.views.blueprint import blueprint
from core.enrolment.views.trainees import TONES
from core.errors import Refused
from core.i18n import gettext as _
from core.people.rules import GENDER_WORDS, normalised_name, normalised_phone
from core.people.services import details_problems, unit_named
from core.transaction import transaction
from core.web import actor, go_to, needs, page


@blueprint.get("/<int:enrolment_id>")
@needs("enrolment.view")
def trainee(enrolment_id: int) -> Response:
    """Everything known of one trainee, with the cards of every feature."""
    found = queries.trainee_by_id(this_class().id, enrolment_id)
    return page(
        "console/enrolment/trainee.html",
        trainee=found,
        panels=plugins.panels("trainee_panels", found.class_id, enrolment=found),
        words=ENROLMENT_WORDS,
        genders=GENDER_WORDS,
        tones=TONES,
        gone=found.state in GONE,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs("enrolment.edit")
def add() -> Response:
    """Adds one trainee by hand."""
    form = TraineeForm()
    if form.validate_on_submit():
        try:
            made = _add(form)
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已加入 %(name)s，学号 %(n)d。", name=made.name, n=made.number), "success")
            return go_to(url_for(".trainee", enrolment_id=made.id))
    return page("console/enrolment/edit.html", form=form, trainee=None)


def _add(form: TraineeForm) -> Enrolment:
    problems = details_problems(form.details())
    if problems:
        raise Refused(problems)
    details, at = form.details(), clock.now()
    with transaction():
        person = services.person_for(_known(form), at=at)
        unit = unit_named(details.unit, at=at)
        seat = Seat(unit, details.position.strip(), note=form.note.data or "")
        return services.enrol(this_class(), person, by=actor(), at=at, seat=seat)


def _known(form: TraineeForm) -> Known:
    details = form.details()
    return Known(
        name=normalised_name(details.name),
        gender=details.gender,
        unit=" ".join(details.unit.split()),
        position=details.position.strip()[:200],
        phone=normalised_phone(details.phone),
    )


@blueprint.route("/<int:enrolment_id>/edit", methods=["GET", "POST"])
@needs("enrolment.edit")
def edit(enrolment_id: int) -> Response:
    """Puts right what the list says of a trainee."""
    found, form = queries.trainee_by_id(this_class().id, enrolment_id), TraineeForm()
    if form.validate_on_submit():
        note = form.note.data or ""
        try:
            services.change_trainee(found, form.details(), by=actor(), at=clock.now(), note=note)
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。"), "success")
            return go_to(url_for(".trainee", enrolment_id=found.id))
    elif not form.is_submitted():
        form.show(found)
    return page("console/enrolment/edit.html", form=form, trainee=found)


@blueprint.route("/<int:enrolment_id>/withdraw", methods=["GET", "POST"])
@needs("enrolment.decide")
def withdraw(enrolment_id: int) -> Response:
    """Ends a trainee's part in the class, with a reason."""
    found, form = queries.trainee_by_id(this_class().id, enrolment_id), ReasonForm()
    if form.validate_on_submit():
        state, why = EnrolmentState(form.state.data), form.why.data or ""
        try:
            services.withdraw_trainee(found, by=actor(), at=clock.now(), why=why, state=state)
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("%(name)s 已离开本班，名额已空出。", name=found.name), "success")
            return go_to(url_for(".trainee", enrolment_id=found.id))
    return page("console/enrolment/withdraw.html", form=form, trainee=found)


@blueprint.route("/<int:enrolment_id>/replace", methods=["GET", "POST"])
@needs("enrolment.decide")
def replace(enrolment_id: int) -> Response:
    """换人: somebody else takes the trainee's place."""
    found, form = queries.trainee_by_id(this_class().id, enrolment_id), TraineeForm()
    if form.validate_on_submit():
        try:
            made = _replace(found, form)
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已由 %(name)s 接替。", name=made.name), "success")
            return go_to(url_for(".trainee", enrolment_id=made.id))
    elif not form.is_submitted():
        form.unit.data = found.unit_name
    return page("console/enrolment/replace.html", form=form, trainee=found)


def _replace(found: Enrolment, form: TraineeForm) -> Enrolment:
    problems = details_problems(form.details())
    if problems:
        raise Refused(problems)
    at, why = clock.now(), form.note.data or ""
    with transaction():
        person = services.person_for(_known(form), at=at)
        return services.replace_trainee(found, person, by=actor(), at=at, why=why)
