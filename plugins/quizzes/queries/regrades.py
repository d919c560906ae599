"""Keys that were mended in a sitting, and what became of each mark."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from plugins.quizzes.models import Attempt, Mark, Regrade
from plugins.quizzes.queries.marks import mark_rows


@dataclass(frozen=True)
class Step:
    """A mark that a mended key gave, and the one before it."""

    enrolment: Enrolment
    attempt_id: int
    number: int
    before: Mark | None
    after: Mark

    @property
    def changes(self) -> bool:
        """Whether the points became different."""
        return self.before is None or self.before.points != self.after.points


def regrade_by_id(regrade_id: int, class_id: int) -> Regrade:
    """A mended key of this class; NotFound for any other."""
    found = db.session.get(Regrade, regrade_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def steps_of(regrade: Regrade) -> list[Step]:
    """Every mark that it gave beside the one before, by the trainee's number; two statements."""
    rows = (
        select(Mark, Enrolment)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Mark.regrade_id == regrade.id)
        .order_by(Enrolment.number, Mark.id)
    )
    given = db.session.execute(rows).all()
    every = mark_rows({one.attempt_id for one, _who in given})
    found = []
    for one, who in given:
        earlier = [each for each in every[one.attempt_id][one.number] if each.id < one.id]
        found.append(Step(who, one.attempt_id, one.number, earlier[-1] if earlier else None, one))
    return found
