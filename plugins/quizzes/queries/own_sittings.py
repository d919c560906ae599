"""The tests of a trainee: open now, coming, past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.enrolment.models import Enrolment
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.queries.attempts import attempts_in, closed_ones
from plugins.quizzes.queries.doors import terms_of, visible_sittings
from plugins.quizzes.rules.doors import closes_for
from plugins.quizzes.rules.review import Standing, may_see
from plugins.quizzes.terms import Phase


@dataclass(frozen=True)
class OwnSitting:
    """A test as it concerns one trainee. `running` is under way, `last` the latest that has ended.

    `may_start`: the door is open and there are attempts left. `marked`: the marks of `last` may be seen.
    """

    sitting: Sitting
    closes_at: datetime
    running: Attempt | None
    last: Attempt | None
    may_start: bool
    marked: bool


@dataclass(frozen=True)
class OwnSittings:
    """All of them, in the order in which they matter."""

    open: list[OwnSitting] = field(default_factory=list)
    coming: list[OwnSitting] = field(default_factory=list)
    past: list[OwnSitting] = field(default_factory=list)


def own_sittings(enrolment: Enrolment, at: datetime, since: datetime | None = None) -> OwnSittings:
    """What concerns this trainee at a moment; `since` leaves out what closed before. Three statements."""
    rows = visible_sittings(enrolment, since)
    if not rows:
        return OwnSittings()
    sittings = [sitting for sitting, _extra in rows]
    attempts = attempts_in([one.id for one in sittings], enrolment.id)
    closed, found = closed_ones(sittings, at), OwnSittings()
    for sitting, extra in rows:
        one = _own(sitting, extra, attempts[sitting.id], sitting.id in closed, at)
        if one.running or one.may_start:
            found.open.append(one)
        elif at < sitting.opens_at:
            found.coming.insert(0, one)
        else:
            found.past.append(one)
    return found


def _own(
    sitting: Sitting, extra: int, made: list[Attempt], closed: bool, at: datetime
) -> OwnSitting:
    grace = timedelta(seconds=sitting.grace_seconds)
    writing = [one for one in made if not one.ended_how and at <= one.ends_at + grace]
    ended = [one for one in made if one.ended_how or at > one.ends_at + grace]
    closes_at = closes_for(terms_of(sitting), extra)
    is_open = sitting.opens_at <= at < closes_at and sitting.closed_at is None
    left = sitting.attempts == 0 or len(made) < sitting.attempts
    last = ended[-1] if ended else None
    seen = last is not None and may_see(
        Phase(sitting.marks_from), Standing(bool(last.ended_how), closed)
    )
    return OwnSitting(
        sitting, closes_at, writing[0] if writing else None, last, is_open and left, seen
    )
