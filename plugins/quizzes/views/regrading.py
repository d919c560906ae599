"""更正答案: another key for a question of a sitting, tried on everybody's paper before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.enrolment.queries import trainees_by_ids
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs, page
from plugins.quizzes.forms.marking import RegradeForm
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries.marks import keys_in_force, regrades_of
from plugins.quizzes.queries.regrades import regrade_by_id, steps_of
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.rekeying import typed_key, with_key
from plugins.quizzes.rules.shown import key_words, shown
from plugins.quizzes.services import regrading as services
from plugins.quizzes.terms import KIND_WORDS, LETTERS, Kind
from plugins.quizzes.views.blueprint import blueprint, subnav
from plugins.quizzes.views.results import collected


def _asked(sitting: Sitting, version_id: int) -> tuple[Item, Item | None]:
    """The question as it was asked, and the one whose key counts now, None where it is struck."""
    item = issued_paper(sitting.issued_id or 0).items.get(version_id)
    if item is None:
        raise NotFound
    return item, keys_in_force(regrades_of(sitting.id)).get(version_id, (None, item))[1]


@blueprint.route("/<int:sitting_id>/questions/<int:version_id>/regrade", methods=["GET", "POST"])
@needs("quizzes.mark")
def regrade(sitting_id: int, version_id: int) -> Response:
    """The form; sent once it shows before and after for everybody, sent again it counts."""
    sitting = collected(sitting_id)
    item, counts = _asked(sitting, version_id)
    form, found, texts = RegradeForm(), None, typed_key(counts or item)
    if form.validate_on_submit():
        texts = request.form.getlist("key")
        try:
            key = _typed(form, item, texts)
            if request.form.get("step") == "apply":
                return _applied(sitting, version_id, key, form.why.data or "")
            found = services.effects(sitting, version_id, key)
        except Refused as refused:
            form.take(refused)
    return _form(sitting, Asked(version_id, item, counts), form, texts, found)


@dataclass(frozen=True)
class Asked:
    """The question of a sitting as it was asked, and the one whose key counts, None where it is struck."""

    version: int
    item: Item
    counts: Item | None


def _form(
    sitting: Sitting,
    asked: Asked,
    form: RegradeForm,
    texts: Sequence[str],
    found: Sequence[services.Effect] | None,
) -> Response:
    whose = trainees_by_ids(sitting.class_id, {one.enrolment for one in found or ()})
    item = asked.item
    bare = Laid(
        0, asked.version, Decimal(0), LETTERS[: len(item.options)], LETTERS[: len(item.targets)]
    )
    return page(
        "quizzes/marking/regrade.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        sitting=sitting,
        item=item,
        seen=shown(1, bare, item),
        counts=key_words(bare, asked.counts) if asked.counts else None,
        texts=texts,
        found=found,
        people={one.id: one for one in whose},
        kinds=KIND_WORDS,
        history=[one for one in regrades_of(sitting.id) if one.version_id == asked.version],
        pages=subnav("index"),
    )


def _typed(form: RegradeForm, item: Item, texts: Sequence[str]) -> Item | None:
    if form.strike.data:
        return None
    if item.kind is Kind.ESSAY:
        return item  # people mark it; not to strike it any more is all that can be said here
    problems: list[Problem] = []
    found = with_key(item, texts, problems)
    if problems:
        raise Refused(problems)
    return found


def _applied(sitting: Sitting, version_id: int, key: Item | None, why: str) -> Response:
    row = services.regrade(sitting, version_id, key, why, by=actor(), at=clock.now())
    flash(_("已按更正后的答案重判，%(n)d 人的得分有变化。", n=row.changed), "success")
    return go_to(url_for("quizzes.regrade_done", regrade_id=row.id))


@blueprint.get("/regrades/<int:regrade_id>")
@needs("quizzes.mark")
def regrade_done(regrade_id: int) -> Response:
    """What a mended key changed: before and after, kept."""
    found = regrade_by_id(regrade_id, this_class().id)
    sitting = collected(found.sitting_id)
    item, _counts = _asked(sitting, found.version_id)
    return page(
        "quizzes/marking/regraded.html",
        regrade=found,
        sitting=sitting,
        item=item,
        steps=steps_of(found),
        pages=subnav("index"),
    )
