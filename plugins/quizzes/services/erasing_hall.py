"""What is forgotten of a person in the hall when a class's retention date has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from core.enrolment.models import Enrolment
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import ExchangeQuestion, PollVote
from plugins.quizzes.rules.exchanging import Verdict


def erase_hall(person_id: int, before: datetime) -> int:
    """Takes away what a person voted, and the questions of theirs that nobody accepted; says how many.

    Only in classes that ended before the moment. What was accepted stays in the bank as the group's.
    """
    own = (
        select(Enrolment.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person_id, TrainingClass.ends_on < before.date())
    )
    kept = Verdict.ACCEPTED.value
    statements: list[Any] = [
        delete(PollVote).where(PollVote.enrolment_id.in_(own)),
        delete(ExchangeQuestion).where(
            ExchangeQuestion.enrolment_id.in_(own), ExchangeQuestion.state != kept
        ),
    ]
    with transaction() as session:
        return sum(cast(CursorResult[Any], session.execute(one)).rowcount for one in statements)
