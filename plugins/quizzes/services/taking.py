"""What was read comes into the bank: all of it in one act, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core import files
from core.audit import Actor, note
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.quizzes.models import Question, QuestionPicture, QuestionVersion
from plugins.quizzes.queries.duplicates import Duplicate, Sorted, in_parts, sorted_out
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.items import as_json
from plugins.quizzes.rules.pictures import picture_type
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.terms import QuestionState


@dataclass(frozen=True)
class Taken:
    """What came of it: the ids of questions ready for use, of drafts, and what was there already."""

    added: tuple[int, ...] = ()
    drafts: tuple[int, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()


def take_reading(
    reading: Reading, *, class_id: int | None = None, source_name: str, by: Actor, at: datetime
) -> Taken:
    """Adds what was read to the bank, drafts as drafts; what the bank or the file itself has already is not added.

    `source_name` is the file's name, for the journal. Two imports at the same time do not add the same twice.
    """
    with transaction() as session:
        found = sorted_out(reading.found)
        drafts = [_is_draft(read) for read, _print in found.new]
        rows = [
            _question(read, print_, draft, class_id) | {"added_at": at, "added_by": by.label}
            for (read, print_), draft in zip(found.new, drafts, strict=True)
        ]
        ids = _added(session, rows)
        made = {"made_at": at, "made_by": by.label}
        versions = [
            _version(read, question_id) | made
            for (read, _print), question_id in zip(found.new, ids, strict=True)
        ]
        if versions:
            session.execute(insert(QuestionVersion), versions)
        _keep_pictures(session, reading, found.new, by=by, at=at)
        taken = _taken(found, ids, drafts)
        _note(taken, class_id, source_name, by=by, at=at)
    return taken


def _is_draft(read: Read) -> bool:
    return read.draft or bool(problems_of(read.item))


def _question(read: Read, print_: str, draft: bool, class_id: int | None) -> dict[str, Any]:
    item = read.item
    return {
        "class_id": class_id,
        "state": (QuestionState.DRAFT if draft else QuestionState.ACTIVE).value,
        "current": 1,
        "kind": item.kind.value,
        "topic": item.topic[:80],
        "level": item.level.value,
        "tags": list(item.tags),
        "fingerprint": print_,
    }


def _added(session: Session, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    if not rows:
        return ()
    adding = insert(Question).returning(Question.id, sort_by_parameter_order=True)
    return session.scalars(adding, rows).all()


def _version(read: Read, question_id: int) -> dict[str, Any]:
    lacking = [one for one in problems_of(read.item) if one.code not in _codes(read)]
    said = [*read.warnings, *lacking]
    return {
        "question_id": question_id,
        "number": 1,
        "content": as_json(read.item),
        "warnings": [{"code": one.code, "message": str(one.message)} for one in said],
        "origin": read.source,
        "line": read.line,
        "why": "",
    }


def _codes(read: Read) -> set[str]:
    return {one.code for one in read.warnings}


def _keep_pictures(
    session: Session,
    reading: Reading,
    new: Iterable[tuple[Read, str]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Those that new questions show, each once; a picture belongs to no class, as the bank does not."""
    wanted = {one.name for read, _print in new for one in read.item.pictures}
    names = sorted(wanted & set(reading.files))
    for some in in_parts(names):
        there = select(QuestionPicture.name).where(QuestionPicture.name.in_(some))
        kept = set(session.scalars(there))
        for name in some:
            if name not in kept:
                _keep(session, name, reading.files, by=by, at=at)


def _keep(
    session: Session, name: str, contents: Mapping[str, bytes], *, by: Actor, at: datetime
) -> None:
    media_type = picture_type(contents[name])
    if not media_type:
        raise Refused(Problem("not_a_picture", _("“%(name)s”不是能用的图片。", name=name)))
    stored = files.store(contents[name], name, media_type, by=by, at=at)
    session.add(QuestionPicture(name=name, file_id=stored.id, media_type=media_type))


def _taken(found: Sorted, ids: Sequence[int], drafts: Sequence[bool]) -> Taken:
    by_print = {
        print_: question_id for (_read, print_), question_id in zip(found.new, ids, strict=True)
    }
    within = [Duplicate(one.line, one.item.stem, by_print[print_]) for one, print_ in found.within]
    pairs = list(zip(ids, drafts, strict=True))
    return Taken(
        tuple(question_id for question_id, draft in pairs if not draft),
        tuple(question_id for question_id, draft in pairs if draft),
        tuple(sorted([*found.known, *within], key=lambda one: one.line)),
    )


def _note(taken: Taken, class_id: int | None, source_name: str, *, by: Actor, at: datetime) -> None:
    note(
        "quizzes.read_questions",
        f"file:{source_name}"[:80],
        by=by,
        at=at,
        class_id=class_id,
        added=len(taken.added),
        drafts=len(taken.drafts),
        duplicates=len(taken.duplicates),
    )
