"""The trainee who holds the phone that asks."""

from __future__ import annotations

from flask import g
from sqlalchemy import select

from core.access.guard import bound_phone, this_class
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import HOLDS_PLACE
from core.errors import NotFound
from core.i18n import gettext as _


def this_trainee() -> Enrolment:
    """The bound person as a trainee of the class in the address; NotFound for a stranger to it."""
    found: Enrolment | None = g.get("trainee")
    if found is None:
        phone = bound_phone()
        found = _trainee(phone[1], this_class().id) if phone else None
        if found is None:
            raise NotFound(_("您不是这个班的学员，或者已经离开本班"))
        g.trainee = found
    return found


def _trainee(person_id: int, class_id: int) -> Enrolment | None:
    row = select(Enrolment).where(
        Enrolment.person_id == person_id,
        Enrolment.class_id == class_id,
        Enrolment.state.in_(sorted(HOLDS_PLACE)),
    )
    return db.session.execute(row).scalar_one_or_none()
