"""The phone's own page on the road: what it may do, a rehearsal, and forgetting."""

from __future__ import annotations

from flask import Blueprint, Response

from core.access.guard import OUTBOX, may, paired_phone, this_class
from core.access.menus import class_places
from core.outbox import queries
from core.outbox.terms import REHEARSAL
from core.web import actor, needs, page

blueprint = Blueprint("outbox_phone", __name__)


@blueprint.get("/m/<class_code>/road")
@needs(OUTBOX)
def road() -> Response:
    """Where a paired phone starts from."""
    class_id, who = this_class().id, actor()
    return page(
        "phone/outbox/road.html",
        phone=paired_phone() if who.kind == "phone" else None,
        owner=who.label,
        places=class_places(class_id) if who.kind == "phone" else [],
        may_rehearse=who.kind != "trainee" and may(REHEARSAL, class_id),
        rehearsed=queries.last_done(class_id, REHEARSAL, who),
    )
