"""The demonstration class tested: what was written, what is open now, what is to come, what waits."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core import clock
from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.demonstration import bank, hall, sittings


def fill(training_class: TrainingClass, at: datetime) -> None:
    """A bank with two drafts, four tests, a poll that is open and a round of questions, on invented data."""
    before = _wall(training_class, -1, time(9))
    with transaction():
        known = bank.fill_bank(training_class, before)
        here = _here(training_class)
        days = sittings.Days(training_class, known, here, at)
        sittings.entry(days, _wall(training_class, 0, time(13)))
        sittings.essay(days, _wall(training_class, 1, time(20, 10)))
        sittings.daily(days)
        sittings.final(days, before)
        hall.polls(training_class, known, here, at)
        hall.exchange(training_class, here, _wall(training_class, 1, time(21)), at)


def _wall(training_class: TrainingClass, day: int, hour: time) -> datetime:
    """An hour of a day of the class, counted from its first."""
    date = training_class.starts_on + timedelta(days=day)
    return clock.from_wall(datetime.combine(date, hour), training_class.zone)


def _here(training_class: TrainingClass) -> list[Enrolment]:
    """Who reported, but for the one as whom somebody tries the phone: for them all is still to do."""
    arrived = [one for one in trainees(training_class.id) if one.reported_at is not None]
    first = next((one for one in arrived if one.name == "张伟"), None)
    return [one for one in arrived if one is not first]
