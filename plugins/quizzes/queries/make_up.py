"""Who would make up for a sitting: those who did not write it, and those below its pass mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.queries.progress import people_due
from plugins.quizzes.terms import Counts


@dataclass(frozen=True)
class MakeUp:
    """Whom a make-up sitting is for."""

    missing: Sequence[Enrolment]
    below: Sequence[tuple[Enrolment, Decimal]]
    others: Sequence[Enrolment]

    @property
    def proposed(self) -> list[int]:
        """Who is ticked before anybody chooses."""
        return [one.id for one in self.missing] + [one.id for one, _points in self.below]


def make_up_of(sitting: Sitting) -> MakeUp:
    """The people of a sitting by how they fared in it; three statements."""
    rows = select(Attempt.enrolment_id, Attempt.points, Attempt.ended_at).where(
        Attempt.sitting_id == sitting.id
    )
    written: dict[int, list[tuple[datetime | None, Decimal | None]]] = defaultdict(list)
    for enrolment_id, points, ended_at in db.session.execute(rows.order_by(Attempt.number)):
        written[enrolment_id].append((ended_at, points))
    missing, below, others = [], [], []
    for one in people_due(sitting):
        if one.id not in written:
            missing.append(one)
            continue
        held = counted([points for _ended, points in written[one.id]], Counts(sitting.counts))
        if held is not None and held < sitting.pass_mark:
            below.append((one, held))
        else:
            others.append(one)
    return MakeUp(missing, below, others)


def counted(points: Sequence[Decimal | None], counts: Counts) -> Decimal | None:
    """Which of several results counts; None while it is not known."""
    known = [one for one in points if one is not None]
    if counts is Counts.BEST:
        return max(known, default=None)
    place = 0 if counts is Counts.FIRST else -1
    return points[place] if points else None
