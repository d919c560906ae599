"""清点 on the leader's phone: where to start, one vehicle's page, and the data it lives from offline."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, jsonify, url_for

from core import clock
from core.access.guard import this_class
from core.web import POLICY, actor, needs, page
from plugins.field_teaching.guard import sees_health
from plugins.field_teaching.queries.outings import outing_by_id, outings_of
from plugins.field_teaching.queries.roster import roster_of
from plugins.field_teaching.queries.vehicles import vehicle_by_id, vehicles_of
from plugins.field_teaching.views.blueprint import blueprint
from plugins.field_teaching.views.road_words import road_words

WITH_READER = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The reader of badges is WebAssembly, which a browser compiles only where this is said."""
AHEAD = timedelta(days=1)


@blueprint.get("/road/")
@needs("field_teaching.count")
def road() -> Response:
    """The outings of today and tomorrow with their vehicles."""
    found, today = this_class(), clock.today(this_class().zone)
    near = [one for one in outings_of(found.id) if today <= one.held_on <= today + AHEAD]
    fleet = vehicles_of(found.id)
    return page(
        "field_teaching/road/index.html",
        days=[(one, fleet) for one in near],
        today=[one.id for one in near if one.held_on == today],
        urls=[],
        owner=actor().label,
        sees_health=sees_health(),
    )


@blueprint.get("/road/<int:outing_id>/<int:vehicle_id>")
@needs("field_teaching.count")
def road_vehicle(outing_id: int, vehicle_id: int) -> Response:
    """One vehicle, counted with one thumb."""
    outing = outing_by_id(this_class().id, outing_id)
    vehicle = vehicle_by_id(this_class().id, vehicle_id)
    answer = page(
        "field_teaching/road/vehicle.html",
        outing=outing,
        vehicle=vehicle,
        words=road_words(),
        data_url=url_for("field_teaching.road_data", outing_id=outing_id, vehicle_id=vehicle_id),
        owner=actor().label,
    )
    answer.headers["Content-Security-Policy"] = WITH_READER
    return answer


@blueprint.get("/road/<int:outing_id>/<int:vehicle_id>/data")
@needs("field_teaching.count")
def road_data(outing_id: int, vehicle_id: int) -> Response:
    """Everything the phone needs to count this vehicle without a signal."""
    outing = outing_by_id(this_class().id, outing_id)
    vehicle = vehicle_by_id(this_class().id, vehicle_id)
    data = roster_of(this_class(), outing, vehicle, at=clock.now())
    answer = jsonify({**data, "me": actor().name})
    answer.headers["Cache-Control"] = "no-store"
    return answer
