"""What a trainee may see of the marking, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.terms import PHASE_WORDS, Phase


@dataclass(frozen=True)
class Standing:
    """How far an attempt is: `ended` it was sent or collected, `closed` nobody writes this sitting any more.

    `again`: its writer may still write the same paper in this sitting, and it counts.
    """

    ended: bool
    closed: bool
    again: bool = False


def may_see(phase: Phase, standing: Standing, *, answered: bool = False) -> bool:
    """Whether something is due of a question; `answered`: the trainee has answered it for good."""
    if phase is Phase.ANSWERED:
        return standing.ended or answered
    if phase is Phase.SENT:
        return standing.ended
    return phase is Phase.CLOSED and standing.ended and standing.closed


def may_see_keys(phase: Phase, standing: Standing) -> bool:
    """Whether keys and explanations are due: not to somebody who may write the same paper once more."""
    return may_see(phase, standing) and (standing.closed or not standing.again)


def keys_words(phase: Phase, attempts: int, *, practice: bool) -> Any:
    """When keys are shown, in words; `attempts` 0 means as often as one likes."""
    if phase is Phase.SENT and attempts != 1 and not practice:
        return _("次数用完后（不限次数的，测验结束后）")
    return PHASE_WORDS[phase]


def locks(marks_from: Phase, keys_from: Phase) -> bool:
    """Whether an answer is for good, because something of its marking is shown at once."""
    return Phase.ANSWERED in (marks_from, keys_from)


def is_closed(ends_at: datetime, grace: timedelta, writing: int, at: datetime) -> bool:
    """Whether a sitting is over for everybody: extra time, grace and every attempt; `writing` counts the open."""
    return writing == 0 and at > ends_at + grace
