"""教学点 in and out as sheets: three steps on one page in, one press out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Response, flash, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.errors import Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.intake import wholes
from core.tabular import Column, Report, marked, source_rows
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX
from plugins.field_teaching.forms.sites import SheetForm, texts_of
from plugins.field_teaching.printing.sites import sheet
from plugins.field_teaching.queries.sites import all_sites
from plugins.field_teaching.rules.sites import WORDS
from plugins.field_teaching.services.site_import import (
    Planned,
    import_sites,
    plan_import,
    seen_of,
    written_before,
)
from plugins.field_teaching.sheet.sites import FIELDS, read_sites
from plugins.field_teaching.views.blueprint import blueprint

KEPT_AS = "import/field-teaching-sites"
"""The media type of sheets on their way in, so that no other stored file is read as one."""
PAGE = "field_teaching/sites/import.html"


@blueprint.get("/sites/all.xlsx")
@needs("field_teaching.view")
def sites_export() -> Response:
    """The whole library as a sheet that can be imported again."""
    return download(sheet(all_sites()), _("教学点.xlsx"), XLSX)


@blueprint.route("/sites/import", methods=["GET", "POST"])
@needs("field_teaching.plan")
def sites_upload() -> Response:
    """Step 1: the file; a hostile one, or one that is no table, is refused unread."""
    form = SheetForm()
    if form.validate_on_submit():
        try:
            kept = _keep(form)
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".sites_understood", file_id=kept.id))
    return page(PAGE, 422 if form.errors else 200, step=1, form=form)


def _keep(form: SheetForm) -> StoredFile:
    sent = form.file.data
    content, name = (sent.read(), sent.filename or "") if sent else (b"", "")
    try:
        read_sites(content, name)
    except Refused as refused:
        if refused.codes != ["header_missing"]:
            raise
    at, class_id = clock.now(), this_class().id
    return files.keep(content, name, KEPT_AS, by=actor(), at=at, class_id=class_id)


@blueprint.get("/sites/import/<int:file_id>")
@needs("field_teaching.plan")
def sites_understood(file_id: int) -> Response:
    """Step 2: what was understood, beside the source; step 3 once it is written."""
    file = _file(file_id)
    done = written_before(this_class().id, file.source)
    if done is not None:
        return page(PAGE, step=3, done=done, file=file)
    return _step_two(file)


@blueprint.post("/sites/import/<int:file_id>")
@needs("field_teaching.plan")
def sites_write(file_id: int) -> Response:
    """Step 3: all of it in one act; a second press changes nothing."""
    file = _file(file_id)
    try:
        report = _read(file)
        seen, at = request.form.get("seen", ""), clock.now()
        import_sites(this_class(), report, seen=seen, by=actor(), at=at, source=file.source)
    except Refused as refused:
        return _step_two(file, refused)
    flash(_("教学点已写入。"), "success")
    return go_to(url_for(".sites_understood", file_id=file.id))


@blueprint.get("/sites/import/<int:file_id>/marked.xlsx")
@needs("field_teaching.plan")
def sites_marked(file_id: int) -> Response:
    """The sheet with a column that says what was found in each row."""
    file = _file(file_id)
    content = marked(files.read(file), file.name, _read(file))
    return download(content, _("%(name)s 标注.xlsx", name=file.name.rpartition(".")[0]), XLSX)


def _file(file_id: int) -> StoredFile:
    return files.kept(file_id, KEPT_AS, class_id=this_class().id)


def _read(file: StoredFile) -> Report:
    return read_sites(files.read(file), file.name, _mapping() or None)


def _mapping() -> dict[str, int]:
    """Which column a person chose for which field: `col-3=name`; a field that none has is nowhere."""
    asked = {name: value for name, value in request.args.items() if name.startswith("col-")}
    chosen = {
        value: index for name, value in asked.items() if value for index in wholes([name[4:]])
    }
    return {**dict.fromkeys((one.name for one in FIELDS), -1), **chosen} if asked else {}


def _step_two(file: StoredFile, refused: Refused | None = None) -> Response:
    try:
        report = _read(file)
    except Refused as why:
        report, refused = None, refused or why
    rows = plan_import(report) if report else []
    source = source_rows(files.read(file), file.name, report)
    return page(
        PAGE,
        422 if refused else 200,
        step=2,
        file=file,
        problems=refused.problems if refused else [],
        report=report,
        fields=[(item.name, item.words[0]) for item in FIELDS],
        chosen={index: name for name, index in _mapping().items() if index >= 0},
        query=request.args.to_dict(),
        source=source,
        columns=report.columns if report else _unnamed(source),
        rows=rows,
        seen=seen_of(rows),
        words=WORDS,
        read={row.item.row: texts_of(row.details) for row in rows},
        acts=Counter(row.act for row in rows),
        **_said(report, rows),
    )


def _unnamed(source: dict[int, list[str]]) -> list[Column]:
    """The columns of a sheet whose header nobody recognised, to be named by a person."""
    widest = max(source.values(), key=len, default=[])
    return [Column(index, text, "") for index, text in enumerate(widest)]


def _said(report: Report | None, rows: list[Planned]) -> dict[str, Any]:
    """What was said of rows that are taken, and the rows that are not."""
    problems = report.problems if report else ()
    taken = {row.item.row for row in rows}
    warnings: dict[int, list[Any]] = {}
    for one in problems:
        if one.row in taken:
            warnings.setdefault(one.row, []).append(one)
    return {"warnings": warnings, "refusals": [one for one in problems if one.row not in taken]}
