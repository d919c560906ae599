"""What staff do to one attempt: collect it now, or let somebody go on with it, for a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.rules.sittings import minutes_problem
from plugins.quizzes.services.collecting import end
from plugins.quizzes.services.papers import open_class
from plugins.quizzes.services.sitting_time import keys_problems
from plugins.quizzes.services.sittings import note_sitting
from plugins.quizzes.terms import Ended


def attempt_in(sitting: Sitting, attempt_id: int) -> Attempt:
    """An attempt of this sitting; NotFound for any other."""
    found = db.session.get(Attempt, attempt_id)
    if found is None or found.sitting_id != sitting.id:
        raise NotFound
    return found


def collect_attempt(sitting: Sitting, attempt: Attempt, *, by: Actor, at: datetime) -> bool:
    """Collects what somebody is writing; answers False where it had ended already."""
    with transaction():
        open_class(sitting)
        if attempt.ended_how:
            return False
        end(attempt, Ended.STAFF, min(at, attempt.ends_at), by=by, at=at)
        note_sitting("collect_attempt", sitting, by=by, at=at, attempt=attempt.id)
    return True


def reopen_attempt(
    sitting: Sitting, attempt: Attempt, minutes: int | None, why: str, *, by: Actor, at: datetime
) -> None:
    """Lets somebody go on with a paper that has ended; what was answered is there still."""
    why = " ".join(why.split())[:200]
    with transaction() as session:
        open_class(sitting)
        problems = _problems(attempt, minutes, why) + keys_problems(sitting, at)
        if problems:
            raise Refused(problems)
        later = select(Attempt.id).where(
            Attempt.sitting_id == sitting.id,
            Attempt.enrolment_id == attempt.enrolment_id,
            Attempt.number > attempt.number,
        )
        if session.execute(later.limit(1)).first() is not None:
            words = _("后面还有一次作答，只能打开最后一次。")
            raise Refused(Problem("not_last", words))
        attempt.ended_how, attempt.ended_at, attempt.points = "", None, None
        attempt.ends_at = at + timedelta(minutes=minutes or 0)
        told = {"attempt": attempt.id, "minutes": minutes, "why": why}
        note_sitting("reopen_attempt", sitting, by=by, at=at, **told)


def _problems(attempt: Attempt, minutes: int | None, why: str) -> list[Problem]:
    if not attempt.ended_how:
        return [Problem("running", _("这份试卷还在作答，不用重新打开。"))]
    found = [] if why else [Problem("why_missing", _("请写明重新打开的原因。"), "why")]
    problem = minutes_problem(minutes)
    return [*found, *([problem] if problem is not None else [])]
