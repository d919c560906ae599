"""互学互考 on the phone: write a question, see those of one's own group and what the jury said."""

from __future__ import annotations

import secrets

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs, page
from plugins.quizzes.forms.exchanges import act_of, question_from, with_lines
from plugins.quizzes.models import Exchange
from plugins.quizzes.phone.blueprint import blueprint
from plugins.quizzes.queries import exchanges as queries
from plugins.quizzes.queries.exchanges import Written
from plugins.quizzes.rules.exchanging import VERDICT_TONES, VERDICT_WORDS, WRITTEN
from plugins.quizzes.rules.typed import Typed, item_from, typed_of
from plugins.quizzes.services import exchanging as services
from plugins.quizzes.terms import KIND_WORDS, Kind

WORDS = {
    "kind_words": KIND_WORDS,
    "verdict_words": VERDICT_WORDS,
    "verdict_tones": VERDICT_TONES,
    "kinds": WRITTEN,
}


@blueprint.get("/exchanges/<int:exchange_id>")
@needs(TRAINEE)
def exchange(exchange_id: int) -> Response:
    """The questions of one's own group, never another's."""
    found, trainee, at = _round(exchange_id), this_trainee(), clock.now()
    own = queries.written_in(found.id, trainee.group_id) if trainee.group_id else []
    return page(
        "quizzes/hall/phone_exchange.html",
        exchange=found,
        written=own,
        trainee=trainee,
        open_now=at < found.due_at and not this_class().is_frozen,
        **WORDS,
    )


def _round(exchange_id: int) -> Exchange:
    return queries.exchange_by_id(this_class().id, exchange_id)


@blueprint.get("/exchanges/<int:exchange_id>/new")
@needs(TRAINEE)
def exchange_new(exchange_id: int) -> Response:
    """An empty form of the kind that was chosen."""
    kind = request.args.get("kind", "")
    typed = Typed(kind=Kind(kind) if kind in set(WRITTEN) else Kind.SINGLE)
    return _form(_round(exchange_id), typed, secrets.token_hex(12))


@blueprint.post("/exchanges/<int:exchange_id>/new")
@needs(TRAINEE)
def exchange_write(exchange_id: int) -> Response:
    """Hands the question in; the same page sent twice hands it in once."""
    found, act = _round(exchange_id), act_of(request.form) or secrets.token_hex(12)
    typed = question_from(request.form)
    item, problems = item_from(typed)
    try:
        if problems:
            raise Refused(problems)
        services.write_question(found, this_trainee(), item, act, by=actor(), at=clock.now())
    except Refused as refused:
        return _form(found, typed, act, refused=refused)
    flash(_("已交给评审。结果会显示在这里。"), "success")
    return go_to(url_for("quizzes_phone.exchange", exchange_id=exchange_id))


@blueprint.get("/exchanges/<int:exchange_id>/questions/<int:question_id>")
@needs(TRAINEE)
def exchange_question(exchange_id: int, question_id: int) -> Response:
    """One's own question, to be mended."""
    found = _round(exchange_id)
    written = _own(found, question_id)
    return _form(found, typed_of(written.item), written=written)


@blueprint.post("/exchanges/<int:exchange_id>/questions/<int:question_id>")
@needs(TRAINEE)
def exchange_mend(exchange_id: int, question_id: int) -> Response:
    """Sends it again."""
    found = _round(exchange_id)
    written = _own(found, question_id)
    typed = question_from(request.form)
    item, problems = item_from(typed)
    try:
        if problems:
            raise Refused(problems)
        services.mend_question(written.row, this_trainee(), item, by=actor(), at=clock.now())
    except Refused as refused:
        return _form(found, typed, written=written, refused=refused)
    flash(_("已重新交给评审。"), "success")
    return go_to(url_for("quizzes_phone.exchange", exchange_id=exchange_id))


def _own(found: Exchange, question_id: int) -> Written:
    written = queries.written_by_id(found, question_id)
    if written.row.enrolment_id != this_trainee().id:
        raise NotFound(_("只有出题人能改这道题"))
    return written


def _form(
    found: Exchange,
    typed: Typed,
    act: str = "",
    written: Written | None = None,
    refused: Refused | None = None,
) -> Response:
    return page(
        "quizzes/hall/phone_question.html",
        422 if refused else 200,
        exchange=found,
        typed=with_lines(typed),
        act=act,
        written=written,
        problems=refused.problems if refused else [],
        trainee=this_trainee(),
        **WORDS,
    )
