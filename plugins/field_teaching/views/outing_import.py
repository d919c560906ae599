"""导入行程: three steps on one page, from the sheets that people have to outings."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.errors import Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.intake import day_in, wholes
from core.tabular import marked, source_rows
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX
from plugins.field_teaching.forms.outings import ItineraryForm
from plugins.field_teaching.queries.outings import outings_of
from plugins.field_teaching.queries.sites import sites_for_choice
from plugins.field_teaching.services import itineraries as services
from plugins.field_teaching.sheet.itinerary import (
    FIELDS,
    Understood,
    file_title,
    read_itinerary,
)
from plugins.field_teaching.terms import STOP_WORDS
from plugins.field_teaching.views.blueprint import blueprint
from plugins.field_teaching.views.sheets import columns_asked, said_of_rows, unnamed_columns

KEPT_AS = "import/itinerary"
"""The media type of sheets on their way in, so that no other stored file is read as one."""
ONE_FILE = "/outings/import/<int:file_id>"
PAGE = "field_teaching/outings/import.html"


@blueprint.route("/outings/import", methods=["GET", "POST"])
@needs("field_teaching.plan")
def itinerary_upload() -> Response:
    """Step 1: the file, and the day that it calls the first."""
    found, form = this_class(), ItineraryForm()
    if form.validate_on_submit():
        try:
            kept = _keep(form)
        except Refused as refused:
            form.file.errors = [str(problem) for problem in refused.problems]
        else:
            first_day = form.first_day.data or found.starts_on
            return go_to(url_for(".itinerary_read", file_id=kept.id, first_day=first_day))
    elif request.method == "GET":
        form.first_day.data = found.starts_on
    return page(PAGE, 422 if form.errors else 200, step=1, form=form)


def _keep(form: ItineraryForm) -> StoredFile:
    """Refuses unread what is hostile or no table; a table without a known header may be mapped."""
    sent, found = form.file.data, this_class()
    content, name = (sent.read(), sent.filename) if sent else (b"", "")
    try:
        read_itinerary(content, name, found.zone, form.first_day.data)
    except Refused as refused:
        if refused.codes != ["header_missing"]:
            raise
    return files.keep(content, name, KEPT_AS, by=actor(), at=clock.now(), class_id=found.id)


@blueprint.get(ONE_FILE)
@needs("field_teaching.plan")
def itinerary_read(file_id: int) -> Response:
    """Step 2: what was understood, beside the source; step 3 once it is written."""
    file = _file(file_id)
    done = services.brought_before(this_class().id, file.source)
    return page(PAGE, step=3, done=done, file=file) if done else _step_two(file)


@blueprint.post(ONE_FILE)
@needs("field_teaching.plan")
def itinerary_write(file_id: int) -> Response:
    """Step 3: all of it in one transaction; a second press changes nothing."""
    file, found = _file(file_id), this_class()
    try:
        read = _read(file)
        days = services.plan_itinerary(found, read.report, sites_for_choice(), _chosen_sites())
        title = file_title(file.name, read)
        services.import_itinerary(
            found, title, days, by=actor(), at=clock.now(), source=file.source
        )
    except Refused as refused:
        return _step_two(file, refused)
    flash(_("行程已写入。"), "success")
    return go_to(url_for(".itinerary_read", file_id=file.id))


@blueprint.get(f"{ONE_FILE}/marked.xlsx")
@needs("field_teaching.plan")
def itinerary_marked(file_id: int) -> Response:
    """The sheet with a column that says what was found in each row."""
    file = _file(file_id)
    content = marked(files.read(file), file.name, _read(file).report)
    return download(content, _("%(name)s 标注.xlsx", name=file.name.rpartition(".")[0]), XLSX)


def _file(file_id: int) -> StoredFile:
    return files.kept(file_id, KEPT_AS, class_id=this_class().id)


def _read(file: StoredFile) -> Understood:
    found, route = this_class(), request.args.get("route", "")
    first_day = day_in(request.args.get("first_day")) or found.starts_on
    return read_itinerary(
        files.read(file),
        file.name,
        found.zone,
        first_day,
        mapping=columns_asked(FIELDS) or None,
        route=route,
    )


def _chosen_sites() -> dict[int, int | None]:
    """Which site a person chose for which stop: `site-4=7`; an empty choice is none."""
    known = {key for key, _name in sites_for_choice()}
    chosen: dict[int, int | None] = {}
    for name, value in request.form.items():
        if name.startswith("site-"):
            for number in wholes([name[5:]]):
                chosen[number] = next((one for one in wholes([value]) if one in known), None)
    return chosen


def _step_two(file: StoredFile, refused: Refused | None = None) -> Response:
    found = this_class()
    try:
        read = _read(file)
    except Refused as why:
        read, refused = None, refused or why
    report = read.report if read else None
    source = source_rows(files.read(file), file.name, report)
    return page(
        PAGE,
        422 if refused else 200,
        step=2,
        file=file,
        problems=refused.problems if refused else [],
        read=read,
        report=report,
        columns=report.columns if report else unnamed_columns(source),
        fields=[(item.name, item.words[0]) for item in FIELDS],
        chosen={index: name for name, index in columns_asked(FIELDS).items() if index >= 0},
        first_day=day_in(request.args.get("first_day")) or found.starts_on,
        kinds=STOP_WORDS,
        query=request.args.to_dict(),
        source=source,
        **_days(read),
    )


def _days(read: Understood | None) -> dict[str, Any]:
    """What would be written day by day with what was said of each row, and the rows that give none."""
    sites = sites_for_choice()
    if read is None:
        return {"days": [], "refusals": [], "warnings": {}, "sites": sites, "taken_days": set()}
    days = services.plan_itinerary(this_class(), read.report, sites)
    there = {one.held_on for one in outings_of(this_class().id)}
    taken = {one.item.row for day in days for one in day.stops}
    said = said_of_rows(read.report, taken)
    return {"days": days, "sites": sites, "taken_days": there, **said}
