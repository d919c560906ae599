"""Answers are kept as they are given: only added, in whatever order they arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.prepared import Prepared
from core.transaction import transaction
from plugins.quizzes.models import Attempt, SavedAnswer, Sitting
from plugins.quizzes.queries.attempts import standing_of
from plugins.quizzes.queries.writing import Writing, is_answered, writing_of
from plugins.quizzes.rules.answers import says
from plugins.quizzes.rules.review import may_see
from plugins.quizzes.rules.shown import given_of
from plugins.quizzes.rules.timing import judge
from plugins.quizzes.services.marking import mark_attempt
from plugins.quizzes.terms import Phase, Way

KEPT = Prepared(insert(SavedAnswer))
LONGEST_AWAY = 24 * 3600


@dataclass(frozen=True)
class Saying:
    """An answer as it came: by which act, to which question; `signed_at` is when it proves to be said.

    `texts` are the fields of the page, unread. `device` is a mark of the phone.
    """

    act: str
    attempt_id: int
    enrolment_id: int | None
    number: int
    texts: Any
    signed_at: datetime | None
    device: str = ""


def take_answer(said: Saying, *, by: Actor, at: datetime) -> None:
    """Keeps an answer that a phone sent; Refused in words where it came too late or cannot be meant."""
    with transaction() as session:
        writing = _writing(said.attempt_id, said.enrolment_id)
        question = writing.question(said.number)
        if question is None:
            raise Refused(Problem("torn", _("这份试卷没有这道题，没有记录。")))
        given = given_of(*question, said.texts)
        judged = judge(writing.span(shown=is_shown(session, writing, at)), at, said.signed_at)
        if writing.locks:
            _refuse_second(said, given)
        add_answer(session, writing, said, given, (judged.way, judged.said_at), at)
        if writing.row.ended_at is not None:
            mark_attempt(session.get_one(Attempt, said.attempt_id), by=by, at=at)


def _writing(attempt_id: int, enrolment_id: int | None) -> Writing:
    writing = writing_of(attempt_id, enrolment_id)
    if writing is None:
        raise Refused(Problem("no_attempt", _("没有这份答卷，没有记录。")))
    return writing


def _refuse_second(said: Saying, given: Any) -> None:
    if not says(given):
        raise Refused(Problem("nothing_said", _("没有写答案，没有记录。")))
    if is_answered(said.attempt_id, said.number):
        raise Refused(Problem("locked", _("这道题已经确认过答案，不能再改。")))


def is_shown(session: Session, writing: Writing, at: datetime) -> bool:
    """Whether the trainee may see something of the marking of an attempt that has ended."""
    row = writing.row
    if row.ended_at is None:
        return False
    sitting = session.get_one(Sitting, row.sitting_id)
    standing = standing_of(session.get_one(Attempt, row.id), sitting, at)
    return any(may_see(Phase(one), standing) for one in (row.marks_from, row.keys_from))


def add_answer(
    session: Session,
    writing: Writing,
    said: Saying,
    given: Any,
    how: tuple[Way, datetime],
    at: datetime,
) -> None:
    """Writes one answer down, inside the running transaction."""
    way, said_at = how
    values = {
        "class_id": writing.row.class_id,
        "attempt_id": said.attempt_id,
        "act": said.act,
        "number": said.number,
        "given": given,
        "said_at": said_at,
        "arrived_at": at,
        "device": said.device[:40],
        "way": way.value,
    }
    KEPT.first(session.connection(), values)


def take_away(attempt_id: int, enrolment_id: int | None, seconds: int) -> None:
    """Counts that a trainee left the page and came back; nobody is punished for it by machine."""
    with transaction() as session:
        _writing(attempt_id, enrolment_id)
        session.execute(
            update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.ended_how == "")
            .values(
                away=Attempt.away + 1,
                away_seconds=Attempt.away_seconds + min(seconds, LONGEST_AWAY),
            )
        )
