"""Puts a question to the hall, takes what phones answer, shows how many chose what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from core.audit import Actor, note
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.rules import State
from core.training.services import require_open
from core.transaction import brief_transaction, transaction
from plugins.quizzes.models import Poll, PollVote, Question, QuestionVersion
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.polls import POLLED
from plugins.quizzes.terms import QuestionState

NOT_POLLED = Problem("kind_not_polled", _("只有单选、多选、判断题可以投票。"))
NOT_ACTIVE = Problem("question_not_active", _("这道题是草稿或已停用，不能上屏。请先在题库里改好。"))
CLOSED = Problem("poll_closed", _("投票已经结束，您这次的选择没有记下。"), "given")
KEY_SHOWN = Problem("key_shown", _("答案已经公布，不能再接着投票。可以把这道题重新上屏。"))
OTHER_OPEN = Problem("another_open", _("另一道题正在投票，请先结束它。"))


def open_poll(training_class: TrainingClass, version_id: int, *, by: Actor, at: datetime) -> Poll:
    """Puts a question on the screen; the one that stood there is closed, the same one stays as it is."""
    with transaction() as session:
        require_open(training_class)
        _require_askable(version_id)
        running = _open_one(training_class.id)
        if running is not None and running.version_id == version_id:
            return running
        if running is not None:
            _close(running, by=by, at=at)
        poll = Poll(
            class_id=training_class.id, version_id=version_id, opened_at=at, opened_by=by.name
        )
        session.add(poll)
        session.flush()
        _note("open_poll", poll, by=by, at=at, question=version_id)
    return poll


def _require_askable(version_id: int) -> None:
    wanted = (
        select(Question.kind, Question.state)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(QuestionVersion.id == version_id)
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound(gettext("题库里没有这道题"))
    if found.kind not in {one.value for one in POLLED}:
        raise Refused(NOT_POLLED)
    if found.state != QuestionState.ACTIVE.value:
        raise Refused(NOT_ACTIVE)


def _open_one(class_id: int) -> Poll | None:
    wanted = select(Poll).where(Poll.class_id == class_id, Poll.closed_at.is_(None))
    return db.session.execute(wanted).scalars().first()


def close_poll(poll: Poll, *, by: Actor, at: datetime) -> None:
    """Takes no more answers."""
    with transaction():
        _close(poll, by=by, at=at)


def _close(poll: Poll, *, by: Actor, at: datetime) -> None:
    if poll.closed_at is None:
        poll.closed_at = at
        _note("close_poll", poll, by=by, at=at)


def reopen_poll(poll: Poll, *, by: Actor, at: datetime) -> None:
    """Takes answers again, where it was closed too early and nobody saw the key."""
    with transaction():
        if poll.shows_key:
            raise Refused(KEY_SHOWN)
        running = _open_one(poll.class_id)
        if running is not None and running.id != poll.id:
            raise Refused(OTHER_OPEN)
        if poll.closed_at is not None:
            poll.closed_at = None
            _note("reopen_poll", poll, by=by, at=at)


def show_bars(poll: Poll, shown: bool, *, by: Actor, at: datetime) -> None:
    """Shows how many chose what on the screen and on the phones, or covers it again."""
    with transaction():
        if poll.shows_bars is not shown:
            poll.shows_bars = shown
            _note("show_bars" if shown else "cover_bars", poll, by=by, at=at)


def show_key(poll: Poll, *, by: Actor, at: datetime) -> None:
    """Shows the right answer with the bars; whoever knows it votes no more, so the poll is closed first."""
    with transaction():
        _close(poll, by=by, at=at)
        if not poll.shows_key:
            poll.shows_key = poll.shows_bars = True
            _note("show_key", poll, by=by, at=at)


def _note(act: str, poll: Poll, *, by: Actor, at: datetime, **detail: Any) -> None:
    subject = f"poll:{poll.id}"
    note(f"quizzes.{act}", subject, by=by, at=at, class_id=poll.class_id, **detail)


def vote(poll: Poll, trainee: Enrolment, given: Given, *, at: datetime) -> None:
    """Keeps what a trainee chose, instead of what they chose before; Refused once the poll is closed."""
    if poll.class_id != trainee.class_id:
        raise NotFound(gettext("这个班没有这次投票"))
    with brief_transaction() as connection:
        if connection.execute(_voting(connection, poll.id, trainee.id, given, at)).first() is None:
            raise Refused(CLOSED)


def _voting(
    connection: Connection, poll_id: int, enrolment_id: int, given: Given, at: datetime
) -> Any:
    """One statement that writes only where the poll and its class are open at this very moment."""
    on_sqlite = connection.dialect.name == "sqlite"
    insert = (sqlite if on_sqlite else postgresql).insert(PollVote)
    told = PollVote.__table__.c
    still_open = select(
        Poll.id,
        literal(enrolment_id, told.enrolment_id.type),
        literal(given, told.given.type),
        literal(at, told.given_at.type),
    ).where(
        Poll.id == poll_id,
        Poll.closed_at.is_(None),
        TrainingClass.id == Poll.class_id,
        TrainingClass.state.not_in([State.CLOSED.value, State.ARCHIVED.value]),
    )
    row = insert.from_select(["poll_id", "enrolment_id", "given", "given_at"], still_open)
    return row.on_conflict_do_update(
        index_elements=["poll_id", "enrolment_id"],
        set_={"given": row.excluded.given, "given_at": row.excluded.given_at},
    ).returning(told.poll_id)
