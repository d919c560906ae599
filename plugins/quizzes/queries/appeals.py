"""Appeals of a class: those that wait, and those that were answered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from plugins.quizzes.models import Appeal, Attempt, Sitting


@dataclass(frozen=True)
class Asked:
    """An appeal, whose it is, and against what."""

    appeal: Appeal
    enrolment: Enrolment
    sitting: Sitting


def appeals_in(class_id: int) -> list[Asked]:
    """Every appeal of a class, those that wait first, the oldest first; one statement."""
    rows = (
        select(Appeal, Enrolment, Sitting)
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Appeal.class_id == class_id)
        .order_by(Appeal.state != "open", Appeal.id)
    )
    return [Asked(*row) for row in db.session.execute(rows).all()]


def open_appeals(class_id: int) -> int:
    """How many wait for an answer."""
    rows = select(func.count()).where(Appeal.class_id == class_id, Appeal.state == "open")
    return int(db.session.execute(rows).scalar_one())


def appeal_by_id(appeal_id: int, class_id: int) -> Appeal:
    """An appeal of this class; NotFound for any other."""
    found = db.session.get(Appeal, appeal_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found
