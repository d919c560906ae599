"""Today's lessons, what is done to a lesson's register, its sheet on paper, and flags."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.attendance import printing, queries, services
from core.attendance.rules import HALF_DAY_WORDS, HalfDay
from core.attendance.views.blueprint import blueprint, this_lesson
from core.i18n import gettext as _
from core.intake import day_in
from core.web import actor, download, go_to, needs, page
from core.wording import day, wall


@blueprint.get("/attendance")
@needs("attendance.view")
def today() -> Response:
    """The lessons of a day with their numbers; today's unless another is named."""
    found = this_class()
    chosen = day_asked() or clock.today(found.zone)
    every = queries.lessons_counted(found.id)
    days = sorted({one.lesson.held_on for one in every if one.lesson.held_on})
    return page(
        "console/attendance/today.html",
        day=chosen,
        days=days,
        lessons=[one for one in every if one.lesson.held_on == chosen],
        unsettled=queries.lessons_unsettled(found.id, clock.now()),
        flags=queries.flag_count(found.id),
    )


def day_asked() -> date | None:
    """The day in the address; None where none or nonsense is given."""
    return day_in(request.args.get("day"))


@blueprint.post("/lessons/<int:lesson_id>/settle")
@needs("attendance.mark")
def settle(lesson_id: int) -> Response:
    """其余记缺勤: after the lesson, in one press."""
    count = services.settle_lesson(this_lesson(lesson_id), by=actor(), at=clock.now())
    flash(_("已把 %(count)d 人记为缺勤。", count=count), "success")
    return go_to(url_for(".board", lesson_id=lesson_id))


@blueprint.post("/lessons/<int:lesson_id>/lock")
@needs("attendance.lock")
def lock(lesson_id: int) -> Response:
    """From now on no mark of this lesson changes."""
    services.lock_register(this_lesson(lesson_id), by=actor(), at=clock.now())
    flash(_("这节课的考勤表已锁定。"), "success")
    return go_to(url_for(".board", lesson_id=lesson_id))


@blueprint.post("/lessons/<int:lesson_id>/unlock")
@needs("attendance.lock")
def unlock(lesson_id: int) -> Response:
    """Marks of this lesson may change again."""
    services.unlock_register(this_lesson(lesson_id), by=actor(), at=clock.now())
    flash(_("这节课的考勤表已解锁。"), "success")
    return go_to(url_for(".board", lesson_id=lesson_id))


@blueprint.get("/lessons/<int:lesson_id>/sign-in-sheet.pdf")
@needs("attendance.view")
def lesson_sheet(lesson_id: int) -> Response:
    """签到表 of a lesson, with a column to sign in."""
    found, lesson = this_class(), this_lesson(lesson_id)
    when = day(lesson.held_on) if lesson.held_on else lesson.time_text
    if lesson.starts_at:
        when = f"{when} {wall(lesson.starts_at, found.zone)}"
    content = printing.sign_in_sheet(found, f"{when}　{lesson.title}", [""], lesson)
    name = _("签到表 %(title)s.pdf", title=lesson.title)
    return download(content, name, "application/pdf", inline=True)


@blueprint.get("/attendance/sign-in-sheet.pdf")
@needs("attendance.view")
def day_sheet() -> Response:
    """签到表 of a half-day, or of a whole day with a column for each half."""
    found = this_class()
    chosen = day_asked() or clock.today(found.zone)
    half = request.args.get("half", "")
    if half and half not in set(HalfDay):
        abort(404)
    sheet = queries.register(found.id, day=chosen)
    halves = [half] if half else [one.half_day for one in sheet.columns if one.half_day]
    columns = [str(HALF_DAY_WORDS[HalfDay(one)]) for one in halves] or [""]
    subject = f"{day(chosen)} {columns[0]}" if half else day(chosen)
    content = printing.sign_in_sheet(found, subject, [""] if half else columns)
    name = _("签到表 %(day)s.pdf", day=subject)
    return download(content, name, "application/pdf", inline=True)


@blueprint.get("/attendance/flags")
@needs("attendance.view")
def flags() -> Response:
    """What a person should look at, and the scans that were turned away."""
    class_id = this_class().id
    return page(
        "console/attendance/flags.html",
        flags=queries.open_flags(class_id),
        refusals=queries.refusals(class_id),
    )


@blueprint.post("/attendance/flags/<int:flag_id>")
@needs("attendance.mark")
def settle_flag(flag_id: int) -> Response:
    """Confirms a flagged check-in or undoes it, in one tap."""
    flag = queries.flag_in(this_class().id, flag_id)
    keep = request.form.get("keep") == "1"
    if services.settle_flag(flag, keep=keep, by=actor(), at=clock.now()):
        flash(_("已确认这次签到。") if keep else _("已撤销这次签到。"), "success")
    else:
        flash(_("这条标记已经有人处理过了。"), "info")
    return go_to(url_for(".flags"))
