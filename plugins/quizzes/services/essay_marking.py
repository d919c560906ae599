"""People mark essays: each marker once, blind; what they give comes into force when enough of them agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core import audit
from core.audit import Actor
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.queries import class_by_id
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Marking, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.essays import essay_versions, marking_by
from plugins.quizzes.queries.marks import markings_of
from plugins.quizzes.rules.answers import says
from plugins.quizzes.rules.essays import Judgement, Needs, needs, points_problem, ticked_points
from plugins.quizzes.rules.layout import Laid, layout_of
from plugins.quizzes.services.marking import mark_attempts

LONGEST = 400


@dataclass(frozen=True)
class Given:
    """What a marker said: ticked points by their places, points of their own choice (None: those of the ticks)."""

    ticked: tuple[int, ...] = ()
    points: Decimal | None = None
    comment: str = ""


def mark_essay(attempt: Attempt, number: int, given: Given, *, by: Actor, at: datetime) -> Marking:
    """Keeps what a marker gives an essay; said again by the same marker it changes, and the journal keeps both.

    Where two are too far apart the third one settles. Whoever comes when enough have marked is kept and does
    not count. Refused before the paper has ended, and after a third has settled what one would change.
    """
    with transaction() as session:
        require_open(class_by_id(attempt.class_id))
        session.refresh(attempt)
        sitting = session.get_one(Sitting, attempt.sitting_id)
        laid = _essay(sitting, attempt, number)
        points = _points(sitting, laid, given)
        own = marking_by(attempt.id, number, by.label)
        rows = markings_of([attempt.id]).get((attempt.id, number), [])
        told = [Judgement(one.marker, one.points, one.settles) for one in rows]
        if own is None:
            third = needs(told, sitting.markers, sitting.difference_limit) is Needs.THIRD
            own = Marking(class_id=attempt.class_id, attempt_id=attempt.id, number=number,
                          marker=by.label, marker_name=by.name, points=points, settles=third,
                          ticked=list(given.ticked), comment=given.comment, given_at=at)  # fmt: skip
            session.add(own)
            _note("quizzes.settle_essay" if third else "quizzes.mark_essay", own, by=by, at=at)
        elif _differs(own, points, given) or own not in rows:
            if any(one.settles and one.marker != by.label for one in told):
                raise Refused(Problem("settled", _("这一份已由第三人裁定，不能再改。")))
            was = str(own.points)
            own.settles = own.settles and own in rows
            own.points, own.ticked, own.comment = points, list(given.ticked), given.comment
            own.given_at = at
            _note("quizzes.change_marking", own, by=by, at=at, before=was, points=str(points))
        session.flush()
        mark_attempts(sitting, [attempt], by=by, at=at)
    return own


def _differs(own: Marking, points: Decimal, given: Given) -> bool:
    return (own.points, own.ticked, own.comment) != (points, list(given.ticked), given.comment)


def counts(attempt: Attempt, own: Marking, markers: int) -> bool:
    """Whether a marking counts, or came when enough had marked already."""
    rows = markings_of([attempt.id]).get((attempt.id, own.number), [])
    first = [one.id for one in rows if not one.settles][: max(1, markers)]
    return own.settles or own.id in first


def _essay(sitting: Sitting, attempt: Attempt, number: int) -> Laid:
    layout = layout_of(attempt.layout)
    if not 0 < number <= len(layout) or layout[number - 1].version not in essay_versions(sitting):
        raise NotFound
    if not attempt.ended_how:
        raise Refused(Problem("not_ended", _("这份试卷还没有交，不能评阅。")))
    if not says(answers_of([attempt.id]).get(attempt.id, {}).get(number)):
        raise Refused(Problem("silent", _("这道题没有作答，不用评阅。")))
    return layout[number - 1]


def _points(sitting: Sitting, laid: Laid, given: Given) -> Decimal:
    """The points that were typed, else those of the ticks."""
    item = essay_versions(sitting)[laid.version]
    problem = None
    if len(given.comment) > LONGEST:
        problem = Problem("comment_long", _("评语最多 %(most)d 个字。", most=LONGEST), "comment")
    if given.points is None and given.ticked and item.points:
        points = ticked_points(item.points, given.ticked, laid.points)
    else:
        problem = points_problem(given.points, laid.points) or problem
        points = given.points or Decimal(0)
    if problem:
        raise Refused(problem)
    return points


def _note(act: str, row: Marking, *, by: Actor, at: datetime, **detail: str) -> None:
    told = {"number": row.number, **detail}
    audit.note(act, f"attempt:{row.attempt_id}", by=by, at=at, class_id=row.class_id, **told)
