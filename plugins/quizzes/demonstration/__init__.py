"""The demonstration class tested: what was written, what is open now, what is to come, what waits."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core import clock
from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.demonstration import bank, hall, sittings

TRIED_AS = "张伟"


def fill(training_class: TrainingClass, at: datetime) -> None:
    """A bank with two drafts, four tests, a poll that is open and a round of questions, on invented data."""
    before = _wall(training_class, -1, time(9))
    with transaction():
        known = bank.fill_bank(training_class, before)
        own, here = _arrived(training_class)
        days = sittings.Days(training_class, known, here, at)
        sittings.entry(days, own, _wall(training_class, 0, time(13)))
        sittings.essay(days, _wall(training_class, 1, time(20, 10)))
        sittings.daily(days)
        hall.polls(training_class, known, here, at)
        hall.exchange(training_class, here, _wall(training_class, 1, time(21)), at)
        # Last: what it may draw from is frozen with it.
        sittings.final(days)


def _wall(training_class: TrainingClass, day: int, hour: time) -> datetime:
    """An hour of a day of the class, counted from its first."""
    date = training_class.starts_on + timedelta(days=day)
    return clock.from_wall(datetime.combine(date, hour), training_class.zone)


def _arrived(training_class: TrainingClass) -> tuple[list[Enrolment], list[Enrolment]]:
    """Whoever somebody tries the phone as, to whom today's is still to do; and all the others who reported."""
    arrived = [one for one in trainees(training_class.id) if one.reported_at is not None]
    own = [one for one in arrived if one.name == TRIED_AS][:1]
    return own, [one for one in arrived if one not in own]
