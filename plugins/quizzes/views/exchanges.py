"""互学互考 on the desk: rounds, what each group wrote, the jury, the paper."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import may, this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs, page
from plugins.quizzes.forms.exchanges import ExchangeForm, question_from, with_lines
from plugins.quizzes.models import Exchange
from plugins.quizzes.queries import exchanges as queries
from plugins.quizzes.queries.exchanges import Written
from plugins.quizzes.rules.exchanging import VERDICT_TONES, VERDICT_WORDS, Verdict
from plugins.quizzes.rules.typed import Typed, item_from, typed_of
from plugins.quizzes.services import exchanging as services
from plugins.quizzes.services.exchange_paper import make_paper
from plugins.quizzes.terms import KIND_WORDS
from plugins.quizzes.views.blueprint import blueprint, say, subnav

WORDS = {
    "kind_words": KIND_WORDS,
    "verdict_words": VERDICT_WORDS,
    "verdict_tones": VERDICT_TONES,
}


@blueprint.get("/exchanges")
@needs("quizzes.jury")
def exchanges() -> Response:
    """Every round of the class, and the form for a new one."""
    return _rounds(ExchangeForm())


@blueprint.post("/exchanges")
@needs("quizzes.plan")
def exchange_new() -> Response:
    """Calls a round."""
    form = ExchangeForm()
    try:
        if form.validate():
            details = form.details(this_class().zone)
            made = services.start_exchange(this_class(), details, by=actor(), at=clock.now())
            flash(_("已发起，学员手机上可以出题了。"), "success")
            return go_to(url_for("quizzes.exchange", exchange_id=made.id))
    except Refused as refused:
        form.take(refused)
    return _rounds(form, 422)


def _rounds(form: ExchangeForm, status: int = 200) -> Response:
    return page(
        "quizzes/hall/exchanges.html",
        status,
        form=form,
        rounds=queries.exchanges_of(this_class().id),
        may_plan=may("quizzes.plan", this_class().id),
        at=clock.now(),
        pages=subnav("exchanges"),
    )


@blueprint.get("/exchanges/<int:exchange_id>")
@needs("quizzes.jury")
def exchange(exchange_id: int) -> Response:
    """What each group wrote, with the jury's buttons; what waits stands first."""
    found = queries.exchange_by_id(this_class().id, exchange_id)
    return _round_page(found, _filled(found))


def _filled(found: Exchange) -> ExchangeForm:
    form = ExchangeForm(formdata=None)
    form.show(found, this_class().zone)
    return form


def _round_page(found: Exchange, form: ExchangeForm, status: int = 200) -> Response:
    order = list(Verdict)
    written = queries.written_in(found.id)
    return page(
        "quizzes/hall/exchange.html",
        status,
        exchange=found,
        form=form,
        written=sorted(written, key=lambda one: order.index(one.verdict)),
        lines=queries.group_lines(found),
        may_plan=may("quizzes.plan", this_class().id),
        at=clock.now(),
        pages=subnav("exchanges"),
        **WORDS,
    )


@blueprint.get("/exchanges/<int:exchange_id>/groups")
@needs("quizzes.jury")
def exchange_groups(exchange_id: int) -> Response:
    """The numbers by group alone, fetched again and again."""
    found = queries.exchange_by_id(this_class().id, exchange_id)
    return page("quizzes/hall/_groups.html", exchange=found, lines=queries.group_lines(found))


@blueprint.post("/exchanges/<int:exchange_id>")
@needs("quizzes.plan")
def exchange_edit(exchange_id: int) -> Response:
    """Another title, more time."""
    found, form = queries.exchange_by_id(this_class().id, exchange_id), ExchangeForm()
    try:
        if form.validate():
            details = form.details(this_class().zone)
            services.change_exchange(found, details, by=actor(), at=clock.now())
            flash(_("已保存。"), "success")
            return go_to(url_for("quizzes.exchange", exchange_id=exchange_id))
    except Refused as refused:
        form.take(refused)
    return _round_page(found, form, 422)


@blueprint.post("/exchanges/<int:exchange_id>/questions/<int:question_id>/accept")
@needs("quizzes.jury")
def exchange_accept(exchange_id: int, question_id: int) -> Response:
    """Takes it into the bank."""
    row, seen = _written(exchange_id, question_id).row, request.form.get("seen", "")
    return _decided(row.id, lambda **who: services.accept_question(row, seen, **who), exchange_id)


@blueprint.post("/exchanges/<int:exchange_id>/questions/<int:question_id>/return")
@needs("quizzes.jury")
def exchange_return(exchange_id: int, question_id: int) -> Response:
    """Sends it back with a note."""
    row, seen = _written(exchange_id, question_id).row, request.form.get("seen", "")
    words = request.form.get("note", "")
    return _decided(
        row.id, lambda **who: services.return_question(row, words, seen, **who), exchange_id
    )


def _written(exchange_id: int, question_id: int) -> Written:
    return queries.written_by_id(queries.exchange_by_id(this_class().id, exchange_id), question_id)


def _decided(question_id: int, act: Any, exchange_id: int) -> Response:
    try:
        act(by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    anchor = f"question-{question_id}"
    return go_to(url_for("quizzes.exchange", exchange_id=exchange_id, _anchor=anchor))


@blueprint.route(
    "/exchanges/<int:exchange_id>/questions/<int:question_id>", methods=["GET", "POST"]
)
@needs("quizzes.jury")
def exchange_question(exchange_id: int, question_id: int) -> Response:
    """The jury mends something small before it decides."""
    written = _written(exchange_id, question_id)
    if request.method == "GET":
        return _question_page(written, typed_of(written.item))
    typed = question_from(request.form)
    item, problems = item_from(typed)
    try:
        if problems:
            raise Refused(problems)
        seen = request.form.get("seen", "")
        services.edit_question(written.row, item, seen, by=actor(), at=clock.now())
    except Refused as refused:
        return _question_page(written, typed, refused)
    flash(_("已保存，还没有采用。"), "success")
    anchor = f"question-{question_id}"
    return go_to(url_for("quizzes.exchange", exchange_id=exchange_id, _anchor=anchor))


def _question_page(written: Written, typed: Typed, refused: Refused | None = None) -> Response:
    return page(
        "quizzes/hall/exchange_question.html",
        422 if refused else 200,
        written=written,
        typed=with_lines(typed),
        problems=refused.problems if refused else [],
        pages=subnav("exchanges"),
        **WORDS,
    )


@blueprint.post("/exchanges/<int:exchange_id>/paper")
@needs("quizzes.plan")
def exchange_paper(exchange_id: int) -> Response:
    """Makes the paper, and goes there."""
    found = queries.exchange_by_id(this_class().id, exchange_id)
    try:
        paper = make_paper(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for("quizzes.exchange", exchange_id=exchange_id))
    flash(_("试卷已组好：每人只答其他组出的题。检查后就可以安排场次。"), "success")
    return go_to(url_for("quizzes.paper", paper_id=paper.id))
