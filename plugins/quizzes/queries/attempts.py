"""A trainee's own attempts, and what decides about each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from plugins.quizzes.models import Attempt, SavedAnswer, Sitting, SittingExtra
from plugins.quizzes.queries.versions import issued_paper, items_of
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Layout, layout_of
from plugins.quizzes.rules.review import Standing, is_closed
from plugins.quizzes.rules.sheets import Sheet
from plugins.quizzes.rules.shown import Shown, shown


@dataclass(frozen=True)
class OwnPaper:
    """The paper of one attempt: what was given out, and how it lies before this trainee."""

    sheet: Sheet
    layout: Layout
    items: dict[int, Item]

    def item(self, number: int) -> Item:
        """The question `number`, with its key."""
        return self.items[self.layout[number - 1].version]

    def shown(self) -> list[Shown]:
        """Every question as the trainee sees it."""
        return [
            shown(number, one, self.items[one.version]) for number, one in enumerate(self.layout, 1)
        ]


def own_attempt(attempt_id: int, enrolment: Enrolment) -> Attempt:
    """This trainee's attempt; NotFound for anybody else's."""
    return attempt_of(attempt_id, enrolment.id)


def attempt_of(attempt_id: int, enrolment_id: int | None) -> Attempt:
    """The attempt of the trainee of this number; NotFound for anybody else's."""
    found = db.session.get(Attempt, attempt_id)
    if found is None or found.enrolment_id != enrolment_id:
        raise NotFound
    return found


def attempts_in(sittings: Collection[int], enrolment_id: int) -> dict[int, list[Attempt]]:
    """This trainee's attempts in each sitting, the first one first."""
    wanted = select(Attempt).where(
        Attempt.enrolment_id == enrolment_id, Attempt.sitting_id.in_(sittings)
    )
    found: dict[int, list[Attempt]] = defaultdict(list)
    for one in db.session.execute(wanted.order_by(Attempt.number)).scalars():
        found[one.sitting_id].append(one)
    return found


def paper_of(attempt: Attempt, issued_id: int) -> OwnPaper:
    """What lies before the trainee."""
    issued, layout = issued_paper(issued_id), layout_of(attempt.layout)
    missing = {one.version for one in layout} - set(issued.items)
    return OwnPaper(
        issued.sheet, layout, issued.items | items_of(missing) if missing else issued.items
    )


def closed_ones(sittings: Sequence[Sitting], at: datetime) -> set[int]:
    """Which of these sittings are over for everybody, extra time and grace included; one statement."""
    ids = [one.id for one in sittings]
    most = (
        select(func.max(SittingExtra.minutes))
        .where(SittingExtra.sitting_id == Sitting.id)
        .scalar_subquery()
    )
    last = (
        select(func.max(Attempt.ends_at))
        .where(Attempt.sitting_id == Sitting.id, Attempt.ended_how == "")
        .scalar_subquery()
    )
    rows = db.session.execute(select(Sitting.id, most, last).where(Sitting.id.in_(ids))).all()
    facts = {sitting_id: (extra or 0, open_until) for sitting_id, extra, open_until in rows}
    return {one.id for one in sittings if one.id in facts and _closed(one, *facts[one.id], at)}


def _closed(sitting: Sitting, extra: int, open_until: Any, at: datetime) -> bool:
    grace = timedelta(seconds=sitting.grace_seconds)
    ends_at = sitting.closed_at or sitting.closes_at + timedelta(minutes=extra)
    writing = open_until is not None and open_until + grace >= at
    return is_closed(ends_at, grace, int(writing), at)


def standing_of(attempt: Attempt, sitting: Sitting, at: datetime) -> Standing:
    """How far an attempt and its sitting are."""
    closed = sitting.id in closed_ones([sitting], at)
    return Standing(bool(attempt.ended_how), closed, _may_again(attempt, sitting))


def _may_again(attempt: Attempt, sitting: Sitting) -> bool:
    if sitting.attempts == 1 or sitting.practice:
        return False
    made = select(func.count(Attempt.id)).where(
        Attempt.sitting_id == sitting.id, Attempt.enrolment_id == attempt.enrolment_id
    )
    return sitting.attempts == 0 or db.session.execute(made).scalar_one() < sitting.attempts


def attempts_of_person(person_id: int) -> list[tuple[Sitting, Attempt, int]]:
    """Every attempt of a person in any class, with its sitting and how many answers are kept of it."""
    answers = (
        select(func.count(SavedAnswer.id))
        .where(SavedAnswer.attempt_id == Attempt.id)
        .scalar_subquery()
    )
    rows = (
        select(Sitting, Attempt, answers)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Attempt.started_at, Attempt.id)
    )
    return [(sitting, attempt, kept) for sitting, attempt, kept in db.session.execute(rows)]
