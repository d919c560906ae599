"""导入: a file → what was understood of it → written, all of it or nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.enrolment import services
from core.enrolment.forms import UploadForm
from core.enrolment.roster import FIELDS, read_roster
from core.enrolment.services import SKIP, Choices, Planned
from core.enrolment.views.blueprint import blueprint
from core.errors import Problem, Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.intake import wholes
from core.spreadsheets import read_sheets
from core.tabular import Report, marked, text_of
from core.training.models import TrainingClass
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX

KEPT_AS = "application/x-jixun-roster"
"""The media type of lists on their way in, so that no other stored file is read as one."""
COLUMN = re.compile(r"c[0-9]{1,4}")
SHOWN = 400
"""So many rows are drawn; all of them are written."""


@blueprint.route("/import", methods=["GET", "POST"])
@needs("enrolment.edit")
def upload() -> Response:
    """First step: the file. It is read before it is kept, so that a bad one is refused at once."""
    form, found = UploadForm(), this_class()
    if form.validate_on_submit():
        try:
            kept = _kept(found, form)
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".understood", file_id=kept.id))
    return page("console/enrolment/upload.html", 422 if form.errors else 200, form=form)


def _kept(found: TrainingClass, form: UploadForm) -> StoredFile:
    sent = form.file.data
    if not sent or not sent.filename:
        raise Refused(Problem("file_missing", _("请先选择文件。"), "file"))
    content, name = sent.read(), sent.filename
    read_sheets(content, name)
    return files.keep(content, name, KEPT_AS, by=actor(), at=clock.now(), class_id=found.id)


def _file(file_id: int) -> StoredFile:
    return files.kept(file_id, KEPT_AS, class_id=this_class().id)


@dataclass(frozen=True)
class Line:
    """A row of the file beside what became of it, for the page."""

    row: int
    source: str
    act: str
    plan: Planned | None
    said: list[Any]


@blueprint.get("/import/<int:file_id>")
@needs("enrolment.edit")
def understood(file_id: int) -> Response:
    """Second step: what was understood, columns to be mapped anew; third once it is written."""
    found = this_class()
    kept = _file(file_id)
    before = services.written_before(found.id, kept.source)
    if before is not None:
        return page("console/enrolment/written.html", kept=kept, added=before[0], updated=before[1])
    return _preview(found, kept)


@blueprint.post("/import/<int:file_id>")
@needs("enrolment.edit")
def write(file_id: int) -> Response:
    """Third step: all of it in one act; a second press changes nothing."""
    found = this_class()
    kept = _file(file_id)
    choices = Choices(_choices(), kept.source)
    try:
        report = read_roster(files.read(kept), kept.name, _mapping())
        services.import_roster(found, report, by=actor(), at=clock.now(), choices=choices)
    except Refused as refused:
        for problem in refused.problems[:8]:
            flash(str(problem), "warning")
        return _preview(found, kept, 422)
    return go_to(url_for(".understood", file_id=kept.id))


def _preview(found: TrainingClass, kept: StoredFile, status: int = 200) -> Response:
    content = files.read(kept)
    try:
        report = read_roster(content, kept.name, _mapping())
    except Refused as refused:
        return page("console/enrolment/unread.html", status, kept=kept, problems=refused.problems)
    plan = services.plan_import(found, report, _choices())
    lines = _lines(content, kept.name, report, plan)
    counts = Counter(line.act for line in lines)
    return page(
        "console/enrolment/understood.html",
        status,
        kept=kept,
        report=report,
        lines=lines[:SHOWN],
        hidden=max(0, len(lines) - SHOWN),
        counts=counts,
        fields=[(one.name, str(one.words[0])) for one in FIELDS],
        general=[one for one in report.problems if one.row in (0, report.header_row)],
        choices=_choices(),
        skip=SKIP,
    )


def _lines(content: bytes, name: str, report: Report, plan: list[Planned]) -> list[Line]:
    """Every row that was read, in the order: to be asked, refused, with a warning, the rest."""
    sheets = read_sheets(content, name)
    sheet = next((one for one in sheets if one.name == report.sheet), sheets[0])
    sources = {row.number: row for row in sheet.rows}
    said: dict[int, list[Any]] = {}
    for problem in report.problems:
        said.setdefault(problem.row, []).append(problem)
    planned = {row.item.row: row for row in plan}
    lines = []
    for number in sorted(({*planned, *said}) - {0, report.header_row}):
        cells = sources[number].cells if number in sources else ()
        source = "　".join(text for text in map(text_of, cells) if text)
        row, problems = planned.get(number), said.get(number, [])
        refused = any(one.severity == "error" for one in problems)
        act = row.act if row else "refused" if refused else "no_data"
        lines.append(Line(number, source, act, row, problems))
    order = {"ask": 0, "refused": 1}
    return sorted(lines, key=lambda line: (order.get(line.act, 2 if line.said else 3), line.row))


@blueprint.get("/import/<int:file_id>/marked.xlsx")
@needs("enrolment.edit")
def marked_file(file_id: int) -> Response:
    """The organiser's own sheet with what is wrong beside each row."""
    kept = _file(file_id)
    content = files.read(kept)
    report = read_roster(content, kept.name, _mapping())
    name = _("%(name)s（问题已标出）.xlsx", name=kept.name.rpartition(".")[0] or kept.name)
    return download(marked(content, kept.name, report), name, XLSX)


def _mapping() -> dict[str, int]:
    """Columns named by hand: `c3=phone` says that the fourth column is the phone."""
    known = {one.name for one in FIELDS}
    asked = {name: text for name, text in request.values.items() if COLUMN.fullmatch(name)}
    by_hand = {text: int(name[1:]) for name, text in asked.items() if text in known}
    # Where columns were chosen, a field that none of them names has no column.
    return {**dict.fromkeys(known, -1), **by_hand} if asked else {}


def _choices() -> dict[int, int]:
    """What was decided for rows: `row-7` is a person's id, 0 for a new one, -1 to leave it out."""
    found: dict[int, int] = {}
    for name, text in request.values.items():
        rows = wholes([name.removeprefix("row-")]) if name.startswith("row-") else []
        chosen = [SKIP] if text == str(SKIP) else wholes([text])
        found.update(zip(rows, chosen, strict=False))
    return found
