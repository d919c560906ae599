"""The 课表: the week as a grid, and what is taken away of it."""

from __future__ import annotations

from datetime import datetime, time

from flask import Response, abort, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import whole
from core.timetable import printing, queries, services
from core.timetable.forms import day_of
from core.timetable.rules import HalfDay, time_and_place
from core.timetable.views.blueprint import blueprint
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX

USUAL_START = {HalfDay.AM: time(8, 30), HalfDay.PM: time(14, 30), HalfDay.EVENING: time(19)}


@blueprint.get("/timetable")
@needs("timetable.view")
def week() -> Response:
    """The week as a grid, with hours and clashes."""
    shown = queries.timetable(this_class(), clock.now())
    return page("console/timetable/week.html", shown=shown)


@blueprint.post("/timetable/move")
@needs("timetable.edit")
def move() -> Response:
    """Puts a dragged lesson into another half-day; its hour of the day stays if it can."""
    found = this_class()
    lesson = queries.lesson_by_id(found.id, request.form.get("lesson", 0, type=whole))
    if lesson.starts_at is None or request.form.get("half") not in set(HalfDay):
        abort(400)
    wall = clock.local(lesson.starts_at, found.zone)
    half = HalfDay(request.form["half"])
    hour = wall.time() if lesson.half_day == half else USUAL_START[half]
    moved = datetime.combine(day_of(request.form.get("day"), wall.date()), hour)
    try:
        starts_at = clock.from_wall(moved, found.zone)
        services.move_lesson(lesson, starts_at, by=actor(), at=clock.now())
    except Refused as refused:
        flash(str(refused), "danger")
    else:
        words = _("“%(title)s”改在 %(when)s。", title=lesson.title, when=_told(moved))
        flash(words, "success")
    return go_to(url_for(".week"))


def _told(moved: datetime) -> str:
    return time_and_place(moved, None, "", "")


@blueprint.get("/timetable/print.pdf")
@needs("timetable.view")
def print_week() -> Response:
    """The 课程表 as a PDF."""
    found = this_class()
    shown = queries.timetable(found, clock.now())
    content = printing.timetable_pdf(found, shown)
    name = _("%(name)s 课程表.pdf", name=found.name)
    return download(content, name, "application/pdf", inline=True)


@blueprint.get("/timetable/timetable.xlsx")
@needs("timetable.view")
def export() -> Response:
    """The lessons as a sheet that can be imported again."""
    found = this_class()
    name = _("%(name)s 课程表.xlsx", name=found.name)
    return download(printing.timetable_xlsx(found), name, XLSX)


@blueprint.get("/timetable/timetable.ics")
@needs("timetable.view")
def calendar() -> Response:
    """The lessons for a calendar program."""
    found = this_class()
    name = _("%(name)s 课程表.ics", name=found.name)
    return download(printing.timetable_ics(found), name, "text/calendar")
