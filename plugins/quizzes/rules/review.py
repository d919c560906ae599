"""What a trainee may see of the marking, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.quizzes.terms import Phase


@dataclass(frozen=True)
class Standing:
    """How far an attempt is: `ended` it was sent or collected, `closed` nobody writes this sitting any more."""

    ended: bool
    closed: bool


def may_see(phase: Phase, standing: Standing, *, answered: bool = False) -> bool:
    """Whether something is due of a question; `answered`: the trainee has answered it for good."""
    if phase is Phase.ANSWERED:
        return standing.ended or answered
    if phase is Phase.SENT:
        return standing.ended
    return phase is Phase.CLOSED and standing.ended and standing.closed


def locks(marks_from: Phase, keys_from: Phase) -> bool:
    """Whether an answer is for good, because something of its marking is shown at once."""
    return Phase.ANSWERED in (marks_from, keys_from)


def is_closed(ends_at: datetime, grace: timedelta, writing: int, at: datetime) -> bool:
    """Whether a sitting is over for everybody: extra time, grace and every attempt; `writing` counts the open."""
    return writing == 0 and at > ends_at + grace
