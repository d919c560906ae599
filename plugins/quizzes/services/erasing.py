"""What is forgotten of a person when a class's retention date has come: marks stay, words go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from core.enrolment.models import Enrolment
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Appeal, Attempt, Marking, SavedAnswer
from plugins.quizzes.queries.versions import items_of
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.terms import Kind

WRITTEN = frozenset({Kind.ESSAY, Kind.BLANK})


def erase_writing(person_id: int, before: datetime) -> int:
    """Erases what a person wrote in their own words, on which phone, and how often the page was left.

    Only in classes that ended before the moment. Letters chosen, marks and points stay. Says how many
    records were touched.
    """
    rows = (
        select(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person_id, TrainingClass.ends_on < before.date())
    )
    with transaction() as session:
        own = list(session.execute(rows).scalars())
        ids = [one.id for one in own]
        statements: list[Any] = [
            update(SavedAnswer)
            .where(SavedAnswer.attempt_id.in_(ids), SavedAnswer.device != "")
            .values(device=""),
            update(Appeal).where(Appeal.attempt_id.in_(ids), Appeal.words != "").values(words=""),
            update(Marking)
            .where(Marking.attempt_id.in_(ids), Marking.comment != "")
            .values(comment=""),
            update(Attempt)
            .where(Attempt.id.in_(ids), Attempt.away > 0)
            .values(away=0, away_seconds=0),
        ]
        touched = sum(cast(CursorResult[Any], session.execute(one)).rowcount for one in statements)
        return touched + _erase_words(session, own)


def _erase_words(session: Session, own: Collection[Attempt]) -> int:
    """Empties what was written in essays and blanks."""
    layouts = {one.id: layout_of(one.layout) for one in own}
    items = items_of({laid.version for layout in layouts.values() for laid in layout})
    rows = select(SavedAnswer).where(SavedAnswer.attempt_id.in_(layouts))
    erased = 0
    for answer in session.execute(rows).scalars():
        laid = layouts[answer.attempt_id][answer.number - 1]
        if items[laid.version].kind in WRITTEN and answer.given != "":
            answer.given = ""
            erased += 1
    return erased
