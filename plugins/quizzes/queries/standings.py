"""How trainees stand in sittings, make-ups considered; a fixed number of statements for any class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.rules.standing import Result, Terms, Try, result_with_make_ups
from plugins.quizzes.terms import Counts

KEPT = "quizzes.required"


@dataclass(frozen=True)
class Written:
    """What a list of results shows of an attempt, without its paper."""

    id: int
    sitting_id: int
    enrolment_id: int
    number: int
    started_at: datetime
    ended_at: datetime | None
    ended_how: str
    away: int
    away_seconds: int
    points: Decimal | None

    @property
    def minutes(self) -> int | None:
        """How long it was written, begun minutes counting."""
        if self.ended_at is None:
            return None
        return max(0, -(-int((self.ended_at - self.started_at).total_seconds()) // 60))


_COLUMNS = tuple(getattr(Attempt, name) for name in Written.__dataclass_fields__)


def written_in(sittings: Collection[int]) -> list[Written]:
    """Every attempt of these sittings, in one statement."""
    wanted = select(*_COLUMNS).where(Attempt.sitting_id.in_(sittings)).order_by(Attempt.id)
    return [Written(*row) for row in db.session.execute(wanted).all()]


def written_by(enrolment_id: int) -> list[Written]:
    """Every attempt of one trainee, in one statement."""
    wanted = select(*_COLUMNS).where(Attempt.enrolment_id == enrolment_id).order_by(Attempt.id)
    return [Written(*row) for row in db.session.execute(wanted).all()]


def terms_of(sitting: Sitting) -> Terms:
    """What of a sitting decides."""
    return Terms(sitting.id, Counts(sitting.counts), sitting.pass_mark, sitting.make_up_of)


def by_trainee(written: Sequence[Written]) -> dict[int, dict[int, list[Try]]]:
    """Attempts as they count, by trainee and sitting."""
    found: dict[int, dict[int, list[Try]]] = defaultdict(lambda: defaultdict(list))
    for one in written:
        made = Try(one.id, one.number, bool(one.ended_how), one.points)
        found[one.enrolment_id][one.sitting_id].append(made)
    return found


def family_of(sitting: Sitting, sittings: Sequence[Sitting]) -> list[Sitting]:
    """A sitting and everything that makes up for it, however far down."""
    family, ids = [sitting], {sitting.id}
    grown = True
    while grown:
        more = [one for one in sittings if one.make_up_of in ids and one.id not in ids]
        family, ids, grown = family + more, ids | {one.id for one in more}, bool(more)
    return family


@dataclass(frozen=True)
class Required:
    """The tests that a class must pass, and everybody's attempts.

    `family` are their titles, and those of what makes up for them, by id.
    """

    sittings: tuple[Sitting, ...]
    every_terms: tuple[Terms, ...]
    tries: Mapping[int, Mapping[int, list[Try]]]
    family: Mapping[int, str]

    def pass_mark(self, sitting_id: int) -> Decimal:
        """From how many points on it is enough where it was written in this sitting."""
        return {one.id: one.pass_mark for one in self.every_terms}[sitting_id]

    def results(self, enrolment_id: int) -> list[tuple[Sitting, Result]]:
        """How one trainee stands in each."""
        own = {key: list(tries) for key, tries in self.tries.get(enrolment_id, {}).items()}
        return [
            (one, result_with_make_ups(terms_of(one), self.every_terms, own))
            for one in self.sittings
        ]


def required_of(class_id: int) -> Required:
    """What closing asks of each trainee in turn: read once in each transaction, two statements for any class."""
    session = db.session()
    now = session.get_transaction()
    kept: dict[str, Any] = session.info.get(KEPT, {})
    if now is None or kept.get("transaction") is not now or kept.get("class") != class_id:
        kept = {"class": class_id, "required": _required(class_id)}
        kept["transaction"] = session.get_transaction()
        session.info[KEPT] = kept
    found: Required = kept["required"]
    return found


def _required(class_id: int) -> Required:
    rows = select(Sitting).where(
        Sitting.class_id == class_id, Sitting.published_at.is_not(None), Sitting.practice.is_(False)
    )
    every = db.session.scalars(rows.order_by(Sitting.opens_at, Sitting.id)).all()
    wanted = tuple(one for one in every if one.required and one.make_up_of is None)
    if not wanted:
        return Required((), (), {}, {})
    family = {each.id: each.title for one in wanted for each in family_of(one, every)}
    return Required(wanted, tuple(map(terms_of, every)), by_trainee(written_in(family)), family)


@dataclass(frozen=True)
class OwnTest:
    """A trainee's result in a sitting, and every attempt at it."""

    sitting: Sitting
    result: Result
    attempts: tuple[Written, ...]


def tests_of(enrolment: Enrolment) -> list[OwnTest]:
    """How a trainee stands in each published test of the class; two statements."""
    rows = select(Sitting).where(
        Sitting.class_id == enrolment.class_id, Sitting.published_at.is_not(None)
    )
    every = db.session.scalars(rows.order_by(Sitting.opens_at, Sitting.id)).all()
    if not every:
        return []
    written = written_by(enrolment.id)
    tries = by_trainee(written)[enrolment.id]
    terms = [terms_of(one) for one in every]
    return [
        OwnTest(
            one,
            result_with_make_ups(terms_of(one), terms, tries),
            tuple(each for each in written if each.sitting_id == one.id),
        )
        for one in every
        if one.make_up_of is None or tries.get(one.id)
    ]
