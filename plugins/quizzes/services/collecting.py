"""Papers are collected when their time is over, whether their writers sent them or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import audit
from core.audit import SYSTEM, Actor
from core.db import db
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.services.marking import mark_attempt, mark_attempts
from plugins.quizzes.terms import Ended


def collect_class(class_id: int, *, at: datetime) -> int:
    """The same for every sitting of a class; where nothing is over it asks once and writes nothing."""
    writing = (
        select(Sitting, func.min(Attempt.ends_at))
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Sitting.class_id == class_id, Attempt.ended_how == "")
        .group_by(Sitting.id)
    )
    over = [
        one
        for one, first in db.session.execute(writing).all()
        if first + timedelta(seconds=one.grace_seconds) < at
    ]
    return sum(collect_overdue(one, at=at) for one in over)


def collect_overdue(sitting: Sitting, *, at: datetime) -> int:
    """Ends and marks attempts whose time and grace are over; says how many. Called twice, it does nothing.

    Looks first: a page that is drawn while others write does not wait for its turn to write.
    """
    over = at - timedelta(seconds=sitting.grace_seconds)
    waiting = select(Attempt).where(
        Attempt.sitting_id == sitting.id, Attempt.ended_how == "", Attempt.ends_at < over
    )
    if db.session.execute(waiting.with_only_columns(Attempt.id).limit(1)).first() is None:
        return 0
    with transaction() as session:
        late = session.execute(waiting).scalars().all()
        for attempt in late:
            attempt.ended_how, attempt.ended_at = Ended.TIME.value, attempt.ends_at
        if late:
            mark_attempts(sitting, late, by=SYSTEM, at=at)
            words, subject = {"count": len(late)}, f"sitting:{sitting.id}"
            class_id = sitting.class_id
            audit.note("quizzes.collect", subject, by=SYSTEM, at=at, class_id=class_id, **words)
    return len(late)


def end(attempt: Attempt, how: Ended, ended_at: datetime, *, by: Actor, at: datetime) -> None:
    """Ends an attempt and has it marked, inside the running transaction; one that has ended stays as it is."""
    if attempt.ended_how:
        return
    attempt.ended_how, attempt.ended_at = how.value, ended_at
    mark_attempt(attempt, by=by, at=at)
