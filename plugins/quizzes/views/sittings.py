"""场次: the sittings of a class, how one is planned, given out and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import may, this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import whole
from core.web import actor, go_to, needs, page
from plugins.quizzes.forms.sittings import SittingForm
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries import sittings as queries
from plugins.quizzes.queries.make_up import make_up_of
from plugins.quizzes.rules.sittings import STAGE_TONES, STAGE_WORDS, Stage
from plugins.quizzes.services import issuing
from plugins.quizzes.services import sittings as services
from plugins.quizzes.terms import PURPOSE_WORDS
from plugins.quizzes.texts import when_words
from plugins.quizzes.views.blueprint import blueprint, say, subnav
from plugins.quizzes.views.sitting_page import begun_form, sitting_form

ONE = "/<int:sitting_id>"


@blueprint.get("/")
@needs("quizzes.view")
def index() -> Response:
    """Every sitting of the class: what is now, what comes, what is past."""
    found = this_class()
    held = queries.standings(found.id, clock.now())
    by_stage = {stage: [one for one in held if one.stage is stage] for stage in Stage}
    shelves = [
        (_("正在进行"), by_stage[Stage.OPEN]),
        (_("将要进行"), by_stage[Stage.COMING]),
        (_("还没有发布"), by_stage[Stage.DRAFT]),
        (_("已经结束"), by_stage[Stage.OVER][::-1]),
    ]
    return page(
        "quizzes/sittings/list.html",
        shelves=[(title, rows) for title, rows in shelves if rows],
        stage_words=STAGE_WORDS,
        stage_tones=STAGE_TONES,
        purposes={one.value: words for one, words in PURPOSE_WORDS.items()},
        when=lambda one: when_words(one.opens_at, one.closes_at, found.zone),
        may_plan=may("quizzes.plan", found.id) and not found.is_frozen,
        pages=subnav("index"),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs("quizzes.plan")
def sitting_new() -> Response:
    """Lays a sitting down; `?make_up_of=` one for those who missed another or fell short in it."""
    found = this_class()
    wanted = request.values.get("make_up_of", 0, type=whole)
    first = queries.sitting_by_id(wanted, found.id) if wanted else None
    absent = make_up_of(first) if first is not None else None
    form = sitting_form(found, absent)
    if form.validate_on_submit():
        details = form.details(first.id if first is not None else None)
        try:
            made = services.add_sitting(found, details, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".sitting", sitting_id=made.id))
    elif request.method == "GET":
        begun_form(form, found, first, absent)
    return _edit_page(form, None, first, absent)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs("quizzes.plan")
def sitting_edit(sitting_id: int) -> Response:
    """Changes a sitting; once it is published its paper stays."""
    found, sitting = this_class(), _sitting(sitting_id)
    first = queries.sitting_by_id(sitting.make_up_of, found.id) if sitting.make_up_of else None
    absent = make_up_of(first) if first is not None else None
    form = sitting_form(found, absent)
    if form.validate_on_submit():
        details = form.details(sitting.make_up_of)
        try:
            services.change_sitting(sitting, details, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。"), "success")
            return go_to(url_for(".sitting", sitting_id=sitting.id))
    elif request.method == "GET":
        form.show(sitting, queries.guests_of(sitting.id))
    return _edit_page(form, sitting, first, absent)


def _edit_page(
    form: SittingForm, sitting: Sitting | None, first: Sitting | None, absent: Any
) -> Response:
    status = 422 if form.errors or form.form_errors else 200
    shown = {"sitting": sitting, "first": first, "absent": absent}
    return page("quizzes/sittings/edit.html", status, form=form, **shown)


@blueprint.post(f"{ONE}/delete")
@needs("quizzes.plan")
def sitting_delete(sitting_id: int) -> Response:
    """Removes a sitting that was laid down by mistake."""
    sitting = _sitting(sitting_id)
    title = sitting.title
    try:
        services.delete_sitting(sitting, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return _back(sitting)
    flash(_("“%(title)s”已删除。", title=title), "success")
    return go_to(url_for(".index"))


@blueprint.post(f"{ONE}/publish")
@needs("quizzes.plan")
def publish(sitting_id: int) -> Response:
    """Freezes the paper and shows the sitting to trainees; again, it takes the paper as it is now."""

    def act(sitting: Sitting) -> Any:
        issuing.publish_sitting(sitting, by=actor(), at=clock.now())
        return _("已发布，学员手机上看得到了。")

    return acted(sitting_id, act)


@blueprint.post(f"{ONE}/unpublish")
@needs("quizzes.plan")
def unpublish(sitting_id: int) -> Response:
    """Takes a sitting back that nobody has begun."""

    def act(sitting: Sitting) -> Any:
        issuing.unpublish_sitting(sitting, by=actor(), at=clock.now())
        return _("已撤回，学员手机上看不到了。")

    return acted(sitting_id, act)


def acted(sitting_id: int, act: Callable[[Sitting], Any]) -> Response:
    """Does an act on a sitting and goes back to its page, with what was done or why not."""
    sitting = _sitting(sitting_id)
    try:
        flash(act(sitting), "success")
    except Refused as refused:
        say(refused)
    return _back(sitting)


def _sitting(sitting_id: int) -> Sitting:
    return queries.sitting_by_id(sitting_id, this_class().id)


def _back(sitting: Sitting) -> Response:
    return go_to(url_for(".sitting", sitting_id=sitting.id))
