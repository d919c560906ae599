"""The demonstration's hall: a poll that was, one that is open, and a round of questions from the groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import insert

from core.audit import SYSTEM, Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.training.models import TrainingClass
from plugins.quizzes.demonstration.bank import Known
from plugins.quizzes.demonstration.questions import EXCHANGED, MULTIPLES, SINGLES
from plugins.quizzes.demonstration.writing import answer_of
from plugins.quizzes.models import PollVote
from plugins.quizzes.rules.exchanging import mark_of
from plugins.quizzes.rules.items import Item
from plugins.quizzes.services import exchanging
from plugins.quizzes.services import polls as services

BACK = "“架子”这个选项有点像开玩笑，请换一个。"


def polls(
    training_class: TrainingClass, known: Known, here: Sequence[Enrolment], at: datetime
) -> None:
    """One of yesterday with its bars and key, and one that the hall is answering now."""
    yesterday = at - timedelta(days=1)
    _poll(training_class, known, MULTIPLES[1], here[:96], yesterday, shown=True)
    _poll(training_class, known, SINGLES[8], here[20:83], at - timedelta(minutes=3))


def _poll(
    training_class: TrainingClass,
    known: Known,
    item: Item,
    crowd: Sequence[Enrolment],
    at: datetime,
    *,
    shown: bool = False,
) -> None:
    versions = known.of([item])
    if not versions:
        return
    chance = Random(8)  # noqa: S311 - the same picture every time, not a secret
    poll = services.open_poll(training_class, versions[0], by=SYSTEM, at=at)
    votes = [
        {"poll_id": poll.id, "enrolment_id": one.id, "given": given, "given_at": at}
        for one in crowd
        if (given := answer_of(item, 0.6, chance)) is not None
    ]
    db.session.execute(insert(PollVote), votes)
    if shown:
        services.show_key(poll, by=SYSTEM, at=at + timedelta(minutes=2))


def exchange(
    training_class: TrainingClass, here: Sequence[Enrolment], called: datetime, at: datetime
) -> None:
    """A round in which groups have begun to write; the jury took two and sent one back."""
    details = exchanging.RoundDetails(
        "互学互考第一轮", max(at, called) + timedelta(hours=26), "现场教学和工会业务", 3
    )
    made = exchanging.start_exchange(training_class, details, by=SYSTEM, at=called)
    grouped = [one for one in here if one.group_id is not None]
    if not grouped:
        return
    for number, item in enumerate(EXCHANGED):
        author = grouped[number * 7 % len(grouped)]
        by = Actor("trainee", author.person_id, author.name)
        act, then = str(UUID(int=number + 1)), called + timedelta(minutes=10 * number + 5)
        row = exchanging.write_question(made, author, item, act, by=by, at=then)
        later = then + timedelta(minutes=30)
        if number < 2 and not exchanging.is_known(item):
            exchanging.accept_question(row, mark_of(row.content), by=SYSTEM, at=later)
        elif number == 3:
            exchanging.return_question(row, BACK, mark_of(row.content), by=SYSTEM, at=later)
