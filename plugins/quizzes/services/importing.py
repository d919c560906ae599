"""Questions that were read wait to be looked at; mended, chosen, then taken into the bank in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, files
from core.audit import Actor
from core.errors import NotFound, Problem, Refused
from core.files import StoredFile
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Question, QuestionImport
from plugins.quizzes.queries.duplicates import questions_with
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.entries import (
    Entry,
    ForAll,
    Standing,
    entry_json,
    entry_of,
    mended,
    prints,
    standings,
)
from plugins.quizzes.rules.fingerprint import fingerprint
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.quality import in_words
from plugins.quizzes.services.bank import Origin, add_rows
from plugins.quizzes.services.pictures import with_pictures
from plugins.quizzes.terms import NAME

MOST_FOUND = 2000
LONGEST_SOURCE = 4000


@dataclass(frozen=True)
class Sent:
    """What was sent to be read: what it is called, and its file and columns where it was a spreadsheet."""

    name: str
    file_id: int | None = None
    mapping: dict[str, Any] | None = None


def keep_reading(
    training_class: TrainingClass, reading: Reading, sent: Sent, *, by: Actor, at: datetime
) -> QuestionImport:
    """Keeps what was read until somebody has looked at it; Refused where there is nothing, or too much."""
    refuse_size(reading)
    with transaction() as session:
        require_open(training_class)
        made = _row(training_class, sent, by=by, at=at)
        _fill(made, reading, sent.mapping or {}, by=by, at=at)
        session.add(made)
        session.flush()
        _note("questions_read", made, by=by, at=at, read=reading.read)
    return made


def keep_unread(
    training_class: TrainingClass, sent: Sent, *, by: Actor, at: datetime
) -> QuestionImport:
    """Keeps a spreadsheet whose columns nobody knows until a person has mapped them."""
    with transaction() as session:
        require_open(training_class)
        made = _row(training_class, sent, by=by, at=at)
        session.add(made)
        session.flush()
        _note("questions_read", made, by=by, at=at, read=0)
    return made


def drop_import(found: QuestionImport, *, by: Actor, at: datetime) -> None:
    """Forgets what was read and not taken, its file with it."""
    with transaction() as session:
        row = _open_import(session, found.id, found.class_id)
        file = session.get(StoredFile, row.file_id) if row.file_id else None
        _note("import_dropped", row, by=by, at=at, name=row.name)
        session.delete(row)
        session.flush()
        if file is not None:
            files.discard(file)


def read_anew(
    found: QuestionImport, reading: Reading, mapping: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    """Puts what was read with other columns in the place of what was read before; mending is lost by it."""
    refuse_size(reading)
    with transaction() as session:
        row = _open_import(session, found.id, found.class_id)
        _fill(row, reading, mapping, by=by, at=at)
        row.version += 1
        _note("questions_read", row, by=by, at=at, read=reading.read)


def _row(training_class: TrainingClass, sent: Sent, *, by: Actor, at: datetime) -> QuestionImport:
    return QuestionImport(
        class_id=training_class.id,
        name=sent.name[:255],
        format="xlsx",
        file_id=sent.file_id,
        read_at=at,
        read_by=by.name,
    )


def refuse_size(reading: Reading) -> None:
    """Refuses a reading that holds nothing, or more than one person looks through."""
    if not reading.found and not reading.refused:
        words = _("没有读到题目。请看看是不是粘贴完整，或者换一种格式。")
        raise Refused(Problem("nothing_read", words, "text"))
    if reading.read > MOST_FOUND:
        words = _("一次最多核对 %(most)d 道题，请分几次导入。", most=MOST_FOUND)
        raise Refused(Problem("too_many", words, "file"))


def _fill(
    row: QuestionImport, reading: Reading, mapping: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    row.format, row.mapping = reading.format, mapping
    row.found = [entry_json(_entry(one)) for one in with_pictures(reading, by=by, at=at)]
    row.refused = [
        {"line": one.line, "source": one.source[:LONGEST_SOURCE], "why": str(one.problem)}
        for one in reading.refused
    ]
    row.skipped = [
        {"line": one.line, "source": one.source[:LONGEST_SOURCE], "why": str(one.why)}
        for one in reading.skipped
    ]


def _entry(read: Read) -> Entry:
    return Entry(
        item=read.item,
        line=read.line,
        source=read.source[:LONGEST_SOURCE],
        confidence=read.confidence,
        draft=read.draft,
        warnings=tuple(in_words(read.warnings)),
        print=fingerprint(read.item),
    )


def mend_entry(
    found: QuestionImport, index: int, item: Item, seen: int, *, by: Actor, at: datetime
) -> Entry:
    """Puts a mended question in the place of one that was read; the same again changes nothing.

    `seen` is the revision that was being mended: Refused (`changed_meanwhile`) where somebody was faster.
    """

    def act(entry: Entry) -> Entry:
        if entry.item == item and entry.mended:
            return entry
        if entry.revision != seen:
            words = _("%(name)s 刚才改过这道题，请看现在的内容再改。", name=entry.mended or by.name)
            raise Refused(Problem("changed_meanwhile", words))
        return mended(entry, item, by.name)

    return _change(found, index, act, "import_mended", by=by, at=at)


def choose_entry(
    found: QuestionImport, index: int, wanted: bool, *, by: Actor, at: datetime
) -> Entry:
    """Leaves a question out of an import, or takes it back though it may be in the bank already."""

    def act(entry: Entry) -> Entry:
        if wanted == (entry.kept and not entry.out) and (wanted or entry.out):
            return entry
        return replace(entry, out=not wanted, kept=wanted, revision=entry.revision + 1)

    return _change(found, index, act, "import_chosen", by=by, at=at)


def _change(
    found: QuestionImport,
    index: int,
    act: Callable[[Entry], Entry],
    name: str,
    *,
    by: Actor,
    at: datetime,
) -> Entry:
    with transaction() as session:
        row = _open_import(session, found.id, found.class_id)
        if not 0 <= index < len(row.found):
            raise NotFound
        before = entry_of(row.found[index])
        after = act(before)
        if after != before:
            row.found = [*row.found[:index], entry_json(after), *row.found[index + 1 :]]
            row.version += 1
            _note(name, row, by=by, at=at, line=after.line)
    return after


def take_import(
    found: QuestionImport, for_all: ForAll, with_drafts: bool = True, *, by: Actor, at: datetime
) -> int:
    """Takes what was read into the bank, drafts only where wanted; says how many. Called again, it does nothing.

    What is in the bank by now is left out, unless somebody said that it is wanted.
    """
    with transaction() as session:
        row = _import(session, found.id, found.class_id)
        if row.taken_at is not None:
            return sum(one["question"] is not None for one in row.found)
        entries = [entry_of(one) for one in row.found]
        standing = standings(entries, questions_with(prints(entries))).of
        wanted = {Standing.USABLE, Standing.DOUBTFUL} if with_drafts else {Standing.USABLE}
        chosen = [index for index, one in enumerate(standing) if one in wanted]
        taken = _taken(session, row, [entries[index] for index in chosen], for_all, by=by, at=at)
        for index, question in zip(chosen, taken, strict=True):
            entries[index] = replace(entries[index], question=question.id)
        row.found, row.taken_at = [entry_json(one) for one in entries], at
        _note("import_taken", row, by=by, at=at, taken=len(taken))
    return len(taken)


def _taken(
    session: Session,
    row: QuestionImport,
    entries: Sequence[Entry],
    for_all: ForAll,
    *,
    by: Actor,
    at: datetime,
) -> list[Question]:
    questions = []
    for entry in entries:
        item = for_all.on(entry.item)
        origin = Origin(entry.source, entry.line, warnings=entry.warnings, draft=entry.draft)
        questions.append((item, origin))
    return add_rows(session, row.class_id, questions, by=by, at=at)


def _import(session: Session, import_id: int, class_id: int) -> QuestionImport:
    row = session.execute(
        select(QuestionImport).where(
            QuestionImport.id == import_id, QuestionImport.class_id == class_id
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def _open_import(session: Session, import_id: int, class_id: int) -> QuestionImport:
    row = _import(session, import_id, class_id)
    if row.taken_at is not None:
        words = _("这一批已经采用进题库了。要改，请到题库里改。")
        raise Refused(Problem("taken_already", words))
    return row


def _note(act: str, row: QuestionImport, *, by: Actor, at: datetime, **detail: Any) -> None:
    audit.note(f"{NAME}.{act}", f"import:{row.id}", by=by, at=at, class_id=row.class_id, **detail)
