"""导入题目: pasted or uploaded → looked at beside its source, mended on the spot → taken into the bank."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from flask import Response, flash, request, url_for
from werkzeug.datastructures import FileStorage

from core import clock, files
from core.access.guard import may, this_class
from core.db import db
from core.errors import Problem, Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.intake import wholes
from core.paging import nearest_page
from core.web import actor, go_to, needs, page
from plugins.quizzes import reading
from plugins.quizzes.forms.bank import FORMAT_WORDS, PasteForm, TakeForm
from plugins.quizzes.models import QuestionImport
from plugins.quizzes.queries.bank import topics
from plugins.quizzes.queries.duplicates import questions_with
from plugins.quizzes.queries.importing import import_by_id, waiting_imports
from plugins.quizzes.rules.entries import (
    ForAll,
    Standing,
    entry_of,
    prints,
)
from plugins.quizzes.rules.typed import LONGEST, TAG_BREAK
from plugins.quizzes.services import importing as services
from plugins.quizzes.terms import Level
from plugins.quizzes.views.bank import words
from plugins.quizzes.views.blueprint import blueprint, say, subnav
from plugins.quizzes.views.entries import bar_over, entry_form, shown_in

if TYPE_CHECKING:
    from plugins.quizzes.reading.sheet import SheetColumn

KEPT_AS = "application/x-jixun-questions"
"""The media type of question files on their way in, so that no other stored file is read as one."""
SHEET = "xlsx"
PER_PAGE = 300
OPEN_FORMS = 10
"""So many doubtful questions stand there ready to be mended; the rest open with a press."""
ORDER = {Standing.DOUBTFUL: 0, Standing.SAME: 1, Standing.USABLE: 2, Standing.OUT: 3}


@blueprint.route("/bank/import", methods=["GET", "POST"])
@needs("quizzes.bank")
def read_questions() -> Response:
    """First step: a paste or a file, read at once; what cannot be read is said here."""
    form = PasteForm()
    if form.validate_on_submit():
        try:
            return go_to(url_for(".import_page", import_id=_read(form)))
        except Refused as refused:
            form.take(refused)
    return page(
        "quizzes/bank/paste.html",
        422 if form.errors else 200,
        form=form,
        formats=FORMAT_WORDS,
        waiting=waiting_imports(this_class().id),
        pages=subnav("bank"),
    )


def _read(form: PasteForm) -> int:
    """Reads what was sent and keeps what came of it; says under which number."""
    content, name = _sent(form)
    told = form.format.data if form.format.data in FORMAT_WORDS else ""
    if (told or reading.guessed(content, name)) == SHEET:
        known = reading.ENDINGS.get(PurePath(name.lower()).suffix) == SHEET
        return _read_sheet(content, name if known else f"{name}.{SHEET}")
    found = reading.read_file(content, name, told or "")
    sent = services.Sent(name)
    return services.keep_reading(this_class(), found, sent, by=actor(), at=clock.now()).id


def _read_sheet(content: bytes, name: str) -> int:
    """Reads a sheet and keeps its file; one whose columns nobody knows goes on to be mapped by hand."""
    from plugins.quizzes.reading.sheet import columns_of

    who: dict[str, Any] = {"by": actor(), "at": clock.now()}
    try:
        found = reading.read_file(content, name, SHEET)
        services.refuse_size(found)
    except Refused as refused:
        if "header_missing" not in refused.codes or not columns_of(content, name):
            raise
        kept = files.keep(content, name, KEPT_AS, class_id=this_class().id, **who)
        return services.keep_unread(this_class(), services.Sent(name, kept.id), **who).id
    kept = files.keep(content, name, KEPT_AS, class_id=this_class().id, **who)
    return services.keep_reading(this_class(), found, services.Sent(name, kept.id), **who).id


def _sent(form: PasteForm) -> tuple[bytes, str]:
    """What was sent, and what it is called."""
    file, text = form.file.data, form.text.data or ""
    if isinstance(file, FileStorage) and file.filename:
        return file.read(), file.filename
    if text.strip():
        return text.encode(), _("粘贴的文字")
    raise Refused(Problem("nothing_sent", _("请粘贴题目，或者选一个文件。"), "text"))


@blueprint.get("/bank/import/<int:import_id>")
@needs("quizzes.bank")
def import_page(import_id: int) -> Response:
    """Second step: everything read beside its source, doubtful ones first; third once it was taken."""
    found = import_by_id(import_id, this_class().id)
    if found.taken_at is not None:
        return _summary(found)
    return _looked_at(found, _take_form())


def _take_form() -> TakeForm:
    return TakeForm(formdata=request.form if request.method == "POST" else None)


def _looked_at(found: QuestionImport, form: TakeForm, status: int = 200) -> Response:
    from plugins.quizzes.reading.columns import FIELD_WORDS

    shown, standing = shown_in(found)
    shown.sort(key=lambda one: (ORDER[one.standing], one.index))
    asked = wholes([request.args.get("page", "")]) or [1]
    number, pages = nearest_page(len(shown), asked[0], PER_PAGE)
    part = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    doubtful = [one.index for one in part if one.standing is Standing.DOUBTFUL]
    return page(
        "quizzes/bank/import.html",
        status,
        shown=part,
        pager={"page": number, "pages": pages, "total": len(shown)},
        forms_of={
            one.index: entry_form(one.entry) for one in part if one.index in doubtful[:OPEN_FORMS]
        },
        form=form,
        topics=topics(),
        columns=_columns(found),
        mended=any(one.entry.mended for one in shown),
        field_words=FIELD_WORDS,
        pages=subnav("bank"),
        **bar_over(found, shown, standing),
    )


def _columns(found: QuestionImport) -> list[SheetColumn]:
    """The columns of a sheet, for a person who maps them."""
    from plugins.quizzes.reading.sheet import columns_of

    if found.file_id is None:
        return []
    file = db.session.get(StoredFile, found.file_id)
    return columns_of(files.read(file), file.name) if file else []


@blueprint.post("/bank/import/<int:import_id>/columns")
@needs("quizzes.bank")
def import_columns(import_id: int) -> Response:
    """Reads a sheet anew with its columns mapped by hand."""
    from plugins.quizzes.reading.columns import FIELD_WORDS
    from plugins.quizzes.reading.sheet import read_sheet

    found = import_by_id(import_id, this_class().id)
    file = files.kept(found.file_id or 0, KEPT_AS, class_id=this_class().id)
    mapping = {
        int(name[1:]): text
        for name, text in request.form.items()
        if name[:1] == "c" and wholes([name[1:]]) and text in FIELD_WORDS
    }
    try:
        again = read_sheet(files.read(file), file.name, mapping)
        told = {str(index): name for index, name in mapping.items()}
        services.read_anew(found, again, told, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for(".import_page", import_id=import_id))


@blueprint.post("/bank/import/<int:import_id>/take")
@needs("quizzes.bank")
def import_take(import_id: int) -> Response:
    """Third step: into the bank, once, however often it is pressed."""
    found = import_by_id(import_id, this_class().id)
    form = _take_form()
    try:
        if not form.validate():
            return _looked_at(found, form, 422)
        drafts = "with_drafts" in request.form
        services.take_import(found, _for_all(form), drafts, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for(".import_page", import_id=import_id))


def _for_all(form: TakeForm) -> ForAll:
    tags = [tag[:40] for tag in TAG_BREAK.split(form.tags.data or "") if tag]
    return ForAll(
        topic=" ".join((form.topic.data or "").split())[: LONGEST["topic"]],
        level=Level(form.level.data or ""),
        source=" ".join((form.source.data or "").split())[: LONGEST["source"]],
        tags=tuple(tags[:20]),
    )


@blueprint.post("/bank/import/<int:import_id>/drop")
@needs("quizzes.bank")
def import_drop(import_id: int) -> Response:
    """Forgets what was read and not taken."""
    found = import_by_id(import_id, this_class().id)
    try:
        services.drop_import(found, by=actor(), at=clock.now())
        flash(_("这一批没有采用，已经去掉。"), "info")
    except Refused as refused:
        say(refused)
    return go_to(url_for(".read_questions"))


def _summary(found: QuestionImport) -> Response:
    entries = [entry_of(one) for one in found.found]
    taken = [one for one in entries if one.question is not None]
    drafts = [one for one in taken if one.doubtful]
    left = [(index, one) for index, one in enumerate(entries) if one.question is None]
    return page(
        "quizzes/bank/taken.html",
        found=found,
        read=len(entries) + len(found.refused),
        usable=len(taken) - len(drafts),
        drafts=drafts,
        left=left,
        known=questions_with(prints(entry for _index, entry in left)),
        papers_url=_papers_url(found) if taken else "",
        pages=subnav("bank"),
        **words(),
    )


def _papers_url(found: QuestionImport) -> str:
    """Where a paper is made of what was just taken, for whoever may."""
    if not may("quizzes.plan", this_class().id):
        return ""
    return url_for(".paper_quick", source=f"import:{found.id}")
