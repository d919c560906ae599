"""What a trainee may see of the marking of their paper, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.db import db
from core.i18n import gettext as _
from plugins.quizzes.models import Appeal, Attempt, Mark, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.attempts import OwnPaper, standing_of
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.review import Standing, may_see
from plugins.quizzes.rules.shown import Shown, key_words, said_words
from plugins.quizzes.terms import Kind, Phase


@dataclass(frozen=True)
class Reviewed:
    """What is due of one question: `right` and `words` of its mark, `key` and `explanation`; empty where not due."""

    right: bool | None = None
    words: Any = ""
    key: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Line:
    """A question of a result: as it was shown, what was said, and what may be seen of its marking."""

    shown: Shown
    said: str
    points: Decimal | None = None
    why: str = ""
    key: str = ""
    explanation: str = ""
    appeal: Appeal | None = None


@dataclass(frozen=True)
class Result:
    """A paper that has ended. `points` None while marks are not due, or something is still to be marked."""

    lines: list[Line]
    marks_due: bool
    keys_due: bool
    points: Decimal | None


def result_of(attempt: Attempt, sitting: Sitting, paper: OwnPaper, at: datetime) -> Result:
    """One's own answers, and strictly what is due of marks and keys."""
    standing = standing_of(attempt, sitting, at)
    marks_due = may_see(Phase(sitting.marks_from), standing)
    keys_due = may_see(Phase(sitting.keys_from), standing)
    given = answers_of([attempt.id]).get(attempt.id, {})
    marks = _marks(attempt.id) if marks_due else {}
    appeals = _appeals(attempt.id) if marks_due else {}
    lines = [
        _line(one, paper, given.get(one.number), keys_due, marks.get(one.number), appeals)
        for one in paper.shown()
    ]
    return Result(lines, marks_due, keys_due, attempt.points if marks_due else None)


def _line(
    shown: Shown,
    paper: OwnPaper,
    given: Given,
    keys_due: bool,
    mark: Mark | None,
    appeals: Mapping[int, Appeal],
) -> Line:
    number = shown.number
    laid, item = paper.layout[number - 1], paper.item(number)
    return Line(
        shown,
        said_words(laid, item, given),
        mark.points if mark else None,
        mark.why if mark else "",
        key_words(laid, item) if keys_due else "",
        item.explanation if keys_due else "",
        appeals.get(number),
    )


def _marks(attempt_id: int) -> dict[int, Mark]:
    """The marks in force: of each question the last."""
    rows = select(Mark).where(Mark.attempt_id == attempt_id).order_by(Mark.id)
    return {one.number: one for one in db.session.execute(rows).scalars()}


def _appeals(attempt_id: int) -> dict[int, Appeal]:
    rows = select(Appeal).where(Appeal.attempt_id == attempt_id)
    return {one.number: one for one in db.session.execute(rows).scalars()}


def reviews_while_writing(
    attempt: Attempt, sitting: Sitting, paper: OwnPaper, given: Mapping[int, Given]
) -> dict[int, Reviewed]:
    """What is due of the questions that were answered for good, while the paper is being written."""
    standing = Standing(bool(attempt.ended_how), closed=False)
    marks, keys = (
        may_see(Phase(one), standing, answered=True)
        for one in (sitting.marks_from, sitting.keys_from)
    )
    if not (marks or keys):
        return {}
    return {number: _reviewed(paper, number, said, marks, keys) for number, said in given.items()}


def _reviewed(paper: OwnPaper, number: int, given: Given, marks: bool, keys: bool) -> Reviewed:
    laid, item = paper.layout[number - 1], paper.item(number)
    right = _is_right(item, given) if marks else None
    words = {True: _("答对了"), False: _("答错了")}.get(right, "") if right is not None else ""
    key, explanation = (key_words(laid, item), item.explanation) if keys else ("", "")
    return Reviewed(right, words, key, explanation)


def _is_right(item: Item, given: Given) -> bool | None:
    """Whether it is just the key; None where people mark."""
    return None if item.kind in (Kind.ESSAY, Kind.BLANK) else given == item.answer
