"""A key is mended after the fact: everybody's marks follow, before and after are kept, the next one undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.db import db
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.notices.rules import Text
from core.notices.services import tell
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Mark, Question, QuestionVersion, Regrade, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.attempts import closed_ones
from plugins.quizzes.queries.marks import markings_of, marks_of
from plugins.quizzes.rules.items import Item, as_json
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.rules.marking import Marked
from plugins.quizzes.rules.review import Standing, may_see
from plugins.quizzes.services.marking import keys_of, mark_attempts
from plugins.quizzes.terms import MarkSource, Phase

LONGEST_WHY = 400


@dataclass(frozen=True)
class Effect:
    """What a mended key does to one paper: the points of the question, and of the whole, before and after."""

    attempt: int
    enrolment: int
    number: int
    before: Decimal | None
    after: Decimal | None
    total_before: Decimal | None
    total_after: Decimal | None

    @property
    def changes(self) -> bool:
        """Whether anything becomes different for this trainee."""
        return self.before != self.after


def effects(sitting: Sitting, version: int, key: Item | None) -> list[Effect]:
    """What every paper that asked the question would get by this key, None to strike it; writes nothing."""
    keys = keys_of(sitting)
    keys = replace(keys, mended={**keys.mended, version: (Regrade(version_id=version), key)})
    attempts = ended_with(sitting, version)
    ids = [one.id for one in attempts]
    answers, held, markings = answers_of(ids), marks_of(ids), markings_of(ids)
    found = []
    for one in attempts:
        for number, laid in enumerate(layout_of(one.layout), 1):
            if laid.version == version:
                given = answers.get(one.id, {}).get(number)
                marked = keys.verdict(laid, given, markings.get((one.id, number), ())).marked
                mark = held.get(one.id, {}).get(number)
                found.append(_effect(one, number, mark, marked))
    return found


def _effect(attempt: Attempt, number: int, mark: Mark | None, marked: Marked | None) -> Effect:
    before, after = mark.points if mark else None, marked.points if marked else None
    if mark and mark.source == MarkSource.APPEAL.value:
        after = max(mark.points, after or Decimal(0))
    total = None
    if attempt.points is not None and after is not None:
        total = attempt.points - (before or Decimal(0)) + after
    return Effect(attempt.id, attempt.enrolment_id, number, before, after, attempt.points, total)


def ended_with(sitting: Sitting, version: int) -> list[Attempt]:
    """The papers that have ended and asked this question."""
    rows = select(Attempt).where(Attempt.sitting_id == sitting.id, Attempt.ended_how != "")
    every = db.session.scalars(rows.order_by(Attempt.id)).all()
    return [one for one in every if any(each["version"] == version for each in one.layout)]


def regrade(
    sitting: Sitting, version: int, key: Item | None, why: str, *, by: Actor, at: datetime
) -> Regrade:
    """Lets another key count for a question of a sitting, None to strike it, and marks every paper anew.

    Refused without a reason, where that key counts already, and in a class whose outcomes stand. Trainees who may
    see their marks and whose points change are told.
    """
    with transaction() as session:
        training_class = class_by_id(sitting.class_id)
        require_open(training_class)
        keys = keys_of(sitting)
        if version not in keys.paper.items:
            raise NotFound
        counts = keys.mended.get(version, (None, keys.paper.items[version]))[1]
        _refuse(why, key, counts)
        told = [one for one in effects(sitting, version, key) if one.changes]
        row = Regrade(
            class_id=sitting.class_id,
            sitting_id=sitting.id,
            version_id=version,
            to_id=None if key is None else _version_with(session, version, key, why, by=by, at=at),
            why=why.strip(),
            changed=len(told),
            made_at=at,
            made_by=by.name,
        )
        session.add(row)
        session.flush()
        mark_attempts(sitting, ended_with(sitting, version), by=by, at=at)
        audit.note(
            "quizzes.regrade",
            f"sitting:{sitting.id}",
            by=by,
            at=at,
            class_id=sitting.class_id,
            version=version,
            to=row.to_id,
            changed=row.changed,
            why=row.why,
        )
        _tell(training_class, sitting, row, told, by=by, at=at)
    return row


def _refuse(why: str, key: Item | None, counts: Item | None) -> None:
    if not why.strip():
        raise Refused(Problem("no_reason", _("请写明更正的原因。"), "why"))
    if len(why.strip()) > LONGEST_WHY:
        words = _("原因最多 %(most)d 个字。", most=LONGEST_WHY)
        raise Refused(Problem("why_long", words, "why"))
    if key == counts:
        raise Refused(Problem("same_key", _("现在就是按这个答案判分的，没有更改。"), "key"))


def _version_with(
    session: Session, version: int, key: Item, why: str, *, by: Actor, at: datetime
) -> int:
    """The version of the question that says this: one that is there, or a new one; papers keep theirs.

    The bank takes it over where nobody has changed the question since the paper was made.
    """
    issued = session.get_one(QuestionVersion, version)
    rows = select(QuestionVersion).where(QuestionVersion.question_id == issued.question_id)
    content = as_json(key)
    for one in session.scalars(rows.order_by(QuestionVersion.id.desc())):
        if one.content == content:
            return one.id
    last = select(func.max(QuestionVersion.number)).where(
        QuestionVersion.question_id == issued.question_id
    )
    made = QuestionVersion(
        question_id=issued.question_id,
        number=session.execute(last).scalar_one() + 1,
        content=content,
        why=why.strip()[:200],
        made_at=at,
        made_by=by.name,
    )
    session.add(made)
    session.flush()
    question = session.get_one(Question, issued.question_id)
    if question.current == issued.number:
        question.current = made.number
    return made.id


def _tell(
    training_class: TrainingClass,
    sitting: Sitting,
    row: Regrade,
    told: Sequence[Effect],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """A notice to each whose points changed and who may see them; the others find it when they may."""
    closed = sitting.id in closed_ones([sitting], at)
    if not may_see(Phase(sitting.marks_from), Standing(ended=True, closed=closed)):
        return
    for one in told:
        values: dict[str, Any] = {"title": sitting.title, "number": one.number}
        text = Text(
            gettext("%(title)s：有一题更正了答案", **values),
            gettext(
                "%(title)s第 %(number)d 题的答案已经更正，您的得分有变化，请打开查看。", **values
            ),
            f"/m/{training_class.code}/quizzes/attempts/{one.attempt}/result",
            f"quizzes.regrade:{row.id}:{one.attempt}",
        )
        tell(sitting.class_id, text, by=by, at=at, enrolment_id=one.enrolment)
