"""考勤表: the register on the screen, on paper and as a spreadsheet; what the wall shows daily."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request

from core import clock
from core.access.guard import this_class
from core.attendance import printing, queries
from core.attendance.views.blueprint import blueprint
from core.attendance.views.board import panel
from core.attendance.views.lessons import day_asked
from core.i18n import gettext as _
from core.intake import wholes
from core.web import actor, download, needs, page
from core.wording import day
from core.workbooks import XLSX


def _sheet() -> queries.Register:
    by_lesson = request.args.get("by") == "lesson"
    return queries.register(this_class().id, day=day_asked(), by_lesson=by_lesson)


@blueprint.get("/attendance/register")
@needs("attendance.view")
def register() -> Response:
    """Trainees × half-days, or × lessons."""
    class_id = this_class().id
    days = {one.lesson.held_on for one in queries.lessons_counted(class_id) if one.lesson.held_on}
    return page(
        "console/attendance/register.html",
        sheet=_sheet(),
        days=sorted(days),
        day=day_asked(),
        by_lesson=request.args.get("by") == "lesson",
    )


@blueprint.get("/attendance/register.xlsx")
@needs("attendance.view")
def register_xlsx() -> Response:
    """The register as a spreadsheet, as it is shown."""
    content = printing.register_xlsx(this_class(), _sheet())
    return download(content, _("考勤表 %(name)s.xlsx", name=this_class().name), XLSX)


@blueprint.get("/attendance/register.pdf")
@needs("attendance.view")
def register_pdf() -> Response:
    """The register on paper."""
    content = printing.register_pdf(this_class(), day=day_asked(), prepared_by=actor().name)
    name = _("考勤表 %(name)s.pdf", name=this_class().name)
    return download(content, name, "application/pdf", inline=True)


@blueprint.get("/attendance/register/<int:enrolment_id>")
@needs("attendance.mark")
def cell(enrolment_id: int) -> Response:
    """The history behind one cell of the register, lesson by lesson."""
    trainee = queries.trainee_in(this_class().id, enrolment_id)
    wanted = set(wholes(request.args.getlist("lesson")))
    own: Any = [one.lesson for one in queries.marks_of(trainee.id) if one.lesson.id in wanted]
    if not own:
        abort(404)
    return panel(own, trainee)


@blueprint.get("/attendance/daily")
@needs("attendance.view")
def daily() -> Response:
    """考勤公示 of a day: name and state only, to be hung on the wall."""
    found = this_class()
    chosen = day_asked() or clock.today(found.zone)
    sheet = queries.register(found.id, day=chosen)
    return page("console/attendance/daily.html", sheet=sheet, day=chosen, title=day(chosen))
