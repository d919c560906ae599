"""场次: sittings of a class."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.queries import HERE_STATES
from core.errors import NotFound
from core.timetable.models import Lesson
from plugins.quizzes.models import Attempt, Paper, Sitting, SittingGuest
from plugins.quizzes.rules.sittings import Stage, Times, stage_of


@dataclass(frozen=True)
class Standing:
    """A sitting in a list: its paper, its lesson, where it stands, and how many of how many have come."""

    sitting: Sitting
    paper: str
    lesson: Lesson | None
    stage: Stage
    due: int
    begun: int
    ended: int


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


def stage(sitting: Sitting, at: datetime) -> Stage:
    """Where a sitting stands."""
    published = sitting.published_at is not None
    return stage_of(Times(sitting.opens_at, sitting.closes_at, published, sitting.closed_at), at)


def standings(class_id: int, at: datetime, lesson_id: int | None = None) -> list[Standing]:
    """The sittings of a class, or of one lesson, as lists show them; four statements for however many, one for none."""
    rows = (
        select(Sitting, Paper.title, Lesson)
        .join(Paper, Paper.id == Sitting.paper_id)
        .outerjoin(Lesson, Lesson.id == Sitting.lesson_id)
        .where(Sitting.class_id == class_id)
        .order_by(Sitting.opens_at, Sitting.id)
    )
    if lesson_id is not None:
        rows = rows.where(Sitting.lesson_id == lesson_id)
    told = db.session.execute(rows).all()
    if not told:
        return []
    ids = [sitting.id for sitting, _paper, _lesson in told]
    counts, due = _counts(ids), _due(class_id, ids)
    return [
        Standing(
            sitting,
            paper,
            lesson,
            stage(sitting, at),
            due(sitting, lesson),
            *counts.get(sitting.id, (0, 0)),
        )
        for sitting, paper, lesson in told
    ]


def _counts(sittings: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many trainees have begun, and how many have ended."""
    ended = case((Attempt.ended_how != "", Attempt.enrolment_id))
    rows = (
        select(
            Attempt.sitting_id,
            func.count(func.distinct(Attempt.enrolment_id)),
            func.count(func.distinct(ended)),
        )
        .where(Attempt.sitting_id.in_(sittings))
        .group_by(Attempt.sitting_id)
    )
    return {sitting: (begun, done) for sitting, begun, done in db.session.execute(rows)}


def _due(class_id: int, sittings: Collection[int]) -> Any:
    """How many should write a sitting: the class, the group of its lesson, or those who make up."""
    here = (
        select(Enrolment.group_id, func.count())
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(HERE_STATES))
        .group_by(Enrolment.group_id)
    )
    groups = dict(db.session.execute(here).all())
    guests = (
        select(SittingGuest.sitting_id, func.count())
        .where(SittingGuest.sitting_id.in_(sittings))
        .group_by(SittingGuest.sitting_id)
    )
    invited = dict(db.session.execute(guests).all())

    def due(sitting: Sitting, lesson: Lesson | None) -> int:
        if sitting.make_up_of is not None:
            return invited.get(sitting.id, 0)
        if lesson is not None and lesson.group_id is not None:
            return groups.get(lesson.group_id, 0)
        return sum(groups.values())

    return due


def guests_of(sitting_id: int) -> list[int]:
    """Who may write a make-up sitting."""
    rows = select(SittingGuest.enrolment_id).where(SittingGuest.sitting_id == sitting_id)
    return list(db.session.execute(rows.order_by(SittingGuest.enrolment_id)).scalars())


def lesson_of(sitting: Sitting) -> Lesson | None:
    """The lesson at which it is written."""
    return db.session.get(Lesson, sitting.lesson_id) if sitting.lesson_id else None


def open_sittings(class_id: int, at: datetime) -> list[Sitting]:
    """The published sittings that are not over, for whoever would close the class."""
    rows = select(Sitting).where(Sitting.class_id == class_id, Sitting.published_at.is_not(None))
    found = db.session.execute(rows.order_by(Sitting.opens_at)).scalars()
    return [one for one in found if stage(one, at) is not Stage.OVER]
