"""The sections and questions of a paper: each press works without a script, and answers a part of the page to htmx."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.intake import whole, wholes
from core.web import actor, go_to, is_fragment, needs, page
from plugins.quizzes.forms.papers import SectionForm, pairs
from plugins.quizzes.models import Paper, PaperQuestion
from plugins.quizzes.queries import bank_choice
from plugins.quizzes.queries import papers as queries
from plugins.quizzes.services import paper_questions, paper_sections
from plugins.quizzes.terms import KIND_WORDS, LEVEL_WORDS, Level
from plugins.quizzes.views.blueprint import blueprint, say
from plugins.quizzes.views.paper_page import paper_page
from plugins.quizzes.views.papers import ONE

SECTION = f"{ONE}/sections/<int:section_id>"
QUESTION = f"{ONE}/questions/<int:row_id>"


@blueprint.route(f"{ONE}/sections/new", methods=["GET", "POST"])
@needs("quizzes.plan")
def section_new(paper_id: int) -> Response:
    """A new section at the end."""
    paper, form = _paper(paper_id), SectionForm().offer(bank_choice.topics())
    if form.validate_on_submit():
        try:
            made = paper_sections.add_section(paper, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            if paper.draw == "fixed" or not made.count:
                return go_to(url_for(".choose", paper_id=paper.id, section_id=made.id))
            return _back(paper)
    status = 422 if form.errors or form.form_errors else 200
    return page("quizzes/papers/section.html", status, form=form, paper=paper, section=None)


@blueprint.route(f"{SECTION}/edit", methods=["GET", "POST"])
@needs("quizzes.plan")
def section_edit(paper_id: int, section_id: int) -> Response:
    """Changes a section's title, points and rule."""
    paper, form = _paper(paper_id), SectionForm().offer(bank_choice.topics())
    section = queries.section_of(paper, section_id)
    if form.validate_on_submit():
        try:
            paper_sections.change_section(
                paper, section, form.details(), by=actor(), at=clock.now()
            )
        except Refused as refused:
            form.take(refused)
        else:
            return _back(paper)
    elif request.method == "GET":
        form.show(section)
    status = 422 if form.errors or form.form_errors else 200
    return page("quizzes/papers/section.html", status, form=form, paper=paper, section=section)


@blueprint.post(f"{SECTION}/move")
@needs("quizzes.plan")
def section_move(paper_id: int, section_id: int) -> Response:
    """Puts a section one place up or down."""
    step = -1 if request.form.get("to") == "up" else 1

    def move(paper: Paper) -> Any:
        section = queries.section_of(paper, section_id)
        paper_sections.move_section(paper, section, step, by=actor(), at=clock.now())
        return _("“%(title)s”已移动。", title=section.title)

    return _acted(paper_id, move)


@blueprint.post(f"{SECTION}/delete")
@needs("quizzes.plan")
def section_delete(paper_id: int, section_id: int) -> Response:
    """Takes a section off the paper."""

    def delete(paper: Paper) -> Any:
        section = queries.section_of(paper, section_id)
        title = section.title
        paper_sections.delete_section(paper, section, by=actor(), at=clock.now())
        return _("“%(title)s”已删去，题目还在题库里。", title=title)

    return _acted(paper_id, delete)


@blueprint.post(f"{ONE}/draw")
@needs("quizzes.plan")
def paper_draw(paper_id: int) -> Response:
    """Draws the questions, of all sections or one, now and for everybody."""
    wanted = request.form.get("section", 0, type=whole)

    def draw(paper: Paper) -> Any:
        only = queries.section_of(paper, wanted) if wanted else None
        seed = secrets.token_hex(8)
        n = paper_sections.draw_paper(paper, seed, by=actor(), at=clock.now(), only=only)
        return _("抽好 %(n)d 题。", n=n)

    return _acted(paper_id, draw)


@blueprint.get(f"{SECTION}/choose")
@needs("quizzes.plan")
def choose(paper_id: int, section_id: int) -> Response:
    """The bank, to tick what goes into a section."""
    paper = _paper(paper_id)
    section, args = queries.section_of(paper, section_id), request.args
    asked = {name: args.get(name, "") for name in ("kind", "topic", "level", "tag", "search")}
    wanted = bank_choice.Wanted(**asked, unused="unused" in args)
    return page(
        "quizzes/papers/choose.html",
        paper=paper,
        section=section,
        wanted=wanted,
        asked={name: value for name, value in args.items() if name != "page"},
        found=bank_choice.choices(paper.id, wanted, args.get("page", 1, type=whole)),
        kinds=pairs(KIND_WORDS),
        levels=[(one.value, LEVEL_WORDS[one]) for one in Level if one],
        topics=bank_choice.topics(),
        tags=bank_choice.tags(),
    )


@blueprint.post(f"{SECTION}/choose")
@needs("quizzes.plan")
def choose_add(paper_id: int, section_id: int) -> Response:
    """Puts what was ticked into the section."""
    paper = _paper(paper_id)
    section, chosen = queries.section_of(paper, section_id), wholes(request.form.getlist("chosen"))
    try:
        n = paper_questions.add_questions(paper, section, chosen, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for(".choose", paper_id=paper_id, section_id=section_id))
    flash(_("“%(title)s”加了 %(n)d 题。", title=section.title, n=n), "success")
    return _back(paper)


@blueprint.post(f"{QUESTION}/move")
@needs("quizzes.plan")
def question_move(paper_id: int, row_id: int) -> Response:
    """Puts a question one place up or down, or where it was dragged to."""

    def move(paper: Paper) -> Any:
        row, to = queries.question_of(paper, row_id), request.form.get("to", "")
        into = request.form.get("into", 0, type=whole)
        section = queries.section_of(paper, into) if into else None
        step = {"up": -1, "down": 1}.get(to)
        place = _place(to) if step is None else None
        if place is None:
            place = paper_questions.row_after(row, step or 0)
        now = paper_questions.move_question(
            paper, row, place, by=actor(), at=clock.now(), into=section
        )
        return _("现在是第 %(n)d 题。", n=now + 1)

    return _acted(paper_id, move)


@blueprint.post(f"{QUESTION}/points")
@needs("quizzes.plan")
def question_points(paper_id: int, row_id: int) -> Response:
    """Gives a question points of its own."""

    def give(paper: Paper) -> Any:
        row = queries.question_of(paper, row_id)
        points = _points(request.form.get("points", ""))
        paper_questions.set_points(paper, row, points, by=actor(), at=clock.now())
        return _("分值已改。")

    return _acted(paper_id, give)


@blueprint.post(f"{QUESTION}/remove")
@needs("quizzes.plan")
def question_remove(paper_id: int, row_id: int) -> Response:
    """Takes a question off the paper."""

    def remove(paper: Paper) -> Any:
        row = queries.question_of(paper, row_id)
        paper_questions.remove_question(paper, row, by=actor(), at=clock.now())
        return _("已移出试卷，题目还在题库里。")

    return _acted(paper_id, remove)


@blueprint.post(f"{ONE}/newer")
@needs("quizzes.plan")
def question_newer(paper_id: int) -> Response:
    """Brings one question, or all, up to the wording of now."""
    wanted = request.form.get("row", 0, type=whole)

    def update(paper: Paper) -> Any:
        only: PaperQuestion | None = queries.question_of(paper, wanted) if wanted else None
        n = paper_questions.take_newer(paper, by=actor(), at=clock.now(), only=only)
        return _("%(n)d 题换成了最新版本。", n=n)

    return _acted(paper_id, update)


def _acted(paper_id: int, act: Callable[[Paper], Any]) -> Response:
    """Does an act on a paper and shows it anew, with what was done in words."""
    paper, problem = _paper(paper_id), ""
    try:
        said = act(paper)
    except Refused as refused:
        said = problem = " ".join(str(one) for one in refused.problems)
        if not is_fragment():
            say(refused)
            return _back(paper)
    if is_fragment():
        shown = paper_page(paper)
        return page("quizzes/papers/_area.html", said=said, problem=problem, **shown)
    flash(said, "success")
    return _back(paper)


def _back(paper: Paper) -> Response:
    return go_to(url_for(".paper", paper_id=paper.id))


def _paper(paper_id: int) -> Paper:
    return queries.paper_by_id(this_class().id, paper_id)


def _place(text: str) -> int | None:
    """The place to which a question was dragged; None for what is none, which leaves it where it is."""
    try:
        return whole(text)
    except ValueError:
        return None


def _points(text: str) -> Decimal | None:
    """Points as typed; nothing means those of the section."""
    if not text.strip():
        return None
    try:
        return Decimal(text.strip()[:12])
    except InvalidOperation:
        words = _("分值请填大于 0、不超过 100 的数，最多两位小数。")
        raise Refused(Problem("points_wrong", words, "points")) from None
