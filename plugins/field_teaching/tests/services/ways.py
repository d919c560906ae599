"""A day on the road for the tests of its services."""

from __future__ import annotations

from datetime import datetime, timedelta

from core import clock
from core.testing import MONDAY
from plugins.field_teaching.models import Outing, Stop
from plugins.field_teaching.queries.outings import halts_of, way_in
from plugins.field_teaching.services.ways import StopDetails
from plugins.field_teaching.tests.conftest import Road

ZONE = "Asia/Shanghai"


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of MONDAY by the wall of Beijing, where it is 08:00."""
    return MONDAY + timedelta(hours=hour - 8, minutes=minute)


def said(outing: Outing, variant: str = "main", owner: int = 0) -> list[str]:
    """A way as its stops read: 07:30 集合; what has no time by its words."""
    return [
        f"{_when(one.placing.starts_at) or one.placing.time_text} {one.stop.title}".strip()
        for one in way_in(halts_of(outing.id), variant, owner)
    ]


def _when(moment: datetime | None) -> str:
    return f"{clock.local(moment, ZONE):%H:%M}" if moment else ""


def five_stops(road: Road, outing: Outing, **values: object) -> list[Stop]:
    """集合 07:30, 发车 08:00, 参观 09:00, 午餐 12:00, 返回 14:00; half an hour each."""
    kinds = (("gather", "集合", 7.5), ("depart", "发车", 8), ("teach", "参观", 9))
    rest = (("meal", "午餐", 12), ("return", "返回", 14))
    return [
        road.stop(outing, kind, title, at(0) + timedelta(hours=hour), **values)
        for kind, title, hour in (*kinds, *rest)
    ]


def details(title: str, starts: datetime | None = None, **values: object) -> StopDetails:
    """What an organiser types about a stop of half an hour."""
    known = {"kind": "teach", "minutes": 30 if starts else None}
    return StopDetails(title=title, starts_at=starts, **{**known, **values})
