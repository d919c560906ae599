"""What saving an answer must know, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from core.db import db
from core.prepared import Prepared
from plugins.quizzes.models import Attempt, SavedAnswer, Sitting
from plugins.quizzes.queries.versions import issued_paper, items_of
from plugins.quizzes.rules.answers import Word, in_force, says
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid, layout_of
from plugins.quizzes.rules.review import locks
from plugins.quizzes.rules.timing import Span
from plugins.quizzes.terms import Phase

WRITING = Prepared(
    select(
        Attempt.id,
        Attempt.class_id,
        Attempt.enrolment_id,
        Attempt.sitting_id,
        Attempt.started_at,
        Attempt.ends_at,
        Attempt.ended_at,
        Attempt.layout,
        Sitting.issued_id,
        Sitting.grace_seconds,
        Sitting.marks_from,
        Sitting.keys_from,
    )
    .join(Sitting, Sitting.id == Attempt.sitting_id)
    .where(Attempt.id == bindparam("attempt"))
)


@dataclass(frozen=True)
class Writing:
    """An attempt that is being written, as far as saving an answer goes."""

    row: Any

    @property
    def locks(self) -> bool:
        """Whether an answer is for good."""
        return locks(Phase(self.row.marks_from), Phase(self.row.keys_from))

    def span(self, *, shown: bool = False) -> Span:
        """From when until when it may be written."""
        row = self.row
        grace = timedelta(seconds=row.grace_seconds)
        return Span(row.started_at, row.ends_at, grace, row.ended_at, shown)

    def question(self, number: int) -> tuple[Laid, Item] | None:
        """How a question lies, and the question itself; None where there is none of this number."""
        if not 1 <= number <= len(self.row.layout):
            return None
        laid = layout_of(self.row.layout[number - 1 : number])[0]
        items = issued_paper(self.row.issued_id).items
        return laid, items.get(laid.version) or items_of([laid.version])[laid.version]


def writing_of(attempt_id: int, enrolment_id: int | None) -> Writing | None:
    """This trainee's attempt, read inside the running act; None for anybody else's."""
    row = WRITING.first(db.session.connection(), {"attempt": attempt_id})
    return Writing(row) if row is not None and row.enrolment_id == enrolment_id else None


def is_answered(attempt_id: int, number: int) -> bool:
    """Whether anything was ever answered to a question."""
    held = select(SavedAnswer.given).where(
        SavedAnswer.attempt_id == attempt_id, SavedAnswer.number == number
    )
    return any(says(given) for given in db.session.execute(held).scalars())


def answers_at(attempt_id: int, seen_at: datetime | None) -> tuple[dict[int, Any], dict[int, Any]]:
    """What was in force at a moment, and what is in force now; in one statement."""
    wanted = select(
        SavedAnswer.number,
        SavedAnswer.given,
        SavedAnswer.said_at,
        SavedAnswer.act,
        SavedAnswer.arrived_at,
    ).where(SavedAnswer.attempt_id == attempt_id)
    rows = db.session.execute(wanted).all()
    words = [Word(one.number, one.given, one.said_at, one.act) for one in rows]
    seen = [
        word
        for word, one in zip(words, rows, strict=True)
        if seen_at is not None and one.arrived_at <= seen_at
    ]
    return in_force(seen), in_force(words)
