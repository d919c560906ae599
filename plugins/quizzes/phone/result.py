"""What came of a paper, as far as it is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, url_for

from core import clock
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.web import go_to, needs, page
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.phone.blueprint import blueprint
from plugins.quizzes.queries.attempts import attempts_in, own_attempt, paper_of
from plugins.quizzes.queries.results import result_of
from plugins.quizzes.queries.sittings import sitting_by_id
from plugins.quizzes.rules.review import keys_words
from plugins.quizzes.services.collecting import collect_overdue
from plugins.quizzes.terms import COUNTS_WORDS, ENDED_WORDS, KIND_WORDS, PHASE_WORDS, Ended, Phase


@blueprint.get("/attempts/<int:attempt_id>/result")
@needs(TRAINEE)
def result(attempt_id: int) -> Response:
    """Marks, one's own answers, key and explanation: each from its phase on."""
    attempt, at = own_attempt(attempt_id, this_trainee()), clock.now()
    sitting = sitting_by_id(attempt.sitting_id, this_class().id)
    if not attempt.ended_how:
        if at <= attempt.ends_at + timedelta(seconds=sitting.grace_seconds):
            return go_to(url_for("quizzes_phone.take", attempt_id=attempt.id))
        collect_overdue(sitting, at=at)
        attempt = own_attempt(attempt_id, this_trainee())
    paper = paper_of(attempt, sitting.issued_id or 0)
    return page(
        "quizzes/phone/result.html",
        attempt=attempt,
        sitting=sitting,
        sheet=paper.sheet,
        result=result_of(attempt, sitting, paper, at),
        made=attempts_in([sitting.id], attempt.enrolment_id)[sitting.id],
        **_words(attempt, sitting),
    )


def _words(attempt: Attempt, sitting: Sitting) -> dict[str, Any]:
    return {
        "ended_word": ENDED_WORDS[Ended(attempt.ended_how)],
        "marks_word": PHASE_WORDS[Phase(sitting.marks_from)],
        "keys_word": keys_words(
            Phase(sitting.keys_from), sitting.attempts, practice=sitting.practice
        ),
        "counts_word": COUNTS_WORDS,
        "kind_words": KIND_WORDS,
    }
