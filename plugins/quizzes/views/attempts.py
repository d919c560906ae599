"""One paper on which every mark is explained, and the pictures of its questions."""

from __future__ import annotations

from flask import Response, url_for

from core import files
from core.access.guard import this_class
from core.enrolment.queries import trainee_by_id
from core.errors import NotFound
from core.web import download, needs, page
from plugins.quizzes.queries.papers_marked import attempt_by_id, explained
from plugins.quizzes.queries.pictures import picture_on
from plugins.quizzes.queries.sittings import sitting_by_id
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.terms import ENDED_WORDS, KIND_WORDS, MARK_SOURCE_WORDS, WAY_WORDS, Ended
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.results import collected, may_change


@blueprint.get("/attempts/<int:attempt_id>")
@needs("quizzes.mark")
def attempt(attempt_id: int) -> Response:
    """The questions as the trainee saw them, what was answered when, the keys, and every mark with its reason."""
    found = this_class()
    sitting = collected(attempt_by_id(attempt_id, found.id).sitting_id)
    row = attempt_by_id(attempt_id, found.id)
    return page(
        "quizzes/marking/attempt.html",
        paper=explained(row, sitting),
        enrolment=trainee_by_id(found.id, row.enrolment_id),
        ended=ENDED_WORDS[Ended(row.ended_how)] if row.ended_how else None,
        kinds=KIND_WORDS,
        sources=MARK_SOURCE_WORDS,
        ways=WAY_WORDS,
        may_mark=may_change(),
        back=url_for("quizzes.results", sitting_id=sitting.id),
        pages=subnav("index"),
    )


@blueprint.get("/<int:sitting_id>/pictures/<name>")
@needs("quizzes.mark")
def asked_picture(sitting_id: int, name: str) -> Response:
    """A picture of a question that this sitting asked, for those who mark it."""
    sitting = sitting_by_id(sitting_id, this_class().id)
    if sitting.issued_id is None:
        raise NotFound
    file, media_type = picture_on(issued_paper(sitting.issued_id).items.values(), name)
    answer = download(files.read(file), name, media_type, inline=True)
    answer.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return answer
