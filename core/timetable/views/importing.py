"""导入: three steps on one page, from the training centre's sheet to lessons."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.errors import Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.intake import wholes
from core.tabular import Column, Report, marked, source_rows
from core.timetable import queries, services
from core.timetable.forms import UploadForm, day_of
from core.timetable.services.importing import written_before
from core.timetable.sheet import FIELDS, read_timetable
from core.timetable.views.blueprint import blueprint
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX

KEPT_AS = "import/timetable"
"""The media type of sheets on their way in, so that no other stored file is read as one."""


@blueprint.route("/timetable/import", methods=["GET", "POST"])
@needs("timetable.edit")
def upload() -> Response:
    """Step 1: the file, and the day that it calls the first."""
    found, form = this_class(), UploadForm()
    if form.validate_on_submit():
        try:
            kept = _keep(form)
        except Refused as refused:
            form.file.errors = [str(problem) for problem in refused.problems]
        else:
            first_day = form.first_day.data or found.starts_on
            return go_to(url_for(".understood", file_id=kept.id, first_day=first_day))
    elif request.method == "GET":
        form.first_day.data = found.starts_on
    status = 422 if form.errors else 200
    return page("console/timetable/import.html", status, step=1, form=form)


def _keep(form: UploadForm) -> StoredFile:
    """Refuses unread what is hostile or no table; a table without a known header may be mapped."""
    sent, found = form.file.data, this_class()
    content, name = (sent.read(), sent.filename) if sent else (b"", "")
    try:
        read_timetable(content, name, found.zone, form.first_day.data)
    except Refused as refused:
        if refused.codes != ["header_missing"]:
            raise
    return files.keep(content, name, KEPT_AS, by=actor(), at=clock.now(), class_id=found.id)


@blueprint.get("/timetable/import/<int:file_id>")
@needs("timetable.edit")
def understood(file_id: int) -> Response:
    """Step 2: what was understood, beside the source; step 3 once it is written."""
    file = _file(file_id)
    done = written_before(this_class().id, file.source)
    if done is not None:
        return page("console/timetable/import.html", step=3, done=done, file=file)
    return _step_two(file)


@blueprint.post("/timetable/import/<int:file_id>")
@needs("timetable.edit")
def write(file_id: int) -> Response:
    """Step 3: all of it in one transaction; a second press changes nothing."""
    file = _file(file_id)
    try:
        report, found = _read(file), this_class()
        services.import_timetable(found, report, by=actor(), at=clock.now(), source=file.source)
    except Refused as refused:
        return _step_two(file, refused)
    flash(_("课表已写入。"), "success")
    return go_to(url_for(".understood", file_id=file.id))


@blueprint.get("/timetable/import/<int:file_id>/marked.xlsx")
@needs("timetable.edit")
def marked_file(file_id: int) -> Response:
    """The sheet with a column that says what was found in each row."""
    file = _file(file_id)
    content = marked(files.read(file), file.name, _read(file))
    return download(content, _("%(name)s 标注.xlsx", name=file.name.rpartition(".")[0]), XLSX)


def _file(file_id: int) -> StoredFile:
    return files.kept(file_id, KEPT_AS, class_id=this_class().id)


def _read(file: StoredFile) -> Report:
    found = this_class()
    content, first_day = files.read(file), _first_day()
    return read_timetable(content, file.name, found.zone, first_day, _mapping() or None)


def _first_day() -> date:
    return day_of(request.args.get("first_day"), this_class().starts_on)


def _mapping() -> dict[str, int]:
    """Which column a person chose for which field: `col-3=title`."""
    chosen = {name: value for name, value in request.args.items() if name.startswith("col-")}
    return {value: index for name, value in chosen.items() if value for index in wholes([name[4:]])}


def _step_two(file: StoredFile, refused: Refused | None = None) -> Response:
    try:
        report = _read(file)
    except Refused as why:
        report, refused = None, refused or why
    source = source_rows(files.read(file), file.name, report)
    return page(
        "console/timetable/import.html",
        422 if refused else 200,
        step=2,
        file=file,
        problems=refused.problems if refused else [],
        report=report,
        columns=report.columns if report else _unnamed(source),
        fields=[(item.name, item.words[0]) for item in FIELDS],
        chosen={index: name for name, index in _mapping().items()},
        first_day=_first_day(),
        kinds={name: kind.title for name, kind in queries.kinds().items()},
        query=request.args.to_dict(),
        source=source,
        **_rows(report),
    )


def _rows(report: Report | None) -> dict[str, Any]:
    """The lessons with what was said of their rows, and the rows that give none."""
    if report is None:
        return {"rows": [], "refusals": [], "warnings": {}}
    rows = services.plan_import(this_class(), report)
    taken = {row.item.row for row in rows}
    warnings: dict[int, list[Any]] = {}
    for problem in report.problems:
        if problem.row in taken and problem.severity != "error":
            warnings.setdefault(problem.row, []).append(problem)
    refusals = [one for one in report.problems if one.row not in taken or one.severity == "error"]
    return {"rows": rows, "refusals": refusals, "warnings": warnings}


def _unnamed(source: dict[int, list[str]]) -> list[Column]:
    """The columns of a sheet whose header nobody recognised, named by what stands first in them."""
    width = max((len(cells) for cells in source.values()), default=0)
    return [
        Column(index, next((c[index] for c in source.values() if c[index : index + 1]), ""), "")
        for index in range(width)
    ]
