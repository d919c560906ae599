"""What was read comes into the bank: all of it in one act, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.audit import Actor, note
from core.transaction import transaction
from plugins.quizzes.models import Question
from plugins.quizzes.queries.duplicates import Duplicate, Sorted, sorted_out
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.quality import in_words
from plugins.quizzes.services.bank import Origin, add_rows
from plugins.quizzes.services.pictures import with_pictures
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
        found = sorted_out(with_pictures(reading, by=by, at=at))
        new = [(read.item, _origin(read)) for read, _print in found.new]
        taken = _taken(found, add_rows(session, class_id, new, by=by, at=at))
        _note(taken, class_id, source_name, by=by, at=at)
    return taken


def _origin(read: Read) -> Origin:
    warnings = tuple(in_words(read.warnings))
    return Origin(read.source, read.line, warnings=warnings, draft=read.draft)


def _taken(found: Sorted, questions: Sequence[Question]) -> Taken:
    ids = {print_: one.id for (_read, print_), one in zip(found.new, questions, strict=True)}
    within = [Duplicate(one.line, one.item.stem, ids[print_]) for one, print_ in found.within]
    return Taken(
        tuple(one.id for one in questions if one.state == QuestionState.ACTIVE.value),
        tuple(one.id for one in questions if one.state == QuestionState.DRAFT.value),
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
