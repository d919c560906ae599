"""阅卷: what waits for people, one question across all papers, the next one at once."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request

from core import clock
from core.access.guard import this_class
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.web import actor, go_to, is_fragment, needs, page
from plugins.quizzes.forms.marking import number_typed
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries.appeals import open_appeals
from plugins.quizzes.queries.essays import Pile, own_markings, pile_of, piles_of, terms_of
from plugins.quizzes.queries.papers_marked import attempt_by_id
from plugins.quizzes.queries.sittings import sittings_of
from plugins.quizzes.rules.essay_queue import Essay, next_essay, wants
from plugins.quizzes.rules.essays import Needs
from plugins.quizzes.services import essay_marking as services
from plugins.quizzes.services.collecting import collect_class
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.results import collected

ONE = "/marking/<int:sitting_id>/<int:version_id>"


@blueprint.get("/marking")
@needs("quizzes.mark")
def marking() -> Response:
    """Every question that people mark, what is left of it, and the appeals that wait."""
    found = this_class()
    collect_class(found.id, at=clock.now())
    sittings = [one for one in sittings_of(found.id) if one.issued_id is not None]
    return page(
        "quizzes/marking/marking.html",
        piles=piles_of(sittings, actor().label),
        appeals=open_appeals(found.id),
        pages=subnav("marking"),
    )


@blueprint.route(ONE, methods=["GET", "POST"])
@needs("quizzes.mark")
def mark_question(sitting_id: int, version_id: int) -> Response:
    """One answer at a time, without whose it is; sent, the next stands there."""
    sitting, problems = collected(sitting_id), []
    if request.method == "POST":
        problems = _given(sitting, version_id)
        if not problems and not is_fragment():
            return go_to(request.path)
    pile = pile_of(sitting, version_id, actor().label)
    wanted = request.form.get("token") if problems else request.args.get("token")
    return _desk(sitting, pile, _wanted(pile, sitting, wanted), problems)


def _wanted(pile: Pile, sitting: Sitting, token: str | None) -> Essay | None:
    """The one that was asked for, else the next."""
    if token:
        return _named(pile, token)
    return next_essay(pile.essays, terms_of(sitting), actor().label)


def _named(pile: Pile, token: str) -> Essay:
    for one in pile.essays:
        if one.token == token:
            return one
    raise NotFound


def _desk(sitting: Sitting, pile: Pile, essay: Essay | None, problems: list[Problem]) -> Response:
    own = own_markings(sitting.id, actor().label)
    mine = own.get((essay.attempt, essay.number)) if essay else None
    settles = bool(essay and wants(essay, terms_of(sitting), actor().label) is Needs.THIRD)
    return page(
        f"quizzes/marking/{'_desk' if is_fragment() else 'desk'}.html",
        422 if problems else 200,
        sitting=sitting,
        pile=pile,
        essay=essay,
        mine=mine,
        shown=essay.given if essay and (settles or (mine and mine.settles)) else (),
        settles=settles,
        problems=problems,
        typed=_typed() if problems else None,
        recent=_recent(pile, own),
        pages=subnav("marking"),
    )


def _typed() -> dict[str, Any]:
    form = request.form
    return {
        "points": form.get("points", ""),
        "comment": form.get("comment", ""),
        "ticked": [int(one) for one in form.getlist("ticked") if one.isdecimal() and len(one) < 4],
    }


def _recent(pile: Pile, own: dict[tuple[int, int], Any]) -> list[tuple[Essay, Any]]:
    """What this marker gave last, to look at again."""
    known = {(one.attempt, one.number): one for one in pile.essays}
    return [(known[key], row) for key, row in own.items() if key in known][:10]


def _given(sitting: Sitting, version_id: int) -> list[Problem]:
    """Keeps what was sent; says why where it cannot."""
    pile = pile_of(sitting, version_id, actor().label)
    essay, typed = _named(pile, request.form.get("token", "")), _typed()
    points = number_typed(typed["points"])
    if typed["points"].strip() and points is None:
        return [Problem("bad_points", _("分数要写数字，例如 7.5。"), "points")]
    said = services.Given(tuple(sorted(set(typed["ticked"]))), points, typed["comment"].strip())
    attempt = attempt_by_id(essay.attempt, sitting.class_id)
    try:
        row = services.mark_essay(attempt, essay.number, said, by=actor(), at=clock.now())
    except Refused as refused:
        return refused.problems
    if not services.counts(attempt, row, sitting.markers):
        flash(_("刚才这一份已有别人评过，您的评分记下了，不计入成绩。"), "info")
    return []
