"""导入题目: pasted or uploaded → looked at beside its source, mended on the spot → taken into the bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, flash, render_template, request, url_for

from core import clock, files
from core.access.guard import may, this_class
from core.db import db
from core.errors import NotFound, Problem, Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.intake import wholes
from core.paging import nearest_page
from core.web import actor, go_to, is_fragment, needs, page, whole_page
from plugins.quizzes import reading
from plugins.quizzes.forms.bank import PasteForm, TakeForm
from plugins.quizzes.models import QuestionImport
from plugins.quizzes.queries.bank import topics
from plugins.quizzes.queries.importing import import_by_id, known_prints, waiting_imports
from plugins.quizzes.reading.columns import FIELD_WORDS
from plugins.quizzes.reading.sheet import SheetColumn, columns_of, read_sheet
from plugins.quizzes.rules.entries import (
    Entry,
    ForAll,
    Standing,
    Standings,
    entry_of,
    prints,
    standings,
)
from plugins.quizzes.rules.typed import LONGEST, TAG_BREAK, Typed, item_from, typed_of
from plugins.quizzes.rules.typed_acts import padded
from plugins.quizzes.services import importing as services
from plugins.quizzes.terms import Level
from plugins.quizzes.views.bank import words
from plugins.quizzes.views.blueprint import blueprint, say, subnav
from plugins.quizzes.views.typing import filled, seen

KEPT_AS = "application/x-jixun-questions"
"""The media type of question files on their way in, so that no other stored file is read as one."""
SHEETS = (".xlsx", ".xls", ".ods", ".csv", ".xlsm")
PER_PAGE = 300
OPEN_FORMS = 10
"""So many doubtful questions stand there ready to be mended; the rest open with a press."""
ORDER = {Standing.DOUBTFUL: 0, Standing.SAME: 1, Standing.USABLE: 2, Standing.OUT: 3}


@blueprint.route("/bank/import", methods=["GET", "POST"])
@needs("quizzes.bank")
def read_questions() -> Response:
    """First step: a paste or a file, read at once; what cannot be read is said here."""
    form = PasteForm()
    form.format.choices = [("", _("自动识别")), *reading.FORMATS.items()]
    if form.validate_on_submit():
        try:
            return go_to(url_for(".import_page", import_id=_read(form)))
        except Refused as refused:
            form.take(refused)
    return page(
        "quizzes/bank/paste.html",
        422 if form.errors else 200,
        form=form,
        waiting=waiting_imports(this_class().id),
        pages=subnav("bank"),
    )


def _read(form: PasteForm) -> int:
    """Reads what was sent and keeps it; a sheet whose columns nobody knows goes on to be mapped by hand."""
    who: dict[str, Any] = {"by": actor(), "at": clock.now()}
    sent, text = form.file.data, form.text.data or ""
    if sent and sent.filename:
        content, name = sent.read(), sent.filename
    elif text.strip():
        content, name = text.encode(), _("粘贴的文字") + ".txt"
    else:
        raise Refused(Problem("nothing_sent", _("请粘贴题目，或者选一个文件。"), "text"))
    told = services.Sent(name.removesuffix(".txt") if not sent else name)
    if not name.lower().endswith(SHEETS):
        found = reading.read_file(content, name, form.format.data or "")
        return services.keep_reading(this_class(), found, told, **who).id
    kept = files.keep(content, name, KEPT_AS, class_id=this_class().id, **who)
    told = services.Sent(name, kept.id)
    try:
        return services.keep_reading(this_class(), read_sheet(content, name), told, **who).id
    except Refused as refused:
        if "header_missing" not in refused.codes:
            raise
    return services.keep_unread(this_class(), told, **who).id


@dataclass(frozen=True)
class Shown:
    """An entry on the page: where it stands in the import, and what would become of it."""

    index: int
    entry: Entry
    standing: Standing
    same: int | None = None
    earlier: int | None = None


def _shown(found: QuestionImport) -> tuple[list[Shown], Standings]:
    entries = [entry_of(one) for one in found.found]
    standing = standings(entries, known_prints(prints(entries)))
    shown = [
        Shown(
            index, entry, standing.of[index], standing.bank.get(index), standing.earlier.get(index)
        )
        for index, entry in enumerate(entries)
    ]
    return shown, standing


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
    shown, standing = _shown(found)
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
            one.index: _entry_form(one.entry) for one in part if one.index in doubtful[:OPEN_FORMS]
        },
        form=form,
        topics=topics(),
        columns=_columns(found),
        field_words=FIELD_WORDS,
        pages=subnav("bank"),
        **_bar(found, shown, standing),
    )


def _bar(found: QuestionImport, shown: list[Shown], standing: Standings) -> dict[str, Any]:
    """What the line above the questions says, on the page and after each change."""
    doubtful = sorted(one.index for one in shown if one.standing is Standing.DOUBTFUL)
    return {
        "found": found,
        "counts": {one.value: standing.counts[one] for one in Standing},
        "takes": standing.taken,
        "doubtful": doubtful,
        **words(),
    }


def _columns(found: QuestionImport) -> list[SheetColumn]:
    """The columns of a sheet, for a person who maps them."""
    if found.file_id is None:
        return []
    file = db.session.get(StoredFile, found.file_id)
    return columns_of(files.read(file), file.name) if file else []


def _entry_form(entry: Entry) -> Typed:
    return padded(typed_of(entry.item))


@blueprint.route("/bank/import/<int:import_id>/<int:index>", methods=["GET", "POST"])
@needs("quizzes.bank")
def import_entry(import_id: int, index: int) -> Response:
    """One question of an import: its form, or what was mended in it."""
    found = import_by_id(import_id, this_class().id)
    one = _one(found, index)
    if request.method == "GET":
        return _part(found, index, _entry_form(one.entry) if "edit" in request.args else None)
    posted = filled()
    if posted.act or posted.problems:
        return _part(found, index, padded(posted.typed), posted.problems)
    item, problems = item_from(posted.typed, one.entry.item)
    try:
        if problems:
            raise Refused(problems)
        services.mend_entry(found, index, item, seen(), by=actor(), at=clock.now())
    except Refused as refused:
        met = "changed_meanwhile" in refused.codes
        typed = _entry_form(_one(found, index).entry) if met else posted.typed
        return _part(found, index, padded(typed), refused.problems, 422)
    return _part(found, index, just_mended=True)


def _one(found: QuestionImport, index: int) -> Shown:
    shown, _standing = _shown(found)
    if index >= len(shown):
        raise NotFound
    return shown[index]


@blueprint.post("/bank/import/<int:import_id>/<int:index>/choose")
@needs("quizzes.bank")
def import_choose(import_id: int, index: int) -> Response:
    """Leaves a question out, or takes it back."""
    found = import_by_id(import_id, this_class().id)
    wanted = request.form.get("wanted") == "yes"
    try:
        services.choose_entry(found, index, wanted, by=actor(), at=clock.now())
    except Refused as refused:
        return _part(found, index, None, refused.problems, 422)
    return _part(found, index)


def _part(
    found: QuestionImport,
    index: int,
    typed: Typed | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
    just_mended: bool = False,
) -> Response:
    """The question alone with the line above, for htmx; without it the whole page at its place."""
    db.session.expire_all()
    found = import_by_id(found.id, this_class().id)
    if not is_fragment() and status == 200 and typed is None:
        return go_to(url_for(".import_page", import_id=found.id, _anchor=f"q-{index}"))
    shown, standing = _shown(found)
    values: dict[str, Any] = {
        "one": shown[index],
        "typed": typed,
        "problems": problems or [],
        "just_mended": just_mended,
        "pages": subnav("bank"),
        **_bar(found, shown, standing),
    }
    if is_fragment():
        return whole_page(render_template("quizzes/bank/_entry_part.html", **values), status)
    return page("quizzes/bank/entry.html", status, **values)


@blueprint.post("/bank/import/<int:import_id>/columns")
@needs("quizzes.bank")
def import_columns(import_id: int) -> Response:
    """Reads a sheet anew with its columns mapped by hand."""
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
        known=known_prints(prints(entry for _index, entry in left)),
        papers_url=_papers_url(),
        pages=subnav("bank"),
        **words(),
    )


def _papers_url() -> str:
    """Where papers are made of what was just taken, for whoever may."""
    there = "quizzes.papers" in current_app.view_functions
    return url_for(".papers") if there and may("quizzes.plan", this_class().id) else ""
