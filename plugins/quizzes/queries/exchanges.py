"""互学互考: rounds of a class, what each group wrote, and how its questions were answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from core.db import db
from core.enrolment.models import Enrolment, Group
from core.enrolment.queries import groups_of
from core.errors import NotFound
from core.i18n import gettext as _
from plugins.quizzes.models import (
    Attempt,
    Exchange,
    ExchangeQuestion,
    Mark,
    Question,
    QuestionVersion,
    Sitting,
)
from plugins.quizzes.rules.exchanging import Accepted, Verdict, mark_of
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.terms import Kind, QuestionState


@dataclass(frozen=True)
class Written:
    """A question of a round with who wrote it; `mark` changes with its wording."""

    row: ExchangeQuestion
    item: Item
    author: str
    group: str

    @property
    def verdict(self) -> Verdict:
        """Where it stands."""
        return Verdict(self.row.state)

    @property
    def mark(self) -> str:
        """Changes with the wording."""
        return mark_of(self.row.content)


@dataclass(frozen=True)
class GroupLine:
    """How a group does in a round; `right` is the share of the others' right answers, None before any."""

    group: Group
    sent: int
    accepted: int
    returned: int
    asked: int = 0
    right: int | None = None

    @property
    def written(self) -> int:
        """How many it handed in that were not sent back."""
        return self.sent + self.accepted


def exchanges_of(class_id: int) -> Sequence[tuple[Exchange, int, int]]:
    """Every round of a class, the latest first, with how many wait for the jury and were accepted."""

    wanted = select(Exchange, _count(Verdict.SENT), _count(Verdict.ACCEPTED))
    rows = wanted.where(Exchange.class_id == class_id).order_by(Exchange.id.desc())
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)]


def _count(state: Verdict) -> Any:
    counted = select(func.count()).where(
        ExchangeQuestion.exchange_id == Exchange.id, ExchangeQuestion.state == state.value
    )
    return counted.scalar_subquery()


def exchange_by_id(class_id: int, exchange_id: int) -> Exchange:
    """A round of this class; NotFound for any other."""
    found = db.session.get(Exchange, exchange_id)
    if found is None or found.class_id != class_id:
        raise NotFound(_("这个班没有这一轮互学互考"))
    return found


def open_exchanges(class_id: int, at: datetime) -> Sequence[Exchange]:
    """Rounds in which questions may still be written, the one due first first."""
    wanted = select(Exchange).where(Exchange.class_id == class_id, Exchange.due_at > at)
    return db.session.execute(wanted.order_by(Exchange.due_at)).scalars().all()


def written_in(exchange_id: int, group_id: int | None = None) -> list[Written]:
    """What was written in a round, by group in their order; only one group's where it is given."""
    wanted = (
        select(ExchangeQuestion, Enrolment, Group.name)
        .join(Enrolment, Enrolment.id == ExchangeQuestion.enrolment_id)
        .outerjoin(Group, Group.id == ExchangeQuestion.group_id)
        .where(ExchangeQuestion.exchange_id == exchange_id)
        .order_by(Group.ordering, ExchangeQuestion.id)
    )
    if group_id is not None:
        wanted = wanted.where(ExchangeQuestion.group_id == group_id)
    return [
        Written(row, item_of(row.content), author.name, name or "")
        for row, author, name in db.session.execute(wanted)
    ]


def written_by_id(exchange: Exchange, question_id: int) -> Written:
    """A question of this very round; NotFound for any other."""
    for one in written_in(exchange.id):
        if one.row.id == question_id:
            return one
    raise NotFound(_("这一轮里没有这道题"))


def group_lines(exchange: Exchange) -> list[GroupLine]:
    """Each group of the class: what it handed in, and how the others did with it."""
    counted = Counter(
        {
            (group, state): count
            for group, state, count in db.session.execute(
                select(ExchangeQuestion.group_id, ExchangeQuestion.state, func.count())
                .where(ExchangeQuestion.exchange_id == exchange.id)
                .group_by(ExchangeQuestion.group_id, ExchangeQuestion.state)
            )
        }
    )
    asked = _asked(exchange)
    lines = []
    for group in groups_of(exchange.class_id):
        states = {one.value: counted[group.id, one.value] for one in Verdict}
        right, times = asked.get(group.id, (0, 0))
        share = round(100 * right / times) if times else None
        lines.append(GroupLine(group, **states, asked=times, right=share))
    return lines


def _asked(exchange: Exchange) -> dict[int | None, tuple[int, int]]:
    """For each group how often its questions were answered rightly, and how often they were marked."""
    if exchange.paper_id is None:
        return {}
    authors = _authors(exchange)
    sittings = select(Sitting.id).where(Sitting.paper_id == exchange.paper_id)
    attempts = select(Attempt.id, Attempt.layout).where(Attempt.sitting_id.in_(sittings))
    given = _given(sittings)
    right: Counter[int | None] = Counter()
    times: Counter[int | None] = Counter()
    for attempt, layout in db.session.execute(attempts):
        for number, laid in enumerate(layout_of(layout), 1):
            points = given.get((attempt, number))
            if laid.version in authors and points is not None:
                times[authors[laid.version]] += 1
                right[authors[laid.version]] += points >= laid.points
    return {group: (right[group], count) for group, count in times.items()}


def _authors(exchange: Exchange) -> dict[int, int | None]:
    """The group that wrote each version of what was accepted."""
    wanted = (
        select(QuestionVersion.id, ExchangeQuestion.group_id)
        .join(ExchangeQuestion, ExchangeQuestion.question_id == QuestionVersion.question_id)
        .where(ExchangeQuestion.exchange_id == exchange.id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _given(sittings: Any) -> dict[tuple[int, int], Decimal]:
    """The marks in force of every question of these sittings."""
    marks = (
        select(Mark.attempt_id, Mark.number, Mark.points)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .where(Attempt.sitting_id.in_(sittings))
        .order_by(Mark.id)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(marks)}


def accepted_in(exchange: Exchange) -> list[Accepted]:
    """What the jury took and is still in use in the bank."""
    wanted = (
        select(Question.kind, Question.group_id)
        .join(ExchangeQuestion, ExchangeQuestion.question_id == Question.id)
        .where(
            ExchangeQuestion.exchange_id == exchange.id,
            Question.state == QuestionState.ACTIVE.value,
        )
    )
    return [Accepted(Kind(kind), group) for kind, group in db.session.execute(wanted)]
