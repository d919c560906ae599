"""The tests of a class on the trainee's phone: which there are, and the door of each."""

from __future__ import annotations

from flask import Response, request, url_for

from core import clock
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.errors import Refused
from core.web import actor, go_to, needs, page
from plugins.quizzes.phone.blueprint import blueprint
from plugins.quizzes.queries.attempts import attempts_in
from plugins.quizzes.queries.doors import comer_of, published_sitting, terms_of
from plugins.quizzes.queries.own_sittings import own_sittings
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.doors import closes_for, door_problems
from plugins.quizzes.rules.review import keys_words
from plugins.quizzes.services import writing
from plugins.quizzes.terms import COUNTS_WORDS, MULTIPLE_RULE_WORDS, PHASE_WORDS, Kind, Phase


@blueprint.get("/")
@needs(TRAINEE)
def index() -> Response:
    """Open now, coming, past."""
    return page("quizzes/phone/index.html", own=own_sittings(this_trainee(), clock.now()))


@blueprint.get("/<int:sitting_id>")
@needs(TRAINEE)
def door(sitting_id: int) -> Response:
    """The rules of one test, and the button that starts it."""
    return _door(sitting_id, [])


def _door(sitting_id: int, problems: list[object], status: int = 200) -> Response:
    trainee, at = this_trainee(), clock.now()
    sitting = published_sitting(sitting_id, this_class().id)
    made = attempts_in([sitting.id], trainee.id)[sitting.id]
    comer = comer_of(sitting, trainee, len(made))
    issued = issued_paper(sitting.issued_id or 0)
    running = next((one for one in made if not one.ended_how), None)
    closes_at = closes_for(terms_of(sitting), comer.extra)
    return page(
        "quizzes/phone/door.html",
        status,
        sitting=sitting,
        sheet=issued.sheet,
        several=any(one.kind is Kind.MULTIPLE for one in issued.items.values()),
        comer=comer,
        made=made,
        running=running,
        closes_at=closes_at,
        over=at >= closes_at and not running,
        waits=[] if running else door_problems(terms_of(sitting), comer, at),
        problems=problems,
        counts_word=COUNTS_WORDS,
        phase_word=PHASE_WORDS,
        keys_word=keys_words(Phase(sitting.keys_from), sitting.attempts, practice=sitting.practice),
        multiple_word=MULTIPLE_RULE_WORDS,
    )


@blueprint.post("/<int:sitting_id>/start")
@needs(TRAINEE)
def start(sitting_id: int) -> Response:
    """Begins, or goes on with what was begun."""
    sitting = published_sitting(sitting_id, this_class().id)
    password = request.form.get("password", "")[:80]
    try:
        attempt = writing.start(sitting, this_trainee(), password, by=actor(), at=clock.now())
    except Refused as refused:
        return _door(sitting_id, list(refused.problems), 422)
    return go_to(url_for("quizzes_phone.take", attempt_id=attempt.id))
