"""后台总览: all vehicles of an outing at once, and how each count came about."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.intake import whole
from core.web import actor, go_to, is_fragment, needs, page
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries import control as queries
from plugins.field_teaching.queries.counts import DESK
from plugins.field_teaching.queries.outings import outing_by_id
from plugins.field_teaching.services.counts import Statement, Told, recall, say
from plugins.field_teaching.terms import RIDER, CountWay, Said
from plugins.field_teaching.views import blueprint as house
from plugins.field_teaching.views.blueprint import blueprint

SAYS = {"here": Said.HERE, "missing": Said.MISSING, "back": Said.BACK}


@blueprint.get("/outings/<int:outing_id>/control")
@needs("field_teaching.view")
def control(outing_id: int) -> Response:
    """The whole page; its board is fetched again every few seconds."""
    outing = outing_by_id(this_class().id, outing_id)
    return page("field_teaching/control/index.html", outing=outing, **_board(outing))


@blueprint.get("/outings/<int:outing_id>/control/board")
@needs("field_teaching.view")
def control_board(outing_id: int) -> Response:
    """The board alone."""
    outing = outing_by_id(this_class().id, outing_id)
    return page("field_teaching/control/_board.html", outing=outing, **_board(outing))


@blueprint.post("/outings/<int:outing_id>/control/say")
@needs("field_teaching.count")
def control_say(outing_id: int) -> Response:
    """The desk says of one rider that they are here, or missing."""
    outing = outing_by_id(this_class().id, outing_id)
    try:
        say(_told(outing), [_statement()], by=actor(), at=clock.now())
    except Refused as refused:
        house.say(refused)
    return _back(outing)


@blueprint.post("/outings/<int:outing_id>/control/recall")
@needs("field_teaching.count")
def control_recall(outing_id: int) -> Response:
    """The desk takes a departure back."""
    outing = outing_by_id(this_class().id, outing_id)
    try:
        recall(_told(outing), request.form.get("act", ""), by=actor(), at=clock.now())
        flash(_("已撤回发车。"), "success")
    except Refused as refused:
        house.say(refused)
    return _back(outing)


@blueprint.get("/outings/<int:outing_id>/replay")
@needs("enrolment.view")
def replay(outing_id: int) -> Response:
    """Every statement of one count in its order, and the state up to any of them."""
    outing = outing_by_id(this_class().id, outing_id)
    stop, vehicle = request.args.get("stop", type=whole), request.args.get("vehicle", type=whole)
    until = _moment(request.args.get("until", ""))
    shown = queries.replay_of(outing, stop, vehicle, until)
    if shown is None:
        raise NotFound
    return page("field_teaching/control/replay.html", outing=outing, shown=shown)


def _board(outing: Outing) -> dict[str, Any]:
    return {"board": queries.board_of(outing, this_class().zone, at=clock.now())}


def _told(outing: Outing) -> Told:
    form, now = request.form, clock.now()
    stop, vehicle = form.get("stop", type=whole), form.get("vehicle", type=whole)
    act = str(uuid.uuid4())
    return Told(act, outing.class_id, outing.id, stop or 0, vehicle or 0, now, DESK)


def _statement() -> Statement:
    rider, said = request.form.get("rider", ""), SAYS.get(request.form.get("said", ""))
    if said is None or not RIDER.fullmatch(rider):
        raise Refused(Problem("torn", _("没有说明是谁、在不在，没有记录。")))
    return Statement(rider, said, CountWay.DESK)


def _moment(text: str) -> datetime | None:
    """A moment as the page's own links write it: microseconds; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 17:
        return None
    return datetime.fromtimestamp(int(text) / 1_000_000, UTC)


def _back(outing: Outing) -> Response:
    if is_fragment():
        return control_board(outing.id)
    return go_to(url_for("field_teaching.control", outing_id=outing.id))
