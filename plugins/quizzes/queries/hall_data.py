"""What a person answered and wrote in the hall, over all classes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from plugins.quizzes.models import ExchangeQuestion, Poll, PollVote, QuestionVersion


def votes_of_person(person_id: int) -> list[tuple[str, datetime]]:
    """The questions on the screen that a person answered, and when."""
    wanted = (
        select(QuestionVersion.content, PollVote.given_at)
        .join(Poll, Poll.version_id == QuestionVersion.id)
        .join(PollVote, PollVote.poll_id == Poll.id)
        .join(Enrolment, Enrolment.id == PollVote.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(PollVote.given_at)
    )
    return [(content["stem"], when) for content, when in db.session.execute(wanted)]


def questions_of_person(person_id: int) -> list[tuple[str, str]]:
    """The questions that a person wrote for other groups, and where each stands."""
    wanted = (
        select(ExchangeQuestion.content, ExchangeQuestion.state)
        .join(Enrolment, Enrolment.id == ExchangeQuestion.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(ExchangeQuestion.id)
    )
    return [(content["stem"], state) for content, state in db.session.execute(wanted)]
