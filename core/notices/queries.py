"""Notices as the desk and the phone show them; each page in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.queries import HERE_STATES
from core.errors import NotFound
from core.notices.models import Notice, NoticeReading
from core.people.models import Person


@dataclass(frozen=True)
class Sent:
    """A notice at the desk: to whom, and how many of them have read it."""

    notice: Notice
    to: str
    read: int
    of: int


@dataclass(frozen=True)
class Received:
    """A notice on a phone; `read_at` None while it is new."""

    notice: Notice
    read_at: datetime | None


def notices_sent(class_id: int) -> list[Sent]:
    """What this class was told, the newest first, with the number of its readers."""
    read = (
        select(NoticeReading.notice_id, func.count().label("read"))
        .group_by(NoticeReading.notice_id)
        .subquery()
    )
    rows = (
        select(Notice, Person.name, func.coalesce(read.c.read, 0))
        .outerjoin(Enrolment, Enrolment.id == Notice.enrolment_id)
        .outerjoin(Person, Person.id == Enrolment.person_id)
        .outerjoin(read, read.c.notice_id == Notice.id)
        .where(Notice.class_id == class_id, Notice.withdrawn_at.is_(None))
        .order_by(Notice.published_at.desc(), Notice.id.desc())
    )
    everyone = _trainees_here(class_id)
    return [
        Sent(notice, name or "", read, everyone if notice.enrolment_id is None else 1)
        for notice, name, read in db.session.execute(rows)
    ]


def _trainees_here(class_id: int) -> int:
    here = select(func.count()).select_from(Enrolment)
    here = here.where(Enrolment.class_id == class_id, Enrolment.state.in_(HERE_STATES))
    return int(db.session.execute(here).scalar() or 0)


def is_told(class_id: int, occasion: str) -> bool:
    """Whether a class was told of this occasion, though the notice may have been taken back."""
    told = select(Notice.id).where(Notice.class_id == class_id, Notice.occasion == occasion)
    return db.session.execute(told).first() is not None


def notice_by_id(class_id: int, notice_id: int) -> Notice:
    """A notice of this class; NotFound for another's, or one taken back."""
    found = db.session.get(Notice, notice_id)
    if found is None or found.class_id != class_id or found.withdrawn_at is not None:
        raise NotFound
    return found


def readers(notice: Notice) -> list[tuple[Enrolment, datetime | None]]:
    """Who should read a notice, those who have not yet first."""
    reading = and_(NoticeReading.enrolment_id == Enrolment.id, NoticeReading.notice_id == notice.id)
    rows = select(Enrolment, NoticeReading.read_at).outerjoin(NoticeReading, reading)
    if notice.enrolment_id is None:
        rows = rows.where(Enrolment.class_id == notice.class_id, Enrolment.state.in_(HERE_STATES))
    else:
        rows = rows.where(Enrolment.id == notice.enrolment_id)
    rows = rows.order_by(NoticeReading.read_at.is_not(None), Enrolment.number)
    return [(trainee, read_at) for trainee, read_at in db.session.execute(rows)]


def _for(class_id: int, enrolment_id: int) -> ColumnElement[bool]:
    mine = or_(Notice.enrolment_id.is_(None), Notice.enrolment_id == enrolment_id)
    return and_(Notice.class_id == class_id, Notice.withdrawn_at.is_(None), mine)


def notices_received(class_id: int, enrolment_id: int) -> list[Received]:
    """A trainee's notices: unread first, then the newest first."""
    reading = and_(NoticeReading.notice_id == Notice.id, NoticeReading.enrolment_id == enrolment_id)
    rows = (
        select(Notice, NoticeReading.read_at)
        .outerjoin(NoticeReading, reading)
        .where(_for(class_id, enrolment_id))
        .order_by(NoticeReading.read_at.is_not(None), Notice.published_at.desc(), Notice.id.desc())
    )
    return [Received(notice, read_at) for notice, read_at in db.session.execute(rows)]


def unread(class_id: int, enrolment_id: int) -> int:
    """How many notices a trainee has not opened; one statement."""
    opened = select(NoticeReading.notice_id).where(NoticeReading.enrolment_id == enrolment_id)
    count = select(func.count()).select_from(Notice)
    count = count.where(_for(class_id, enrolment_id), Notice.id.not_in(opened))
    return int(db.session.execute(count).scalar() or 0)


def notice_received(class_id: int, enrolment_id: int, notice_id: int) -> Notice:
    """A notice to this trainee; NotFound for one to somebody else."""
    found = select(Notice).where(Notice.id == notice_id, _for(class_id, enrolment_id))
    notice = db.session.execute(found).scalar_one_or_none()
    if notice is None:
        raise NotFound
    return notice


def notices_to_person(person_id: int) -> list[Notice]:
    """What one person alone was told, in all classes."""
    rows = select(Notice).join(Enrolment, Enrolment.id == Notice.enrolment_id)
    rows = rows.where(Enrolment.person_id == person_id).order_by(Notice.id)
    return list(db.session.execute(rows).scalars())
