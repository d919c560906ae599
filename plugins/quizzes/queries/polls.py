"""现场投票: what may be put on the screen, what stands there, and how it was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import HOLDS_PLACE
from core.errors import NotFound
from core.files import StoredFile
from core.i18n import gettext as _
from plugins.quizzes.models import Poll, PollVote, Question, QuestionVersion
from plugins.quizzes.queries.pictures import picture_on
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.rules.polls import POLLED, Bar, bars_of, values_of
from plugins.quizzes.terms import QuestionState

MOST_FOUND = 40
CURRENT = and_(
    QuestionVersion.question_id == Question.id, QuestionVersion.number == Question.current
)


@dataclass(frozen=True)
class Askable:
    """A question that may be put on the screen; `asked_at` says when this class last saw it."""

    version_id: int
    item: Item
    asked_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """A poll with its question; `key` is empty until it may be shown."""

    poll: Poll
    item: Item
    given: list[Any] = field(default_factory=list)
    due: int = 0

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.poll.closed_at is None

    @property
    def bars(self) -> list[Bar]:
        """How many chose what."""
        return bars_of(self.item, self.given)

    @property
    def key(self) -> frozenset[str]:
        """The right answers, once they are shown."""
        return values_of(self.item.answer) if self.poll.shows_key else frozenset()

    @property
    def mark(self) -> str:
        """Changes whenever a phone should draw its page anew."""
        poll = self.poll
        return f"{poll.id}-{self.is_open:d}{poll.shows_bars:d}{poll.shows_key:d}"


def askable(class_id: int, text: str = "", kind: str = "") -> tuple[list[Askable], int]:
    """Questions of the bank that fit on a screen, the newest first, and how many there are in all."""
    wanted = (
        select(QuestionVersion.id, QuestionVersion.content)
        .join(Question, CURRENT)
        .where(
            Question.state == QuestionState.ACTIVE.value,
            Question.kind.in_([kind] if kind in set(POLLED) else [one.value for one in POLLED]),
        )
    )
    if text.strip():
        stem = QuestionVersion.content["stem"].as_string()
        looked = [one.contains(text.strip(), autoescape=True) for one in (stem, Question.topic)]
        wanted = wanted.where(or_(*looked))
    rows = db.session.execute(wanted.order_by(Question.id.desc()).limit(MOST_FOUND)).all()
    count = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    asked = _asked(class_id)
    return [Askable(one, item_of(content), asked.get(one)) for one, content in rows], count


def _asked(class_id: int) -> dict[int, datetime]:
    rows = select(Poll.version_id, func.max(Poll.opened_at)).where(Poll.class_id == class_id)
    grouped = db.session.execute(rows.group_by(Poll.version_id))
    return {row[0]: row[1] for row in grouped}


def polls_of(class_id: int) -> list[tuple[Poll, Item, int]]:
    """Every poll of a class, the latest first, with its question and how many answered."""
    votes = select(func.count()).where(PollVote.poll_id == Poll.id).scalar_subquery()
    wanted = (
        select(Poll, QuestionVersion.content, votes)
        .join(QuestionVersion, QuestionVersion.id == Poll.version_id)
        .where(Poll.class_id == class_id)
        .order_by(Poll.opened_at.desc(), Poll.id.desc())
    )
    return [(poll, item_of(content), n) for poll, content, n in db.session.execute(wanted)]


def poll_by_id(class_id: int, poll_id: int) -> Standing:
    """A poll of this class with its question; NotFound for any other."""
    wanted = _polls(class_id).where(Poll.id == poll_id)
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound(_("这个班没有这次投票"))
    return Standing(row[0], item_of(row[1]))


def latest_poll(class_id: int) -> Standing | None:
    """What the screen shows: the open poll, else the one that was put there last."""
    wanted = _polls(class_id).order_by(Poll.closed_at.is_not(None), Poll.id.desc())
    row = db.session.execute(wanted.limit(1)).first()
    return Standing(row[0], item_of(row[1])) if row else None


def _polls(class_id: int) -> Any:
    joined = QuestionVersion.id == Poll.version_id
    return (
        select(Poll, QuestionVersion.content)
        .join(QuestionVersion, joined)
        .where(Poll.class_id == class_id)
    )


def counted(standing: Standing) -> Standing:
    """The same poll with every answer, and how many might give one."""
    given = db.session.scalars(
        select(PollVote.given).where(PollVote.poll_id == standing.poll.id)
    ).all()
    due = db.session.scalar(
        select(func.count()).where(
            Enrolment.class_id == standing.poll.class_id,
            Enrolment.state.in_(sorted(HOLDS_PLACE)),
        )
    )
    return Standing(standing.poll, standing.item, list(given), due or 0)


def own_vote(poll_id: int, enrolment_id: int) -> Any:
    """What a trainee chose, None where nothing yet."""
    wanted = select(PollVote.given).where(
        PollVote.poll_id == poll_id, PollVote.enrolment_id == enrolment_id
    )
    return db.session.scalar(wanted)


def picture_file(item: Item, name: str) -> tuple[StoredFile, str]:
    """A picture of this question and its media type; NotFound for any other name."""
    return picture_on([item], name)
