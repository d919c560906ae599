"""Numbers, given one after another under the lock, each to a named trainee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import clock
from core.audit import Actor
from core.completion.queries import Completed
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.certificates.models import Certificate, Counter
from plugins.certificates.queries import prefix_of
from plugins.certificates.rendering import CertificateFace
from plugins.certificates.rules import BATCH, number_text
from plugins.certificates.services.faces import Links, face_of, kept, new_face

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
Drawn = tuple[int, CertificateFace]


@dataclass(frozen=True)
class Run:
    """What one run of issuing goes by; `training_class` is read anew under each lock."""

    training_class: TrainingClass
    links: Links
    by: Actor
    at: datetime

    @property
    def day(self) -> date:
        """The date that is printed: that of the class's wall."""
        return clock.local(self.at, self.training_class.zone).date()


def face_today(run: Run, one: Completed) -> CertificateFace:
    """A trainee's certificate as it would be printed today, without a number."""
    return new_face(run.training_class, one.name, one.hours, run.day)


def holders_of_numbers(class_id: int) -> set[int]:
    """Who has a number already, whatever became of it."""
    found = select(Certificate.enrolment_id).where(Certificate.class_id == class_id)
    return set(db.session.execute(found).scalars())


def reserve(run: Run, wanted: Sequence[Completed]) -> list[Drawn]:
    """Gives the next few their numbers, those first whom a broken run left undrawn; [] when done."""
    with transaction() as session:
        session.refresh(run.training_class, with_for_update=True)
        lying = (
            select(Certificate)
            .where(Certificate.class_id == run.training_class.id, Certificate.issued_at.is_(None))
            .order_by(Certificate.id)
            .limit(BATCH)
        )
        batch = list(session.execute(lying).scalars())
        had = holders_of_numbers(run.training_class.id)
        fresh = [one for one in wanted if one.enrolment_id not in had][: BATCH - len(batch)]
        batch += _numbered(session, run, fresh)
        session.flush()
        return [(one.id, face_of(one.face)) for one in batch]


def reserve_again(run: Run, holder: Completed) -> list[Drawn]:
    """Gives a new number to one whose certificate was voided; Refused while another stands."""
    with transaction() as session:
        session.refresh(run.training_class, with_for_update=True)
        standing = select(Certificate.number).where(
            Certificate.standing_for == holder.enrolment_id, Certificate.issued_at.is_not(None)
        )
        number = session.execute(standing).scalar_one_or_none()
        if number is not None:
            words = _("已有有效证书 %(number)s，不用补发。", number=number)
            raise Refused(Problem("still_standing", words))
        lying = select(Certificate).where(Certificate.standing_for == holder.enrolment_id)
        batch = list(session.execute(lying).scalars()) or _numbered(session, run, [holder])
        session.flush()
        return [(one.id, face_of(one.face)) for one in batch]


def _numbered(session: Session, run: Run, fresh: Sequence[Completed]) -> list[Certificate]:
    """Rows with their numbers and faces, not yet drawn."""
    if not fresh:
        return []
    prefix, year = prefix_of(run.training_class), run.day.year
    first = _next_serial(session, prefix, year, len(fresh))
    ids = [one.enrolment_id for one in fresh]
    own = select(Enrolment.id, Enrolment.token).where(Enrolment.id.in_(ids))
    holders = {row.id: row.token for row in session.execute(own)}
    made = []
    for serial, one in enumerate(fresh, start=first):
        number = number_text(prefix, year, serial)
        token = run.links.token(holders[one.enrolment_id], number)
        face = replace(face_today(run, one), number=number, verify_url=run.links.url(token))
        made.append(
            Certificate(
                class_id=run.training_class.id,
                enrolment_id=one.enrolment_id,
                standing_for=one.enrolment_id,
                prefix=prefix,
                year=year,
                serial=serial,
                number=number,
                token=token,
                face=kept(face),
            )
        )
    session.add_all(made)
    return made


def _next_serial(session: Session, prefix: str, year: int, count: int) -> int:
    """Takes `count` numbers in a row; the counter's row is locked until the act is over."""
    table: Any = Counter.__table__
    insert = INSERT[session.get_bind().dialect.name](table)
    start = insert.values(prefix=prefix, year=year, last=count)
    taken = start.on_conflict_do_update(
        index_elements=["prefix", "year"], set_={"last": table.c.last + count}
    )
    last = int(session.execute(taken.returning(table.c.last)).scalar_one())
    return last - count + 1
