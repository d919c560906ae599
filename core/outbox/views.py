"""The console's page of what two phones do not agree on, and of what was refused."""

from __future__ import annotations

import json

from flask import Blueprint, Response, flash, request

from core import clock
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.outbox import queries, services
from core.outbox.kinds import title_of
from core.outbox.models import SentAct
from core.web import actor, go_to, needs, page

blueprint = Blueprint("outbox", __name__, url_prefix="/console/classes/<class_code>/conflicts")
SHORT = 160


@blueprint.get("")
@needs("outbox.settle")
def conflicts() -> Response:
    """What waits for a person, then what was settled."""
    class_id = this_class().id
    return page(
        "console/outbox/conflicts.html",
        waiting=queries.open_conflicts(class_id),
        refused=queries.refused_acts(class_id),
        settled=queries.settled_conflicts(class_id),
        title_of=title_of,
        short=_short,
    )


@blueprint.post("/<int:conflict_id>/settle")
@needs("outbox.settle")
def settle(conflict_id: int) -> Response:
    """Writes down what came of a conflict."""
    found = queries.conflict_by_id(this_class().id, conflict_id)
    try:
        outcome = request.form.get("outcome", "")
        services.settle_conflict(found, outcome, by=actor(), at=clock.now())
        flash(_("已记下处理结果。"), "success")
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    return go_to(_back())


@blueprint.post("/refused/<act_id>/seen")
@needs("outbox.settle")
def seen(act_id: str) -> Response:
    """Ticks a refused act off."""
    found = queries.act_by_id(this_class().id, act_id)
    services.tick_off(found, by=actor(), at=clock.now())
    return go_to(_back())


def _back() -> str:
    return f"/console/classes/{this_class().code}/conflicts"


def _short(act: SentAct) -> str:
    """The content of an act in one line, for a person who knows what was meant."""
    text = json.dumps(act.payload, ensure_ascii=False)
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
