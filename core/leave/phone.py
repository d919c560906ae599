"""Leave on the trainee's phone: ask, see how it stands, take it back, report back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from core import clock, files
from core.access.guard import TRAINEE, this_class
from core.attendance.rules import LEAVE_WORDS
from core.enrolment.current import this_trainee
from core.enrolment.models import Enrolment
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.leave import printing, queries, services
from core.leave.days import Part, days_between, parts_of
from core.leave.forms import WALL, AskForm, MomentForm
from core.leave.models import LeaveRequest
from core.leave.rules import LeaveKind, LeaveState
from core.timetable.models import Lesson
from core.timetable.rules import HALF_DAY_WORDS
from core.training.terms import ROLE_WORDS, Role
from core.web import actor, download, go_to, is_fragment, needs, page
from core.wording import day

blueprint = Blueprint("leave_phone", __name__, url_prefix="/m/<class_code>/leave")


@blueprint.app_template_filter("leave_period")
def leave_period(leave: Any, zone: str) -> str:
    """From–to of a request or a half-day in words."""
    return printing.period(leave, zone)


@blueprint.app_template_filter("leave_lesson")
def leave_lesson(lesson: Lesson, zone: str) -> str:
    """A lesson in one line."""
    return printing.lesson_words(lesson, zone)


@blueprint.app_template_filter("leave_kind")
def leave_kind(kind: str) -> str:
    """A kind of leave in words."""
    return str(LEAVE_WORDS[LeaveKind(kind)])


@blueprint.app_template_filter("role_word")
def role_word(role: str) -> str:
    """A role in words."""
    return str(ROLE_WORDS[Role(role)])


@blueprint.get("")
@needs(TRAINEE)
def ask() -> Response:
    """The form; htmx asks it for the preview alone as half-days are tapped."""
    trainee, form = this_trainee(), AskForm(formdata=request.args, meta={"csrf": False})
    shown, problems = _preview(trainee, form)
    if is_fragment():
        return page("phone/leave/_preview.html", shown=shown, problems=problems)
    return _ask_page(trainee, AskForm(formdata=request.args), shown, problems)


@blueprint.post("")
@needs(TRAINEE)
def send() -> Response:
    """Sends a request whose effect was shown; where it was not, shows it first."""
    trainee, form = this_trainee(), AskForm()
    shown, problems = _preview(trainee, form)
    try:
        if form.validate():
            asked = form.asked(_parts(), this_class().zone)
            if shown is None or form.seen.data == shown.token:
                leave = services.ask_leave(trainee, asked, by=actor(), at=clock.now())
                flash(_("请假已发出，审批后会通知您。"), "success")
                return go_to(url_for("leave_phone.one", leave_id=leave.id))
            words = _("请先看清下面涉及的课次和学时，再点一次发送（照片要重新选）。")
            problems = [*problems, Problem("look_first", words)]
    except Refused as refused:
        form.take(refused)
    return _ask_page(trainee, form, shown, problems, 422)


def _preview(trainee: Enrolment, form: AskForm) -> tuple[queries.Preview | None, list[Problem]]:
    """What the form would do, and what stands against its times; nothing where no time is chosen."""
    found = form.period(_parts(), this_class().zone)
    kind = form.kind.data if form.kind.data in set(LeaveKind) else LeaveKind.PERSONAL.value
    if found is None:
        return None, []
    try:
        services.require_period(trainee, *found)
        return queries.preview(trainee, LeaveKind(kind), *found), []
    except Refused as refused:
        return None, refused.problems


def _parts() -> list[Part]:
    found = this_class()
    days = days_between(found.report_on, found.ends_on)
    return parts_of(days, queries.lessons_for(this_trainee()), found.zone)


def _ask_page(
    trainee: Enrolment,
    form: AskForm,
    shown: queries.Preview | None,
    problems: list[Problem],
    status: int = 200,
) -> Response:
    return page(
        "phone/leave/ask.html",
        status,
        form=form,
        days=_days(form.half.data or []),
        shown=shown,
        problems=[] if request.method == "POST" else problems,
        loud=problems if request.method == "POST" else [],
        book=queries.books_of(this_class(), [trainee])[trainee.id],
        call=queries.whom_to_call(this_class().id),
    )


def _days(chosen: list[str]) -> list[dict[str, Any]]:
    """The half-days for the macro: what is over cannot be tapped."""
    days: dict[Any, dict[str, Any]] = {}
    for part in _parts():
        entry = days.setdefault(part.day, {"title": day(part.day), "parts": []})
        entry["parts"].append(
            {
                "value": part.value,
                "title": HALF_DAY_WORDS[part.half],
                "chosen": part.value in chosen,
                "off": part.ends_at <= clock.now() or not part.titles,
                "note": _("%(n)d 节课", n=len(part.titles)) if part.titles else _("无课"),
            }
        )
    return [one for one in days.values() if any(not part["off"] for part in one["parts"])]


@blueprint.post("/urgent")
@needs(TRAINEE)
def urgent() -> Response:
    """身体不适: one press; the page that follows says whom to call."""
    try:
        leave = services.ask_urgent(this_trainee(), by=actor(), at=clock.now())
    except Refused as refused:
        return _ask_page(this_trainee(), AskForm(formdata=None), None, refused.problems, 409)
    return go_to(url_for("leave_phone.one", leave_id=leave.id))


@blueprint.get("/mine")
@needs(TRAINEE)
def mine() -> Response:
    """Every request of one's own, with its steps."""
    trainee, zone = this_trainee(), this_class().zone
    leaves = [(one, printing.steps_of(one, zone)) for one in queries.leave_of(trainee.id)]
    book = queries.books_of(this_class(), [trainee])[trainee.id]
    return page("phone/leave/mine.html", leaves=leaves, book=book)


@blueprint.get("/<int:leave_id>")
@needs(TRAINEE)
def one(leave_id: int) -> Response:
    """One request in full, and what may be done about it now."""
    leave, found = queries.own_leave(this_trainee(), leave_id), this_class()
    return page(
        "phone/leave/one.html",
        leave=leave,
        case=queries.cases_of(found, [leave])[0],
        steps=printing.steps_of(leave, found.zone),
        call=queries.whom_to_call(found.id),
        shorter=_shorter(leave),
    )


def _shorter(leave: LeaveRequest) -> list[tuple[str, str]]:
    """Where a request may end instead: the ends of half-days that are still to come."""
    if leave.state not in (LeaveState.PENDING, LeaveState.APPROVED):
        return []
    zone, first = this_class().zone, max(leave.starts_at, clock.now())
    ends = [part.ends_at for part in _parts() if first < part.ends_at < leave.ends_at]
    return [(f"{clock.local(one, zone):{WALL}}", printing.end_words(one, zone)) for one in ends]


@blueprint.post("/<int:leave_id>/withdraw")
@needs(TRAINEE)
def withdraw(leave_id: int) -> Response:
    """Takes one's own request back."""
    return _done(leave_id, services.withdraw_leave, _("已撤回。"))


@blueprint.post("/<int:leave_id>/cancel")
@needs(TRAINEE)
def cancel(leave_id: int) -> Response:
    """Does without approved leave that has not begun."""
    return _done(leave_id, services.cancel_leave, _("已取消，照常上课。"), reason="")


@blueprint.post("/<int:leave_id>/back")
@needs(TRAINEE)
def back(leave_id: int) -> Response:
    """销假."""
    return _done(leave_id, services.report_back, _("已销假，欢迎回来。"))


@blueprint.post("/<int:leave_id>/shorten")
@needs(TRAINEE)
def shorten(leave_id: int) -> Response:
    """Lets leave end earlier."""
    ends_at = MomentForm().moment(this_class().zone) or clock.now()
    return _done(leave_id, services.shorten_leave, _("已改短。"), ends_at=ends_at)


def _done(leave_id: int, act: Callable[..., Any], words: str, **values: Any) -> Response:
    leave: LeaveRequest = queries.own_leave(this_trainee(), leave_id)
    try:
        act(leave, **values, by=actor(), at=clock.now())
        flash(words, "success")
    except Refused as refused:
        flash("；".join(str(problem) for problem in refused.problems), "danger")
    return go_to(url_for("leave_phone.one", leave_id=leave_id))


@blueprint.get("/<int:leave_id>/photo")
@needs(TRAINEE)
def photo(leave_id: int) -> Response:
    """The photo one sent along."""
    file = queries.photo_of(queries.own_leave(this_trainee(), leave_id))
    return download(files.read(file), file.name, file.media_type, inline=True)
