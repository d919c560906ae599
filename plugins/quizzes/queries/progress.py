"""How a sitting goes: who has not begun, who writes, who has sent; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, and_, cast, func, select

from core.db import db
from core.enrolment.models import Enrolment, Group
from core.enrolment.queries import groups_of, trainees, trainees_by_ids
from core.i18n import lazy_gettext as _
from core.people.models import Person
from plugins.quizzes.models import Attempt, SavedAnswer, Sitting, SittingExtra
from plugins.quizzes.queries.sittings import guests_of, lesson_of
from plugins.quizzes.terms import ENDED_WORDS, Ended

SILENT = ("", "null")
"""What is left of an answer that says nothing, once its quotes and brackets are gone."""


class Seat(StrEnum):
    """Where somebody stands in a sitting."""

    WAITING = "waiting"
    WRITING = "writing"
    SENT = "sent"
    COLLECTED = "collected"


SEAT_WORDS: dict[Seat, Any] = {
    Seat.WAITING: _("未开始"),
    Seat.WRITING: _("作答中"),
    Seat.SENT: _("已交卷"),
    Seat.COLLECTED: _("已收卷"),
}
SEAT_TONES = {
    Seat.WAITING: "none",
    Seat.WRITING: "leave",
    Seat.SENT: "ok",
    Seat.COLLECTED: "late",
}
SEAT_GLYPHS = {Seat.WAITING: "○", Seat.WRITING: "…", Seat.SENT: "√", Seat.COLLECTED: "△"}


@dataclass(frozen=True)
class Writer:
    """A trainee in a sitting, by the last attempt; `left` whole minutes, None while none runs."""

    enrolment: Enrolment
    seat: Seat
    attempt: Attempt | None = None
    answered: int = 0
    questions: int = 0
    left: int | None = None
    extra: int = 0

    @property
    def word(self) -> str:
        """Where they stand, in words."""
        how = self.attempt.ended_how if self.attempt else ""
        return str(ENDED_WORDS[Ended(how)] if how else SEAT_WORDS[self.seat])


@dataclass(frozen=True)
class Row:
    """A group of the class as a row of seats."""

    title: str
    writers: Sequence[Writer]

    @property
    def done(self) -> int:
        """How many have sent or were collected."""
        return sum(one.seat in (Seat.SENT, Seat.COLLECTED) for one in self.writers)


@dataclass(frozen=True)
class Progress:
    """A sitting at a moment."""

    rows: Sequence[Row]

    @property
    def writers(self) -> list[Writer]:
        """Everybody."""
        return [one for row in self.rows for one in row.writers]

    def count(self, *seats: Seat) -> int:
        """How many stand there."""
        return sum(one.seat in seats for one in self.writers)

    @property
    def due(self) -> int:
        """How many should write."""
        return len(self.writers)


def people_due(sitting: Sitting) -> list[Enrolment]:
    """Who should write: the class, the group of its lesson, or those who make up; by number."""
    if sitting.make_up_of is not None:
        return trainees_by_ids(sitting.class_id, guests_of(sitting.id))
    lesson = lesson_of(sitting)
    everyone = trainees(sitting.class_id)
    if lesson is None or lesson.group_id is None:
        return everyone
    return [one for one in everyone if one.group_id == lesson.group_id]


def progress_of(sitting: Sitting, at: datetime) -> Progress:
    """Everybody who should write a sitting, or has, by group."""
    people, latest = people_due(sitting), _latest(sitting.id)
    known = {one.id for one in people}
    people += trainees_by_ids(sitting.class_id, [one for one in latest if one not in known])
    running = [one.id for one in latest.values()]
    answered, extras = _answered(running), extras_of(sitting.id)
    writers = [
        _writer(one, latest.get(one.id), answered, extra_of(one, extras), at) for one in people
    ]
    rows = []
    for group in groups_of(sitting.class_id):
        held = [one for one in writers if one.enrolment.group_id == group.id]
        if held:
            rows.append(Row(group.name, held))
    loose = [one for one in writers if one.enrolment.group_id is None]
    if loose:
        rows.append(Row(str(_("未编组")), loose))
    return Progress(rows)


def _writer(
    enrolment: Enrolment,
    attempt: Attempt | None,
    answered: dict[int, int],
    extra: int,
    at: datetime,
) -> Writer:
    if attempt is None:
        return Writer(enrolment, Seat.WAITING, extra=extra)
    count, questions = answered.get(attempt.id, 0), len(attempt.layout)
    if not attempt.ended_how:
        left = max(0, int((attempt.ends_at - at).total_seconds() // 60))
        return Writer(enrolment, Seat.WRITING, attempt, count, questions, left, extra)
    seat = Seat.SENT if attempt.ended_how == Ended.SENT else Seat.COLLECTED
    return Writer(enrolment, seat, attempt, count, questions, None, extra)


def _latest(sitting_id: int) -> dict[int, Attempt]:
    """The last attempt of each who has begun."""
    rows = select(Attempt).where(Attempt.sitting_id == sitting_id).order_by(Attempt.number)
    return {one.enrolment_id: one for one in db.session.execute(rows).scalars()}


def _answered(attempts: Collection[int]) -> dict[int, int]:
    """How many questions of each attempt hold an answer that says something."""
    place = func.row_number().over(
        partition_by=(SavedAnswer.attempt_id, SavedAnswer.number),
        order_by=(SavedAnswer.said_at.desc(), SavedAnswer.act.desc()),
    )
    plain: Any = cast(SavedAnswer.given, Text)
    for sign in ('"', "[", "]", ",", " "):
        plain = func.replace(plain, sign, "")
    told = (
        select(SavedAnswer.attempt_id, plain.label("plain"), place.label("place"))
        .where(SavedAnswer.attempt_id.in_(attempts))
        .subquery()
    )
    rows = (
        select(told.c.attempt_id, func.count())
        .where(and_(told.c.place == 1, told.c.plain.not_in(SILENT)))
        .group_by(told.c.attempt_id)
    )
    return dict(db.session.execute(rows).all())


def extras_of(sitting_id: int) -> list[SittingExtra]:
    """Who has more time in a sitting."""
    rows = select(SittingExtra).where(SittingExtra.sitting_id == sitting_id)
    return list(db.session.execute(rows.order_by(SittingExtra.id)).scalars())


def extras_named(sitting_id: int) -> list[tuple[SittingExtra, str]]:
    """Who has more time in a sitting, each with the name of the person or the group."""
    rows = (
        select(SittingExtra, Person.name, Group.name)
        .outerjoin(Enrolment, Enrolment.id == SittingExtra.enrolment_id)
        .outerjoin(Person, Person.id == Enrolment.person_id)
        .outerjoin(Group, Group.id == SittingExtra.group_id)
        .where(SittingExtra.sitting_id == sitting_id)
        .order_by(SittingExtra.id)
    )
    return [(row, person or group or "") for row, person, group in db.session.execute(rows)]


def extra_of(enrolment: Enrolment, extras: Sequence[SittingExtra]) -> int:
    """How many minutes more somebody has: their own, else their group's."""
    own = [one.minutes for one in extras if one.enrolment_id == enrolment.id]
    group = enrolment.group_id
    shared = [one.minutes for one in extras if group is not None and one.group_id == group]
    return next(iter(own or shared), 0)


def writer_of(sitting: Sitting, enrolment_id: int, at: datetime) -> Writer | None:
    """One trainee in a sitting; None for somebody who has no part in it."""
    found = progress_of(sitting, at).writers
    return next((one for one in found if one.enrolment.id == enrolment_id), None)
