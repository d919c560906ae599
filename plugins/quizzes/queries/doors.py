"""What decides whether a trainee is let in to a sitting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import literal, select

from core.attendance.marks import Mark
from core.attendance.models import Attendance
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import EnrolmentState, should_attend
from core.errors import NotFound
from core.timetable.models import Lesson
from plugins.quizzes.models import Sitting, SittingExtra, SittingGuest
from plugins.quizzes.queries.sittings import sitting_by_id
from plugins.quizzes.rules.doors import Comer, Terms

IN_TIME = frozenset({Mark.PRESENT.value, Mark.LATE.value})


def published_sitting(sitting_id: int, class_id: int) -> Sitting:
    """A sitting that trainees may know of; NotFound for a draft."""
    found = sitting_by_id(sitting_id, class_id)
    if found.published_at is None or found.issued_id is None:
        raise NotFound
    return found


def terms_of(sitting: Sitting) -> Terms:
    """What a sitting asks of whoever comes."""
    return Terms(
        sitting.opens_at,
        sitting.closes_at,
        sitting.minutes,
        sitting.attempts,
        sitting.needs_presence,
        sitting.closed_at,
    )


def comer_of(sitting: Sitting, enrolment: Enrolment, made: int) -> Comer:
    """What is known of a trainee at this door, in one statement."""
    extra = select(SittingExtra.minutes).where(SittingExtra.sitting_id == sitting.id)
    mark = select(Attendance.mark).where(
        Attendance.lesson_id == sitting.lesson_id, Attendance.enrolment_id == enrolment.id
    )
    guest = select(literal(1)).where(
        SittingGuest.sitting_id == sitting.id, SittingGuest.enrolment_id == enrolment.id
    )
    group = select(Lesson.group_id).where(Lesson.id == sitting.lesson_id)
    own, of_group, seen, invited, only = db.session.execute(
        select(
            extra.where(SittingExtra.enrolment_id == enrolment.id).scalar_subquery(),
            extra.where(SittingExtra.group_id == (enrolment.group_id or 0)).scalar_subquery(),
            mark.scalar_subquery(),
            guest.scalar_subquery(),
            group.scalar_subquery(),
        )
    ).one()
    return Comer(
        extra=extra_of(own, of_group),
        made=made,
        present=seen in IN_TIME,
        invited=sitting.make_up_of is None or invited is not None,
        own_group=only in (None, enrolment.group_id),
        due=should_attend(EnrolmentState(enrolment.state)),
    )


def extra_of(own: Any, of_group: Any) -> int:
    """The extra minutes: the person's, else the group's."""
    return int(own if own is not None else of_group or 0)


def visible_sittings(
    enrolment: Enrolment, since: datetime | None = None
) -> list[tuple[Sitting, int]]:
    """Published sittings that concern this trainee, each with their extra minutes, the latest first."""
    own = select(SittingExtra.minutes).where(SittingExtra.sitting_id == Sitting.id)
    guest = select(SittingGuest.sitting_id).where(SittingGuest.enrolment_id == enrolment.id)
    wanted = (
        select(
            Sitting,
            own.where(SittingExtra.enrolment_id == enrolment.id).scalar_subquery(),
            own.where(SittingExtra.group_id == (enrolment.group_id or 0)).scalar_subquery(),
        )
        .outerjoin(Lesson, Lesson.id == Sitting.lesson_id)
        .where(
            Sitting.class_id == enrolment.class_id,
            Sitting.published_at.is_not(None),
            Sitting.issued_id.is_not(None),
            Sitting.make_up_of.is_(None) | Sitting.id.in_(guest),
            Lesson.group_id.is_(None) | (Lesson.group_id == enrolment.group_id),
        )
        .order_by(Sitting.opens_at.desc(), Sitting.id.desc())
    )
    if since is not None:
        wanted = wanted.where(Sitting.closes_at >= since)
    rows = db.session.execute(wanted).all()
    return [(sitting, extra_of(mine, of_group)) for sitting, mine, of_group in rows]
