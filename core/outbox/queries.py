"""What the page of conflicts, its number and the cards ask the database."""

from __future__ import annotations

from sqlalchemy import func, select

from core.audit import Actor
from core.db import db
from core.errors import NotFound
from core.outbox.models import Conflict, SentAct
from core.outbox.terms import DONE, REFUSED

SHOWN = 200


def open_conflicts(class_id: int) -> list[Conflict]:
    """What waits for a person, the oldest first."""
    return _conflicts(class_id, settled=False)


def settled_conflicts(class_id: int) -> list[Conflict]:
    """What was settled, the newest first."""
    return _conflicts(class_id, settled=True)[::-1]


def _conflicts(class_id: int, *, settled: bool) -> list[Conflict]:
    when = Conflict.settled_at.is_not(None) if settled else Conflict.settled_at.is_(None)
    order = Conflict.settled_at if settled else Conflict.raised_at
    rows = select(Conflict).where(Conflict.class_id == class_id, when)
    return list(db.session.execute(rows.order_by(order, Conflict.id).limit(SHOWN)).scalars())


def conflict_by_id(class_id: int, conflict_id: int) -> Conflict:
    """A conflict of this class; NotFound elsewhere."""
    found = db.session.get(Conflict, conflict_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def refused_acts(class_id: int) -> list[SentAct]:
    """The refused acts that nobody has ticked off, the newest first."""
    rows = select(SentAct).where(
        SentAct.class_id == class_id, SentAct.state == REFUSED, SentAct.seen_at.is_(None)
    )
    rows = rows.order_by(SentAct.arrived_at.desc(), SentAct.seq.desc()).limit(SHOWN)
    return list(db.session.execute(rows).scalars())


def act_by_id(class_id: int, act_id: str) -> SentAct:
    """A receipt of this class; NotFound elsewhere."""
    found = db.session.get(SentAct, act_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def waiting_count(class_id: int) -> int:
    """How many conflicts and refused acts wait for a person, in one statement."""
    conflicts = (
        select(func.count())
        .select_from(Conflict)
        .where(Conflict.class_id == class_id, Conflict.settled_at.is_(None))
    )
    refused = (
        select(func.count())
        .select_from(SentAct)
        .where(SentAct.class_id == class_id, SentAct.state == REFUSED, SentAct.seen_at.is_(None))
    )
    both = select(conflicts.scalar_subquery() + refused.scalar_subquery())
    return int(db.session.execute(both).scalar() or 0)


def acts_of_person(person_id: int) -> list[SentAct]:
    """What a trainee's phones sent, the oldest first."""
    by = Actor("trainee", person_id, "").label
    rows = select(SentAct).where(SentAct.by == by).order_by(SentAct.arrived_at, SentAct.seq)
    return list(db.session.execute(rows).scalars())


def last_done(class_id: int, kind: str, by: Actor) -> SentAct | None:
    """The newest act of a kind that this sender's phone got through."""
    rows = select(SentAct).where(
        SentAct.class_id == class_id,
        SentAct.by == by.label,
        SentAct.kind == kind,
        SentAct.state == DONE,
    )
    newest = rows.order_by(SentAct.happened_at.desc(), SentAct.id.desc()).limit(1)
    return db.session.execute(newest).scalar_one_or_none()
