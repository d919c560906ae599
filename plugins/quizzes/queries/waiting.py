"""What waits for markers in a class, as a number for its overview."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.db import db
from plugins.quizzes.models import Attempt
from plugins.quizzes.queries.appeals import open_appeals


@dataclass(frozen=True)
class Waiting:
    """Papers that have ended and are not marked through, and appeals that nobody has answered."""

    papers: int
    appeals: int


def waiting_in(class_id: int) -> Waiting:
    """The figures of a class, in two statements."""
    papers = select(func.count()).where(
        Attempt.class_id == class_id, Attempt.ended_how != "", Attempt.points.is_(None)
    )
    return Waiting(int(db.session.execute(papers).scalar_one()), open_appeals(class_id))
