"""Leave at the desk: the inbox, decisions, every request, and leave entered for somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.attendance.rules import LEAVE_WORDS
from core.audit import AuditEntry
from core.enrolment.queries import trainee_by_id, trainees
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import whole, wholes
from core.leave import printing, queries, services
from core.leave.forms import DecideForm, MomentForm, ReasonForm, RecordForm
from core.leave.queries import Only
from core.leave.rules import IN_FORCE, LEAVE_STATE_WORDS, LeaveKind
from core.leave.terms import ACT_WORDS
from core.training.terms import ROLE_WORDS
from core.web import actor, download, go_to, needs, page

blueprint = Blueprint("leave", __name__, url_prefix="/console/classes/<class_code>/leave")


@blueprint.get("")
@needs("leave.view")
def inbox() -> Response:
    """What waits for a decision, with everything it rests on."""
    found = this_class()
    return page(
        "console/leave/inbox.html",
        cases=queries.inbox(found.id),
        overdue=queries.overdue(found.id, clock.now()),
        uncounted=queries.uncounted(found.id),
        last=queries.last_id(found.id),
        **_mine(),
    )


@blueprint.post("/count-new")
@needs("leave.decide")
def count_new() -> Response:
    """Counts lessons that were laid down after leave was granted."""
    count = services.count_new_lessons(this_class().id, by=actor(), at=clock.now())
    flash(_("已补记 %(count)d 人次。", count=count), "success")
    return go_to(url_for("leave.inbox"))


@blueprint.get("/news/<int:last>")
@needs("leave.view")
def news(last: int) -> Response:
    """How many requests came since the page was drawn, asked again and again."""
    return page("console/leave/_news.html", count=queries.pending_count(this_class().id, last))


@blueprint.get("/all")
@needs("leave.view")
def requests() -> Response:
    """Every request of the class, by state and kind."""
    only = Only(request.args.get("state", ""), request.args.get("kind", ""))
    return page(
        "console/leave/requests.html",
        leaves=queries.requests_of(this_class().id, only),
        only=only,
        states=list(LEAVE_STATE_WORDS.items()),
        kinds=list(LEAVE_WORDS.items()),
        kind_words=LEAVE_WORDS,
    )


@blueprint.get("/<int:leave_id>")
@needs("leave.view")
def one(leave_id: int) -> Response:
    """One request in full, with its trail."""
    found = this_class()
    case = queries.case_of(found.id, leave_id)
    return page(
        "console/leave/one.html",
        case=case,
        steps=printing.steps_of(case.leave, found.zone),
        trail=[_act(entry) for entry in queries.trail_of(leave_id)],
        back_form=MomentForm(formdata=None),
        **_mine(),
    )


def _mine() -> dict[str, Any]:
    return {
        "roles": queries.roles_of(actor().id or 0, this_class().id),
        "kind_words": LEAVE_WORDS,
        "role_words": ROLE_WORDS,
    }


def _act(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "who": entry.actor_name,
        "word": ACT_WORDS.get(entry.act, entry.act),
        "comment": entry.detail.get("comment", ""),
    }


@blueprint.post("/<int:leave_id>/decide")
@needs("leave.decide")
def decide(leave_id: int) -> Response:
    """Decides the step that was seen."""
    form, leave = DecideForm(), queries.leave_by_id(this_class().id, leave_id)
    seen = next(iter(wholes([form.seen.data or ""])), None)
    try:
        services.decide(
            leave, form.approve.data, form.comment.data or "", by=actor(), at=clock.now(), seen=seen
        )
        name, state = leave.enrolment.name, leave.state_word
        flash(_("%(name)s的请假：%(state)s。", name=name, state=state), "success")
    except Refused as refused:
        _tell(refused)
        return go_to(url_for("leave.one", leave_id=leave_id))
    return go_to(url_for("leave.inbox"))


@blueprint.post("/<int:leave_id>/cancel")
@needs("leave.decide")
def cancel(leave_id: int) -> Response:
    """Takes approved leave back."""
    reason = ReasonForm().reason.data or ""
    return _done(leave_id, services.cancel_leave, _("已取消，考勤恢复原样。"), reason=reason)


@blueprint.post("/<int:leave_id>/back")
@needs("leave.record")
def back(leave_id: int) -> Response:
    """Writes down that somebody is back."""
    moment = MomentForm().moment(this_class().zone)
    return _done(leave_id, services.report_back, _("已销假。"), returned_at=moment)


@blueprint.post("/<int:leave_id>/shorten")
@needs("leave.record")
def shorten(leave_id: int) -> Response:
    """Lets leave end earlier."""
    ends_at = MomentForm().moment(this_class().zone) or clock.now()
    return _done(leave_id, services.shorten_leave, _("已改短。"), ends_at=ends_at)


def _done(leave_id: int, act: Callable[..., Any], words: str, **values: Any) -> Response:
    leave = queries.leave_by_id(this_class().id, leave_id)
    try:
        act(leave, **values, by=actor(), at=clock.now())
        flash(words, "success")
    except Refused as refused:
        _tell(refused)
    return go_to(url_for("leave.one", leave_id=leave_id))


def _tell(refused: Refused) -> None:
    flash("；".join(str(problem) for problem in refused.problems), "danger")


@blueprint.route("/record", methods=["GET", "POST"])
@needs("leave.record")
def record() -> Response:
    """Enters leave for a trainee who phoned; shows first what it would do."""
    form = _record_form()
    if form.validate_on_submit():
        try:
            asked = form.asked([], this_class().zone)
            trainee = trainee_by_id(this_class().id, form.enrolment_id.data)
            leave = services.record_leave(trainee, asked, by=actor(), at=clock.now())
            flash(_("已登记，请按程序审批。"), "success")
            return go_to(url_for("leave.one", leave_id=leave.id))
        except Refused as refused:
            form.take(refused)
    return page("console/leave/record.html", 422 if form.is_submitted() else 200, form=form)


def _record_form() -> RecordForm:
    form = RecordForm()
    form.offer(trainees(this_class().id))
    asked_for = request.args.get("trainee", type=whole)
    if asked_for and not form.is_submitted():
        form.enrolment_id.data = asked_for
    return form


@blueprint.get("/preview")
@needs("leave.record")
def preview() -> Response:
    """What the leave that is being typed would cover and add up to."""
    shown, problems = None, []
    form = RecordForm(formdata=request.args, meta={"csrf": False})
    form.offer(trainees(this_class().id))
    found = form.period([], this_class().zone)
    if found is not None and form.kind.validate(form) and form.enrolment_id.validate(form):
        try:
            trainee = trainee_by_id(this_class().id, form.enrolment_id.data)
            services.require_period(trainee, *found)
            shown = queries.preview(trainee, LeaveKind(form.kind.data), *found)
        except Refused as refused:
            problems = refused.problems
    return page("console/leave/_preview.html", shown=shown, problems=problems,
                role_words=ROLE_WORDS)  # fmt: skip


@blueprint.get("/<int:leave_id>/photo")
@needs("leave.decide")
def photo(leave_id: int) -> Response:
    """The slip or letter that came with a request; for those who decide."""
    file = queries.photo_of(queries.leave_by_id(this_class().id, leave_id))
    return download(files.read(file), file.name, file.media_type, inline=True)


@blueprint.get("/<int:leave_id>/slip.pdf")
@needs("leave.view")
def slip(leave_id: int) -> Response:
    """The 假条 of one request."""
    found, case = this_class(), queries.case_of(this_class().id, leave_id)
    name = _("请假条-%(name)s.pdf", name=case.leave.enrolment.name)
    return download(printing.slips(found, [case]), name, "application/pdf", inline=True)


@blueprint.get("/slips.pdf")
@needs("leave.view")
def slips() -> Response:
    """The 假条 of every leave that was granted, for the archive."""
    found = this_class()
    granted = [one for one in queries.requests_of(found.id) if one.state in IN_FORCE]
    content = printing.slips(found, queries.cases_of(found, granted[::-1]))
    return download(content, _("请假条.pdf"), "application/pdf", inline=True)
