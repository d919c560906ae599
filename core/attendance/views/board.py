"""The live board, a seat's side panel, and roll call: what is walked with through the hall."""

from __future__ import annotations

from datetime import datetime

from flask import Response, flash, render_template, request, url_for

from core import clock
from core.access.guard import this_class
from core.attendance import queries, services
from core.attendance.forms import MarkForm
from core.attendance.views.blueprint import blueprint, this_lesson
from core.enrolment.models import Enrolment
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import parts_of, wholes
from core.timetable.models import Lesson
from core.web import actor, go_to, is_fragment, needs, page


@blueprint.get("/lessons/<int:lesson_id>/board")
@needs("attendance.view")
def board(lesson_id: int) -> Response:
    """看板: seats filling up; asked again and again, answered only when something changed."""
    lesson = this_lesson(lesson_id)
    seen = queries.board(lesson)
    if is_fragment() and request.args.get("seen") == seen.etag:
        return Response(status=204)
    template = "_board.html" if is_fragment() else "board.html"
    answer = page(f"console/attendance/{template}", lesson=lesson, board=seen)
    if is_fragment():
        answer.headers["Cache-Control"] = "no-cache, private"
        answer.set_etag(seen.etag)
        answer.make_conditional(request)
    return answer


@blueprint.route("/lessons/<int:lesson_id>/seats/<int:enrolment_id>", methods=["GET", "POST"])
@needs("attendance.mark")
def seat(lesson_id: int, enrolment_id: int) -> Response:
    """One trainee in one lesson: phone, history, and a mark by hand with a reason."""
    lesson = this_lesson(lesson_id)
    trainee = queries.trainee_in(this_class().id, enrolment_id)
    form = MarkForm()
    if form.validate_on_submit() and _marked(form, lesson, trainee):
        return go_to(_came_from() or url_for(".board", lesson_id=lesson.id))
    return panel([lesson], trainee, form)


def _marked(form: MarkForm, lesson: Lesson, trainee: Enrolment) -> bool:
    mark, kind = form.wanted()
    why = form.why.data or ""
    try:
        services.mark_by_hand(
            lesson, trainee, mark, why=why, by=actor(), at=clock.now(), leave_kind=kind
        )
    except Refused as refused:
        form.take(refused)
        return False
    flash(_("已更改 %(name)s 的考勤。", name=trainee.name), "success")
    return True


def panel(lessons: list[Lesson], trainee: Enrolment, form: MarkForm | None = None) -> Response:
    """The side panel: each of these lessons with its mark, its history and a form to correct it."""
    ids = [lesson.id for lesson in lessons]
    marks = {one.lesson.id: one for one in queries.marks_of(trainee.id) if one.lesson.id in ids}
    history = queries.history_of(ids, trainee.id)
    shown = render_template(
        "console/attendance/_seat.html",
        trainee=trainee,
        lessons=lessons,
        marks=marks,
        history=history,
        form=form or MarkForm(formdata=None),
        back=_came_from(),
        training_class=this_class(),
    )
    return Response(shown, mimetype="text/html")


def _came_from() -> str:
    """The page on which the panel was opened: only its path, and only of this class."""
    url = request.headers.get("HX-Current-URL") or request.form.get("back", "")
    parts = parts_of(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith(f"/console/classes/{this_class().code}/") else ""


@blueprint.route("/lessons/<int:lesson_id>/roll", methods=["GET", "POST"])
@needs("attendance.mark")
def roll(lesson_id: int) -> Response:
    """点名: group by group, all present until tapped; one press to finish."""
    lesson, problems = this_lesson(lesson_id), []
    if request.method == "POST":
        try:
            return _roll_taken(lesson)
        except Refused as refused:
            problems = refused.problems
    return page(
        "console/attendance/roll.html",
        lesson=lesson,
        board=queries.board(lesson),
        seen_at=clock.now().isoformat(),
        problems=problems,
    )


def _roll_taken(lesson: Lesson) -> Response:
    absent = wholes(request.form.getlist("absent"))
    taken = services.take_roll(
        lesson, absent, by=actor(), at=clock.now(), seen_at=_moment(request.form.get("seen_at"))
    )
    flash(_("点名完成，更改了 %(count)d 人的考勤。", count=taken.changed), "success")
    if taken.kept:
        words = _("有 %(count)d 人在您点名时刚刚签到，没有记缺勤，请核对。", count=len(taken.kept))
        flash(words, "warning")
    return go_to(url_for(".board", lesson_id=lesson.id))


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
