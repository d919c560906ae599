"""One lesson: its page, its form, calling it off."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from core import clock, plugins
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import day_in
from core.timetable import queries, services
from core.timetable.forms import LessonForm, ReasonForm
from core.timetable.models import Lesson
from core.timetable.rules import half_day_named
from core.timetable.views.blueprint import blueprint
from core.web import actor, go_to, needs, page


@blueprint.get("/lessons/<int:lesson_id>")
@needs("timetable.view")
def lesson(lesson_id: int) -> Response:
    """一节课: its facts, and the ways to screen, board, roll call and paper."""
    return _lesson_page(_lesson(lesson_id), ReasonForm())


@blueprint.route("/timetable/new", methods=["GET", "POST"])
@needs("timetable.edit")
def add() -> Response:
    """Lays down a lesson."""
    form = _form()
    if form.validate_on_submit():
        try:
            made = services.add_lesson(this_class(), form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已添加“%(title)s”。", title=made.title), "success")
            return go_to(url_for(".week"))
    elif request.method == "GET":
        _prefill(form)
    return page("console/timetable/edit.html", form=form, lesson=None)


@blueprint.route("/lessons/<int:lesson_id>/edit", methods=["GET", "POST"])
@needs("timetable.edit")
def edit(lesson_id: int) -> Response:
    """Changes a lesson; the way to move one without a mouse."""
    found, form = _lesson(lesson_id), _form()
    if form.validate_on_submit():
        try:
            services.change_lesson(found, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。时间或地点有变化时，学员会收到通知。"), "success")
            return go_to(url_for(".lesson", lesson_id=found.id))
    elif request.method == "GET":
        form.show(found)
    return page("console/timetable/edit.html", form=form, lesson=found)


@blueprint.post("/lessons/<int:lesson_id>/cancel")
@needs("timetable.edit")
def cancel(lesson_id: int) -> Response:
    """Calls a lesson off."""
    found, form = _lesson(lesson_id), ReasonForm()
    try:
        services.cancel_lesson(found, form.reason.data or "", by=actor(), at=clock.now())
    except Refused as refused:
        if refused.codes != ["reason_missing"]:
            raise
        form.take(refused)
        return _lesson_page(found, form)
    flash(_("“%(title)s”已停课，学员会收到通知。", title=found.title), "success")
    return go_to(url_for(".week"))


@blueprint.post("/lessons/<int:lesson_id>/reinstate")
@needs("timetable.edit")
def reinstate(lesson_id: int) -> Response:
    """Takes a cancelled lesson up again."""
    found = _lesson(lesson_id)
    services.reinstate_lesson(found, by=actor(), at=clock.now())
    flash(_("“%(title)s”已恢复上课，学员会收到通知。", title=found.title), "success")
    return go_to(url_for(".lesson", lesson_id=found.id))


@blueprint.post("/lessons/<int:lesson_id>/delete")
@needs("timetable.edit")
def delete(lesson_id: int) -> Response:
    """Removes a lesson that was laid down by mistake."""
    found = _lesson(lesson_id)
    title = found.title
    try:
        services.delete_lesson(found, by=actor(), at=clock.now())
    except Refused as refused:
        flash(str(refused), "danger")
        return go_to(url_for(".lesson", lesson_id=lesson_id))
    flash(_("“%(title)s”已删除。", title=title), "success")
    return go_to(url_for(".week"))


def _lesson(lesson_id: int) -> Lesson:
    return queries.lesson_by_id(this_class().id, lesson_id)


def _lesson_page(found: Lesson, form: ReasonForm) -> Response:
    return page(
        "console/timetable/lesson.html",
        422 if form.errors else 200,
        lesson=found,
        form=form,
        kind_word=queries.kind_word(found.kind),
        check_in_words=_check_in_words(found),
        group=queries.group_names(found.class_id).get(found.group_id or 0, ""),
        panels=plugins.panels("lesson_panels", found.class_id, lesson=found),
    )


def _check_in_words(found: Lesson) -> str:
    """How this lesson is checked into, in a sentence; what it does not decide the class does."""
    if not found.checks_in:
        return str(_("不扫码，只点名"))
    policy = this_class().policy
    opens, late = found.opens_before_minutes, found.late_after_minutes
    words = _(
        "提前 %(opens)d 分钟开始，开课 %(late)d 分钟后算迟到",
        opens=policy.check_in_opens_before_minutes if opens is None else opens,
        late=policy.late_after_minutes if late is None else late,
    )
    return str(words)


def _form() -> LessonForm:
    found = this_class()
    return LessonForm().offer(queries.kinds(), queries.group_names(found.id), found.zone)


def _prefill(form: LessonForm) -> None:
    """What the place in the grid, from which somebody came, already says."""
    form.day.data = day_in(request.args.get("day")) or this_class().starts_on
    form.half_day.data = half_day_named(request.args.get("half", ""))
    form.place.data = this_class().place
