"""A question of the bank: shown, added, changed; and its pictures."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.db import db
from core.errors import Problem, Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.web import actor, download, go_to, is_fragment, needs, page, whole_page
from plugins.quizzes.models import Question
from plugins.quizzes.queries import question as queries
from plugins.quizzes.queries.bank import topics
from plugins.quizzes.queries.question_figures import asked_in
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.rules.typed import Typed, item_from, typed_of
from plugins.quizzes.rules.typed_acts import padded
from plugins.quizzes.services import bank as services
from plugins.quizzes.terms import Kind, QuestionState
from plugins.quizzes.views.bank import words
from plugins.quizzes.views.blueprint import blueprint, say, subnav
from plugins.quizzes.views.typing import filled, seen


@blueprint.get("/bank/<int:question_id>")
@needs("quizzes.bank")
def question(question_id: int) -> Response:
    """A question as a trainee sees it, with its key, its versions and where each is used."""
    whole = queries.whole_question(question_id)
    lacking = problems_of(whole.now.item)
    return page(
        "quizzes/bank/question.html",
        whole=whole,
        lacking=lacking,
        asked=asked_in(this_class().id, {one.version.id for one in whole.versions}),
        pages=subnav("bank"),
        **words(),
    )


@blueprint.route("/bank/new", methods=["GET", "POST"])
@needs("quizzes.bank")
def question_new() -> Response:
    """Adds a question; what it lacks keeps it a draft."""
    if request.method == "GET":
        kind = request.args.get("kind", "")
        typed = Typed(kind=Kind(kind) if kind in set(Kind) else Kind.SINGLE)
        return _form(typed)
    posted = filled()
    item, problems = item_from(posted.typed)
    problems = [*posted.problems, *problems]
    if posted.act or posted.problems:
        return _form(posted.typed, posted.problems)
    if problems or not item.stem:
        return _form(posted.typed, problems or [Problem("no_stem", _("没有题干。"), "stem")])
    try:
        made = services.add_question(this_class(), item, by=actor(), at=clock.now())
    except Refused as refused:
        return _form(posted.typed, refused.problems)
    _say_saved(made)
    if request.form.get("again"):
        return go_to(url_for(".question_new", kind=item.kind.value))
    return go_to(url_for(".question", question_id=made.id))


@blueprint.route("/bank/<int:question_id>/edit", methods=["GET", "POST"])
@needs("quizzes.bank")
def question_edit(question_id: int) -> Response:
    """Changes a question: a new version, told where somebody else was faster."""
    found = queries.question_by_id(question_id)
    version = queries.version_in_force(found)
    before = item_of(version.content)
    if request.method == "GET":
        return _form(typed_of(before), question=found, seen=version.number)
    posted = filled()
    if posted.act or posted.problems:
        return _form(posted.typed, posted.problems, question=found, seen=seen())
    return _changed(found, before, posted.typed)


def _changed(found: Question, before: Item, typed: Typed) -> Response:
    item, problems = item_from(typed, before)
    try:
        if problems:
            raise Refused(problems)
        why = request.form.get("why", "")
        saved = services.change_question(
            this_class(), found.id, item, seen(), why, by=actor(), at=clock.now()
        )
    except Refused as refused:
        met = "changed_meanwhile" in refused.codes
        known: dict[str, Any] = {
            "seen": queries.question_by_id(found.id).current if met else seen()
        }
        known["meanwhile"] = before if met else None
        return _form(typed, refused.problems, question=found, **known)
    _say_saved(saved)
    return go_to(url_for(".question", question_id=saved.id))


def _say_saved(saved: Question) -> None:
    if saved.state == QuestionState.DRAFT.value:
        flash(_("已存为草稿：补全后才能组卷。"), "info")
    else:
        flash(_("已保存。"), "success")


def _form(typed: Typed, problems: list[Problem] | None = None, **values: Any) -> Response:
    """The form of a question; htmx gets the form alone."""
    known: dict[str, Any] = {"question": None, "seen": 0, "meanwhile": None, **values}
    known |= {"typed": padded(typed), "problems": problems or [], "topics": topics(), **words()}
    if is_fragment():
        return whole_page(render_template("quizzes/bank/_form.html", **known), 200)
    return page("quizzes/bank/edit.html", 422 if problems else 200, pages=subnav("bank"), **known)


@blueprint.post("/bank/<int:question_id>/state")
@needs("quizzes.bank")
def question_state(question_id: int) -> Response:
    """Takes a question out of use, or brings it back."""
    act = services.restore_questions if request.form.get("to") == "back" else None
    try:
        (act or services.retire_questions)(this_class(), [question_id], by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for(".question", question_id=question_id))


@blueprint.get("/bank/pictures/<name>")
@needs("quizzes.bank")
def picture(name: str) -> Response:
    """A picture of the bank; its name is its content, so a browser asks once."""
    kept = queries.picture_by_name(name)
    file = db.session.get_one(StoredFile, kept.file_id)
    answer = download(files.read(file), name, kept.media_type, inline=True)
    answer.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return answer
