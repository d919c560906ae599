"""A trainee's notices on the phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g

from core import clock
from core.access.guard import TRAINEE, bound_phone
from core.enrolment.current import this_trainee
from core.errors import NotFound
from core.notices import queries, services
from core.web import needs, page

blueprint = Blueprint("notices_phone", __name__, url_prefix="/m/<class_code>/notices")


@blueprint.get("/")
@needs(TRAINEE)
def index() -> Response:
    """All notices to this trainee, unread first."""
    me = this_trainee()
    return page("phone/notices/index.html", received=queries.notices_received(me.class_id, me.id))


@blueprint.get("/<int:notice_id>")
@needs(TRAINEE)
def show(notice_id: int) -> Response:
    """One notice; opening it is reading it."""
    me = this_trainee()
    notice = queries.notice_received(me.class_id, me.id, notice_id)
    services.mark_read(notice.id, me.id, at=clock.now())
    return page("phone/notices/show.html", notice=notice)


def unread_count() -> int:
    """How many notices wait for the trainee who asks; asks the database once, and only when drawn."""
    known: int | None = g.get("unread_notices")
    if known is None:
        known = g.unread_notices = _unread()
    return known


def _unread() -> int:
    if "class_code" not in g or bound_phone() is None:
        return 0
    try:
        me = this_trainee()
    except NotFound:
        return 0
    return queries.unread(me.class_id, me.id)


@blueprint.app_context_processor
def _lazily() -> dict[str, Callable[[], Any]]:
    return {"unread_count": unread_count}
