"""场次: sittings of a class."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from plugins.quizzes.models import Sitting


def sittings_of(class_id: int) -> Sequence[Sitting]:
    """Every sitting of a class, the latest first."""
    wanted = select(Sitting).where(Sitting.class_id == class_id)
    return db.session.scalars(wanted.order_by(Sitting.opens_at.desc(), Sitting.id.desc())).all()


def sitting_by_id(sitting_id: int, class_id: int) -> Sitting:
    """A sitting of this class; NotFound for any other."""
    found = db.session.get(Sitting, sitting_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found
