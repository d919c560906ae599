"""Pages for those who have no account: the class's link, a unit's own, and how an application stands."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from core import clock
from core.audit import Actor
from core.enrolment import queries, services
from core.enrolment.forms import ApplyForm, SeveralForm, UnitApplyForm, errors_of
from core.enrolment.models import Application, Enrolment, UnitQuota
from core.enrolment.roster import read_roster
from core.enrolment.rules import APPLICATION_WORDS, ENROLMENT_WORDS, open_problem
from core.enrolment.services import Applied
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.limits import allowed
from core.people.rules import gender_of
from core.training.models import TrainingClass
from core.training.queries import class_by_id, class_by_public_token
from core.training.rules import State
from core.web import go_to, page, public

blueprint = Blueprint("enrolment_public", __name__)
LONGEST_PASTE = 200_000
MOST_ROWS = 500
SEVERAL = "all-"
"""Keeps the names of the second form of a page apart from those of the first."""


def _found(training_class: TrainingClass) -> TrainingClass:
    """A class that is over answers with a page that says so."""
    if training_class.state == State.ARCHIVED:
        abort(410, _("%(name)s 已经归档，链接不再使用。", name=training_class.name))
    return training_class


def _status(form: ApplyForm) -> int:
    return 422 if form.errors or form.form_errors else 200


def _closed(training_class: TrainingClass) -> Problem | None:
    return open_problem(training_class.state, training_class.apply_until, clock.now())


@blueprint.route("/j/<token>", methods=["GET", "POST"])
@public
def class_page(token: str) -> Response:
    """What the class is; while it enrols, the form; at 报到 and later, the way to bind one's phone."""
    found, form = _found(class_by_public_token(token)), ApplyForm()
    if form.validate_on_submit():
        by = Actor("applicant", None, (form.name.data or "")[:80])
        try:
            _count_attempt()
            made = services.apply(found, form.applied(), by=by, at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".standing", token=made.token))
    return page(
        "public/enrolment/class.html",
        _status(form),
        training_class=found,
        form=form,
        closed=_closed(found),
        units=[row.quota.unit.name for row in queries.quota_rows(found.id)],
        binds=found.state in (State.REPORTING, State.RUNNING),
    )


def _count_attempt() -> None:
    """Nobody tries number after number to learn who has applied; a unit shares one address."""
    if not allowed("60 per 10 minutes", "apply", request.remote_addr or ""):
        words = _("从这个网络报名的次数太多，请过十分钟再试，或联系工作人员。")
        raise Refused(Problem("too_many", words))


@blueprint.route("/a/<token>", methods=["GET", "POST"])
@public
def standing(token: str) -> Response:
    """How an application stands, in words; one that was returned can be put right here."""
    application, form = queries.application_by_token(token), ApplyForm()
    found = _found(class_by_id(application.class_id))
    if form.validate_on_submit():
        by = Actor("applicant", application.id, application.name)
        try:
            services.amend(application, form.applied(), by=by, at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已重新提交。"), "success")
            return go_to(url_for(".standing", token=token))
    elif not form.is_submitted():
        form.show(application)
    return _standing_page(found, application, form)


def _standing_page(found: TrainingClass, application: Application, form: ApplyForm) -> Response:
    waits = application.waiting_since is not None and application.state == "waiting"
    return page(
        "public/enrolment/standing.html",
        _status(form),
        training_class=found,
        application=application,
        form=form,
        closed=_closed(found),
        words=APPLICATION_WORDS,
        place=queries.place_in_line(application) if waits else None,
    )


@blueprint.post("/a/<token>/withdraw")
@public
def withdraw(token: str) -> Response:
    """Takes one's application back."""
    application = queries.application_by_token(token)
    by = Actor("applicant", application.id, application.name)
    try:
        services.withdraw(application, by=by, at=clock.now())
    except Refused as refused:
        flash(str(refused), "warning")
    else:
        flash(_("已撤回报名。"), "success")
    return go_to(url_for(".standing", token=token))


# -- a unit's own link ------------------------------------------------------------------------------


@blueprint.route("/u/<token>", methods=["GET", "POST"])
@public
def unit_page(token: str) -> Response:
    """A unit's places, its own people, and the form for one more."""
    quota, form = queries.quota_by_token(token), UnitApplyForm()
    if form.validate_on_submit():
        try:
            _count_attempt()
            found = class_by_id(quota.class_id)
            applied = form.applied(quota.unit.name)
            services.apply(found, applied, by=_liaison(quota), at=clock.now(), quota=quota)
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已报上 %(name)s。", name=form.name.data), "success")
            return go_to(url_for(".unit_page", token=token))
    return _unit_page(quota, form, SeveralForm(formdata=None, prefix=SEVERAL))


@blueprint.post("/u/<token>/several")
@public
def several(token: str) -> Response:
    """Several people at once, pasted or as a file: all of them or none."""
    quota, form = queries.quota_by_token(token), SeveralForm(prefix=SEVERAL)
    if form.validate_on_submit():
        try:
            _count_attempt()
            everyone = _everyone(form)
            made = services.apply_for_all(quota, everyone, by=_liaison(quota), at=clock.now())
        except Refused as refused:
            errors_of(form, refused.problems[:20])
        else:
            flash(_("已报上 %(count)d 人。", count=len(made)), "success")
            return go_to(url_for(".unit_page", token=token))
    return _unit_page(quota, UnitApplyForm(formdata=None), form)


def _everyone(form: SeveralForm) -> list[Applied]:
    """The people of a paste or a file; a row that cannot be read keeps everything out."""
    sent = form.file.data
    if sent and sent.filename:
        report = read_roster(sent.read(), sent.filename)
    else:
        report = read_roster(_as_csv(form.rows.data or ""), "名单.csv")
    refused = [one for one in report.problems if one.severity == "error"]
    if refused:
        rows = (_("第 %(row)d 行：%(why)s", row=one.row, why=one.message) for one in refused)
        raise Refused(Problem("row", words) for words in rows)
    if not 0 < len(report.items) <= MOST_ROWS:
        raise Refused(Problem("no_rows", _("没有读到人员，请连表头一起粘贴。")))
    return [
        Applied(
            name=item["name"],
            phone=item["phone"],
            gender=int(gender_of(item["gender"]) or 0),
            position=item["position"],
            consented=bool(form.consented.data),
        )
        for item in report.items
    ]


def _as_csv(text: str) -> bytes:
    """What was pasted from a table (cells divided by tabs, or by commas or blanks) as a file."""
    if not text.strip():
        raise Refused(Problem("no_rows", _("请粘贴名单，或选择一个文件。")))
    lines = text[:LONGEST_PASTE].strip("\r\n").splitlines()
    divider = "\t" if any("\t" in line for line in lines) else None
    out = io.StringIO()
    writer = csv.writer(out)
    for line in lines:
        writer.writerow(
            line.replace("，", ",").split("," if "," in line and not divider else divider)
        )
    return out.getvalue().encode()


@blueprint.route(
    "/u/<token>/swap/<any(application, trainee):kind>/<int:id>", methods=["GET", "POST"]
)
@public
def swap(token: str, kind: str, id: int) -> Response:
    """换人: another person of the unit for this one."""
    quota, form = queries.quota_by_token(token), UnitApplyForm()
    leaving = _own(quota, kind, id)
    if form.validate_on_submit():
        try:
            applied = form.applied(quota.unit.name)
            services.swap(quota, leaving, applied, by=_liaison(quota), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已换人，新报的人等待审核。"), "success")
            return go_to(url_for(".unit_page", token=token))
    found = _found(class_by_id(quota.class_id))
    given = {"quota": quota, "leaving": leaving, "form": form, "closed": _closed(found)}
    return page("public/enrolment/swap.html", _status(form), training_class=found, **given)


@blueprint.post("/u/<token>/withdraw/<int:id>")
@public
def withdraw_from_unit(token: str, id: int) -> Response:
    """A unit takes back one of its own applications."""
    quota = queries.quota_by_token(token)
    leaving = _own(quota, "application", id)
    try:
        services.withdraw(leaving, by=_liaison(quota), at=clock.now())
    except Refused as refused:
        flash(str(refused), "warning")
    else:
        flash(_("已撤回 %(name)s。", name=leaving.name), "success")
    return go_to(url_for(".unit_page", token=token))


def _own(quota: UnitQuota, kind: str, id: int) -> Any:
    """One of the unit's own people; anybody else's is not there."""
    by_id = queries.application_by_id if kind == "application" else queries.trainee_by_id
    found: Application | Enrolment = by_id(quota.class_id, id)
    if found.unit_id != quota.unit_id:
        raise NotFound
    return found


def _unit_page(quota: UnitQuota, form: ApplyForm, several_form: SeveralForm) -> Response:
    found = _found(class_by_id(quota.class_id))
    wrong = form.errors or form.form_errors or several_form.errors or several_form.form_errors
    return page(
        "public/enrolment/unit.html",
        422 if wrong else 200,
        training_class=found,
        quota=quota,
        row=queries.quota_row(quota),
        people=queries.people_of_unit(quota),
        form=form,
        several=several_form,
        closed=_closed(found),
        words=APPLICATION_WORDS,
        trainee_words=ENROLMENT_WORDS,
    )


def _liaison(quota: UnitQuota) -> Actor:
    return Actor("liaison", quota.id, quota.unit.name[:80])
