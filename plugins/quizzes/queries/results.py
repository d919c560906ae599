"""What a trainee may see of the marking of their paper, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from plugins.quizzes.models import Appeal, Attempt, Mark, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.attempts import OwnPaper, standing_of
from plugins.quizzes.queries.marks import appeals_of, keys_in_force, marks_of, regrades_of
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.marking import mark
from plugins.quizzes.rules.review import Standing, may_see, may_see_keys
from plugins.quizzes.rules.shown import Shown, key_words, said_words
from plugins.quizzes.terms import Phase


@dataclass(frozen=True)
class Reviewed:
    """What is due of one question: `right` and `words` of its mark, `key` and `explanation`; empty where not due."""

    right: bool | None = None
    words: str = ""
    key: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Line:
    """A question of a result: as it was shown, what was said, and what may be seen of its marking."""

    shown: Shown
    said: str
    mark: Mark | None = None
    appeal: Appeal | None = None
    key: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Result:
    """A paper that has ended. `points` None while marks are not due, or something is still to be marked."""

    lines: list[Line]
    marks_due: bool
    keys_due: bool
    points: Decimal | None


def result_of(attempt: Attempt, sitting: Sitting, paper: OwnPaper, at: datetime) -> Result:
    """One's own answers, and strictly what is due of marks and keys; a mended key is the one shown."""
    standing = standing_of(attempt, sitting, at)
    marks_due = may_see(Phase(sitting.marks_from), standing)
    keys_due = may_see_keys(Phase(sitting.keys_from), standing)
    given = answers_of([attempt.id]).get(attempt.id, {})
    marks = marks_of([attempt.id]).get(attempt.id, {}) if marks_due else {}
    appeals = appeals_of(attempt.id) if marks_due else {}
    mended = keys_in_force(regrades_of(sitting.id)) if keys_due else {}
    lines = []
    for one in paper.shown():
        laid, item = paper.layout[one.number - 1], paper.item(one.number)
        line = Line(one, said_words(laid, item, given.get(one.number)))
        if marks_due:
            line = replace(line, mark=marks.get(one.number), appeal=appeals.get(one.number))
        if keys_due:
            now = mended[laid.version][1] if laid.version in mended else item
            if now is not None:  # a question that was struck has no key any more
                line = replace(line, key=key_words(laid, now), explanation=now.explanation)
        lines.append(line)
    return Result(lines, marks_due, keys_due, attempt.points if marks_due else None)


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
    found = mark(item, given, laid.points, paper.sheet.multiple_rule, laid) if marks else None
    key, explanation = (key_words(laid, item), item.explanation) if keys else ("", "")
    if found is None:
        return Reviewed(None, "", key, explanation)
    return Reviewed(found.points == laid.points, found.why, key, explanation)
