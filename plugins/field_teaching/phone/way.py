"""The way of a trainee on the phone: the next stop large, bus and seat, then the day as a line."""

from __future__ import annotations

from flask import Response, current_app, url_for

from core import clock
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.leave.queries import whom_to_call
from core.web import needs, page
from plugins.field_teaching.phone.blueprint import blueprint
from plugins.field_teaching.queries.feeds import feed_url_of
from plugins.field_teaching.queries.own_way import OwnDay, nearest, own_days
from plugins.field_teaching.queries.planning import changes_of
from plugins.field_teaching.terms import StopKind
from plugins.field_teaching.texts import way_words


@blueprint.get("/")
@needs(TRAINEE)
def way() -> Response:
    """Today's outing, or the next; the other days below."""
    found, trainee, at = this_class(), this_trainee(), clock.now()
    days = own_days(trainee, found.zone, at)
    chosen = nearest(days, found.zone, at)
    return page(
        "field_teaching/phone/way.html",
        day=chosen,
        others=[one for one in days if one is not chosen],
        kept=_kept(chosen),
        changes=changes_of(chosen.outing) if chosen else [],
        calendar_url=feed_url_of(trainee, str(current_app.config["SECRET_KEY"])),
        call=[] if chosen is None or chosen.vehicle else whom_to_call(found.id),
        at=at,
        today=clock.local(at, found.zone).date(),
        **way_words(),
    )


def _kept(day: OwnDay | None) -> list[str]:
    """The pages that a bus in the mountains should open too: the stops to learn at."""
    stops = [one.halt.stop for one in day.stops] if day else []
    return [
        url_for("field_teaching_phone.stop", stop_id=one.id)
        for one in stops
        if one.kind == StopKind.TEACH.value
    ]
