"""What is left of an outing for the archive: real times, counts, who was away, what happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from core.db import db
from core.leave.models import LeaveRequest
from core.leave.rules import LeaveState
from plugins.field_teaching.models import CountEntry, Departure
from plugins.field_teaching.queries.counts import leaving_of
from plugins.field_teaching.rules.counting import departed
from plugins.field_teaching.rules.own_day import begin_of_day, end_of_day
from plugins.field_teaching.terms import Said


def standing_departures(outing_ids: Collection[int]) -> dict[tuple[int, int], Departure]:
    """The last departure of each vehicle from each stop that was not taken back, by (stop, vehicle)."""
    rows = select(Departure).where(Departure.outing_id.in_(outing_ids))
    written = list(db.session.execute(rows.order_by(Departure.happened_at, Departure.id)).scalars())
    stands = {one.act_id for one in departed(map(leaving_of, written)).values()}
    return {(one.stop_id, one.vehicle_id): one for one in written if one.act_id in stands}


def left_early(outing_ids: Collection[int]) -> Counter[int]:
    """How many riders left each outing for good: the last that was said of them is that they left."""
    rows = (
        select(CountEntry.outing_id, CountEntry.rider, CountEntry.said)
        .where(
            CountEntry.outing_id.in_(outing_ids),
            CountEntry.said.in_([Said.LEFT.value, Said.BACK.value]),
        )
        .order_by(CountEntry.happened_at, CountEntry.id)
    )
    last = {(outing, rider): said for outing, rider, said in db.session.execute(rows)}
    return Counter(outing for (outing, _rider), said in last.items() if said == Said.LEFT.value)


def on_leave(class_id: int, days: Collection[date], zone: str) -> dict[date, int]:
    """How many trainees had leave that was granted on each of these days."""
    rows = select(LeaveRequest.enrolment_id, LeaveRequest.starts_at, LeaveRequest.ends_at).where(
        LeaveRequest.class_id == class_id,
        LeaveRequest.state.in_([LeaveState.APPROVED.value, LeaveState.RETURNED.value]),
    )
    away: dict[date, set[int]] = defaultdict(set)
    spans: list[tuple[int, datetime, datetime]] = [
        (one, starts_at, ends_at) for one, starts_at, ends_at in db.session.execute(rows)
    ]
    for day in days:
        first, last = begin_of_day(day, zone), end_of_day(day, zone)
        away[day] = {
            one for one, starts_at, ends_at in spans if starts_at < last and ends_at > first
        }
    return {day: len(people) for day, people in away.items()}
