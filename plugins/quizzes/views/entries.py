"""One question of an import: shown beside its source, mended on the spot, left out and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request, url_for

from core import clock
from core.access.guard import this_class
from core.db import db
from core.errors import NotFound, Problem, Refused
from core.web import actor, go_to, is_fragment, needs, page, whole_page
from plugins.quizzes.models import QuestionImport
from plugins.quizzes.queries.duplicates import questions_with
from plugins.quizzes.queries.importing import import_by_id
from plugins.quizzes.rules.entries import Entry, Standing, Standings, entry_of, prints, standings
from plugins.quizzes.rules.typed import Typed, item_from, typed_of
from plugins.quizzes.rules.typed_acts import padded
from plugins.quizzes.services import importing as services
from plugins.quizzes.views.bank import words
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.typing import filled, seen


@dataclass(frozen=True)
class Shown:
    """An entry on the page: where it stands in the import, and what would become of it."""

    index: int
    entry: Entry
    standing: Standing
    same: int | None = None
    earlier: int | None = None


def shown_in(found: QuestionImport) -> tuple[list[Shown], Standings]:
    """Every entry of an import and how it stands, in one statement."""
    entries = [entry_of(one) for one in found.found]
    standing = standings(entries, questions_with(prints(entries)))
    shown = [
        Shown(
            index, entry, standing.of[index], standing.bank.get(index), standing.earlier.get(index)
        )
        for index, entry in enumerate(entries)
    ]
    return shown, standing


def bar_over(found: QuestionImport, shown: list[Shown], standing: Standings) -> dict[str, Any]:
    """What the line above the questions says, on the page and after each change."""
    doubtful = sorted(one.index for one in shown if one.standing is Standing.DOUBTFUL)
    return {
        "found": found,
        "counts": {one.value: standing.counts[one] for one in Standing},
        "takes": standing.taken,
        "doubtful": doubtful,
        **words(),
    }


def entry_form(entry: Entry) -> Typed:
    """The form in which an entry is mended."""
    return padded(typed_of(entry.item))


@blueprint.route("/bank/import/<int:import_id>/<int:index>", methods=["GET", "POST"])
@needs("quizzes.bank")
def import_entry(import_id: int, index: int) -> Response:
    """One question of an import: its form, or what was mended in it."""
    found = import_by_id(import_id, this_class().id)
    one = _one(found, index)
    if request.method == "GET":
        return _part(found, index, entry_form(one.entry) if "edit" in request.args else None)
    posted = filled()
    if posted.act or posted.problems:
        return _part(found, index, padded(posted.typed), posted.problems)
    item, problems = item_from(posted.typed, one.entry.item)
    try:
        if problems:
            raise Refused(problems)
        entry = services.mend_entry(found, index, item, seen(), by=actor(), at=clock.now())
    except Refused as refused:
        met = "changed_meanwhile" in refused.codes
        typed = entry_form(_one(found, index).entry) if met else posted.typed
        return _part(found, index, padded(typed), refused.problems, 422)
    return _part(found, index, entry_form(entry) if entry.doubtful else None, just_mended=True)


def _one(found: QuestionImport, index: int) -> Shown:
    shown, _standing = shown_in(found)
    if index >= len(shown):
        raise NotFound
    return shown[index]


@blueprint.post("/bank/import/<int:import_id>/<int:index>/choose")
@needs("quizzes.bank")
def import_choose(import_id: int, index: int) -> Response:
    """Leaves a question out, or takes it back."""
    found = import_by_id(import_id, this_class().id)
    wanted = request.form.get("wanted") == "yes"
    try:
        services.choose_entry(found, index, wanted, by=actor(), at=clock.now())
    except Refused as refused:
        return _part(found, index, None, refused.problems, 422)
    return _part(found, index)


def _part(
    found: QuestionImport,
    index: int,
    typed: Typed | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
    just_mended: bool = False,
) -> Response:
    """The question alone with the line above, for htmx; without it the whole page at its place."""
    db.session.expire_all()
    found = import_by_id(found.id, this_class().id)
    if not is_fragment() and status == 200 and typed is None:
        return go_to(url_for(".import_page", import_id=found.id, _anchor=f"q-{index}"))
    shown, standing = shown_in(found)
    values: dict[str, Any] = {
        "one": shown[index],
        "typed": typed,
        "problems": problems or [],
        "just_mended": just_mended,
        "unsaved": typed is not None and request.method == "POST" and not just_mended,
        "pages": subnav("bank"),
        **bar_over(found, shown, standing),
    }
    if is_fragment():
        return whole_page(render_template("quizzes/bank/_entry_part.html", **values), status)
    return page("quizzes/bank/entry.html", status, **values)
