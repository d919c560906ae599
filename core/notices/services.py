"""Publishing notices, taking them back, and keeping who has read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Refused
from core.notices.models import Notice, NoticeReading
from core.notices.rules import Text, notice_problems
from core.training.models import TrainingClass
from core.transaction import transaction


def publish(
    training_class: TrainingClass,
    title: str,
    body: str,
    *,
    by: Actor,
    at: datetime,
    enrolment_id: int | None = None,
    link: str = "",
) -> Notice:
    """Tells the whole class, or one trainee of it; `link` is a path of ours to read on."""
    text = Text(title.strip(), body.strip(), link)
    return tell(training_class.id, text, by=by, at=at, enrolment_id=enrolment_id)


def tell(
    class_id: int, text: Text, *, by: Actor, at: datetime, enrolment_id: int | None = None
) -> Notice:
    """Publishes a text; the same occasion a second time gives the notice that is there."""
    problems = notice_problems(text.title, text.body)
    if problems:
        raise Refused(problems)
    with transaction() as session:
        if enrolment_id is not None:
            _require_trainee(session, class_id, enrolment_id)
        if text.occasion is not None:
            same = select(Notice).where(
                Notice.class_id == class_id, Notice.occasion == text.occasion
            )
            known = session.execute(same).scalar_one_or_none()
            if known is not None:
                return known
        notice = Notice(
            class_id=class_id,
            enrolment_id=enrolment_id,
            title=text.title,
            body=text.body,
            link=text.link,
            occasion=text.occasion,
            published_at=at,
            published_by=by.name,
        )
        session.add(notice)
        session.flush()
        if by.kind != "system":
            audit.note("notices.publish", f"notice:{notice.id}", by=by, at=at, class_id=class_id)
    return notice


def _require_trainee(session: Session, class_id: int, enrolment_id: int) -> None:
    """A post that names somebody outside the class writes nothing."""
    found = select(Enrolment.id).where(Enrolment.class_id == class_id, Enrolment.id == enrolment_id)
    if session.execute(found).first() is None:
        raise NotFound


def withdraw(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Takes a notice back: phones show it no more, the journal keeps that it was there."""
    with transaction():
        if notice.withdrawn_at is None:
            notice.withdrawn_at = at
            audit.note(
                "notices.withdraw", f"notice:{notice.id}", by=by, at=at, class_id=notice.class_id
            )


def mark_read(notice_id: int, enrolment_id: int, *, at: datetime) -> None:
    """Keeps the first time that a trainee opened a notice."""
    with transaction() as session:
        if session.get(NoticeReading, (notice_id, enrolment_id)) is None:
            session.add(NoticeReading(notice_id=notice_id, enrolment_id=enrolment_id, read_at=at))


def erase_personal(person_id: int, before: datetime) -> int:
    """Erases what was told to one person alone before a moment; what a class was told stays."""
    with transaction() as session:
        theirs = select(Enrolment.id).where(Enrolment.person_id == person_id)
        old = delete(Notice).where(Notice.enrolment_id.in_(theirs), Notice.published_at < before)
        readings = delete(NoticeReading).where(
            NoticeReading.enrolment_id.in_(theirs), NoticeReading.read_at < before
        )
        counts = [session.execute(one).rowcount for one in (readings, old)]  # type: ignore[attr-defined]
    return sum(counts)
