"""The paper on the trainee's phone: written question by question, saved as it is written, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, current_app, flash, jsonify, request, url_for

from core import clock, files
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.errors import Problem
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs, page
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.phone.blueprint import blueprint
from plugins.quizzes.queries.attempts import OwnPaper, own_attempt, paper_of
from plugins.quizzes.queries.pictures import picture_of
from plugins.quizzes.queries.results import Reviewed, reviews_while_writing
from plugins.quizzes.queries.sittings import sitting_by_id
from plugins.quizzes.queries.writing import answers_at
from plugins.quizzes.rules import stamps
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.review import locks
from plugins.quizzes.rules.shown import texts_of
from plugins.quizzes.services import writing
from plugins.quizzes.terms import KIND_WORDS, MULTIPLE_RULE_WORDS, Phase


@blueprint.get("/attempts/<int:attempt_id>")
@needs(TRAINEE)
def take(attempt_id: int) -> Response:
    """The whole paper as one form, with what the server holds of it."""
    attempt, at = own_attempt(attempt_id, this_trainee()), clock.now()
    if attempt.ended_how:
        return go_to(url_for("quizzes_phone.result", attempt_id=attempt.id))
    sitting = sitting_by_id(attempt.sitting_id, this_class().id)
    paper = paper_of(attempt, sitting.issued_id or 0)
    return page(
        "quizzes/phone/take.html",
        attempt=attempt,
        sitting=sitting,
        sheet=paper.sheet,
        questions=paper.shown(),
        held=_held(attempt, sitting, paper, at),
        locks=locks(Phase(sitting.marks_from), Phase(sitting.keys_from)),
        over=at > attempt.ends_at,
        kind_words=KIND_WORDS,
        multiple_word=MULTIPLE_RULE_WORDS[paper.sheet.multiple_rule],
    )


@blueprint.get("/attempts/<int:attempt_id>/state")
@needs(TRAINEE)
def state(attempt_id: int) -> Response:
    """What the server holds now: the time, its stamp, the answers, and what may be seen of them."""
    attempt, at = own_attempt(attempt_id, this_trainee()), clock.now()
    sitting = sitting_by_id(attempt.sitting_id, this_class().id)
    held = _held(attempt, sitting, paper_of(attempt, sitting.issued_id or 0), at)
    return jsonify(**held, ended=bool(attempt.ended_how), away=attempt.away)


def _held(attempt: Attempt, sitting: Sitting, paper: OwnPaper, at: datetime) -> dict[str, Any]:
    """The time in milliseconds, its stamp, the answers as fields of the page, and what is due of them."""
    _seen, given = answers_at(attempt.id, None)
    reviews = reviews_while_writing(attempt, sitting, paper, given)
    return {
        "stamp": stamps.stamp_at(_key(), attempt.id, at),
        "now": _milliseconds(at),
        "ends": _milliseconds(attempt.ends_at),
        "answers": _texts(paper, given),
        "reviews": {number: _told(one) for number, one in reviews.items()},
    }


@blueprint.post("/attempts/<int:attempt_id>/save")
@needs(TRAINEE)
def save(attempt_id: int) -> Response:
    """Keeps the form, or one question of it; for a phone that runs no script."""
    attempt = own_attempt(attempt_id, this_trainee())
    only = request.form.get("confirm", "")[:4]
    problems = writing.save(attempt, _form(attempt, only), by=actor(), at=clock.now())
    _say(problems)
    if not problems:
        flash(_("已保存。"), "success")
    anchor = f"q{only}" if only.isascii() and only.isdecimal() else None
    return go_to(url_for("quizzes_phone.take", attempt_id=attempt.id, _anchor=anchor))


@blueprint.post("/attempts/<int:attempt_id>/send")
@needs(TRAINEE)
def send(attempt_id: int) -> Response:
    """Hands the paper in, with all that the page holds."""
    attempt = own_attempt(attempt_id, this_trainee())
    _say(writing.send(attempt, _form(attempt), by=actor(), at=clock.now()))
    return go_to(url_for("quizzes_phone.result", attempt_id=attempt.id))


@blueprint.get("/attempts/<int:attempt_id>/pictures/<name>")
@needs(TRAINEE)
def picture(attempt_id: int, name: str) -> Response:
    """A picture of this very paper."""
    attempt = own_attempt(attempt_id, this_trainee())
    sitting = sitting_by_id(attempt.sitting_id, this_class().id)
    file, media_type = picture_of(paper_of(attempt, sitting.issued_id or 0), name)
    return download(files.read(file), name, media_type, inline=True)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _milliseconds(at: datetime) -> int:
    return (at - stamps.EPOCH) // stamps.MILLISECOND


def _texts(paper: OwnPaper, given: Mapping[int, Given]) -> dict[int, list[str]]:
    """The fields of the page for what the server holds."""
    return {
        number: texts_of(paper.layout[number - 1], paper.item(number), one)
        for number, one in given.items()
    }


def _form(attempt: Attempt, only: str = "") -> writing.Form:
    """What the page sent; `only` names one question where one alone was confirmed."""
    sent: Mapping[str, Any] = request.form
    elapsed = sent.get("elapsed", "")
    seen_at = stamps.stamped_at(_key(), attempt.id, sent.get("stamp"))
    since = (
        int(elapsed) if elapsed.isascii() and elapsed.isdecimal() and len(elapsed) < 12 else None
    )
    signed_at = stamps.said_at(_key(), attempt.id, sent.get("stamp"), since)
    numbers = [str(one) for one in range(1, len(attempt.layout) + 1)]
    answers = {
        int(number): request.form.getlist(f"q{number}")
        for number in numbers
        if only in ("", number)
    }
    return writing.Form(answers, seen_at, signed_at)


def _say(problems: list[Problem]) -> None:
    for problem in problems:
        flash(str(problem), "warning")


def _told(one: Reviewed) -> dict[str, Any]:
    return {
        "right": one.right,
        "words": str(one.words),
        "key": one.key,
        "explanation": one.explanation,
    }
