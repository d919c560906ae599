"""A trainee asks to look at a mark again; somebody decides, with a reason."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from core import audit
from core.audit import Actor
from core.errors import NotFound, Refused
from core.i18n import gettext
from core.notices.rules import Text
from core.notices.services import tell
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Appeal, Attempt, Mark, Sitting
from plugins.quizzes.queries.attempts import standing_of
from plugins.quizzes.queries.marks import appeals_of, marks_of
from plugins.quizzes.rules.appealing import appeal_problem, decision_problem
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.rules.review import may_see
from plugins.quizzes.services.marking import mark_attempts
from plugins.quizzes.terms import MarkSource, Phase


def appeal(attempt: Attempt, number: int, words: str, *, by: Actor, at: datetime) -> Appeal:
    """Asks for a look at the mark of a question, once; the same words a second time are the first appeal.

    Refused where marks are not due, nothing is marked, the reason is missing or the time for it is over.
    """
    with transaction() as session:
        require_open(class_by_id(attempt.class_id))
        sitting = session.get_one(Sitting, attempt.sitting_id)
        if not may_see(Phase(sitting.marks_from), standing_of(attempt, sitting, at)):
            raise NotFound
        held = appeals_of(attempt.id).get(number)
        if held is not None and held.words == words.strip():
            return held
        mark = marks_of([attempt.id]).get(attempt.id, {}).get(number)
        over = [attempt.ended_at or at, sitting.closed_at or sitting.closes_at]
        since = max([*over, mark.given_at] if mark else over)
        problem = appeal_problem(words.strip(), marked=mark is not None, again=held is not None,
                                 since=since, at=at)  # fmt: skip
        if problem:
            raise Refused(problem)
        row = Appeal(class_id=attempt.class_id, attempt_id=attempt.id, number=number,
                     words=words.strip(), made_at=at)  # fmt: skip
        session.add(row)
        session.flush()
        _note("quizzes.appeal", row, by=by, at=at)
    return row


def decide(row: Appeal, points: Decimal | None, answer: str, *, by: Actor, at: datetime) -> Appeal:
    """Upholds an appeal with new points, or rejects it where `points` is None; the trainee is told.

    Refused without an answer, with points that cannot be, and where somebody has decided already.
    """
    with transaction() as session:
        session.refresh(row, with_for_update=True)
        training_class = class_by_id(row.class_id)
        require_open(training_class)
        attempt = session.get_one(Attempt, row.attempt_id)
        sitting = session.get_one(Sitting, attempt.sitting_id)
        whole = layout_of(attempt.layout)[row.number - 1].points
        held = marks_of([attempt.id]).get(attempt.id, {}).get(row.number)
        problem = decision_problem(points, whole, answer.strip(), decided=row.state != "open",
                                   held=held.points if held else None)  # fmt: skip
        if problem:
            raise Refused(problem)
        row.state = "rejected" if points is None else "upheld"
        row.answer, row.decided_at, row.decided_by = answer.strip(), at, by.name
        if points is not None:
            session.add(_mark(attempt, row, points, by=by, at=at))
            session.flush()
            mark_attempts(sitting, [attempt], by=by, at=at)
        _note("quizzes.decide_appeal", row, by=by, at=at, points=str(points))
        _tell(training_class, attempt, sitting, row, by=by, at=at)
    return row


def _mark(attempt: Attempt, row: Appeal, points: Decimal, *, by: Actor, at: datetime) -> Mark:
    return Mark(
        class_id=attempt.class_id,
        attempt_id=attempt.id,
        number=row.number,
        points=points,
        source=MarkSource.APPEAL.value,
        why=f"复核后改判：{row.answer}"[:400],
        appeal_id=row.id,
        given_at=at,
        given_by=by.name,
    )


def _note(act: str, row: Appeal, *, by: Actor, at: datetime, **detail: str) -> None:
    told = {"number": row.number, "state": row.state, **detail}
    audit.note(act, f"attempt:{row.attempt_id}", by=by, at=at, class_id=row.class_id, **told)


def _tell(
    training_class: TrainingClass,
    attempt: Attempt,
    sitting: Sitting,
    row: Appeal,
    *,
    by: Actor,
    at: datetime,
) -> None:
    text = Text(
        gettext("%(title)s：复核有了答复", title=sitting.title),
        gettext("您申请复核的第 %(number)d 题已有答复，请打开查看。", number=row.number),
        f"/m/{training_class.code}/quizzes/attempts/{attempt.id}/result",
        f"quizzes.appeal:{row.id}",
    )
    tell(row.class_id, text, by=by, at=at, enrolment_id=attempt.enrolment_id)
