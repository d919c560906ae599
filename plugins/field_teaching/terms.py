"""The words of 现场教学: what a stop is, how people travel, what is said of a rider at a head count."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from core.i18n import lazy_gettext as _

NAME = "field_teaching"


class StopKind(StrEnum):
    """What happens at a stop of an itinerary."""

    GATHER = "gather"
    DEPART = "depart"
    ARRIVE = "arrive"
    TEACH = "teach"
    MEAL = "meal"
    WALK = "walk"
    RETURN = "return"


STOP_WORDS: dict[StopKind, Any] = {
    StopKind.GATHER: _("集合"),
    StopKind.DEPART: _("发车"),
    StopKind.ARRIVE: _("到达"),
    StopKind.TEACH: _("教学"),
    StopKind.MEAL: _("用餐"),
    StopKind.WALK: _("步行"),
    StopKind.RETURN: _("返回"),
}
BOARDING = frozenset({StopKind.GATHER, StopKind.DEPART, StopKind.RETURN})
"""The stops at which heads are counted unless an organiser says otherwise."""


class Variant(StrEnum):
    """The plan of a day that holds: as laid down, or the one for rain."""

    MAIN = "main"
    RAIN = "rain"


VARIANT_WORDS: dict[Variant, Any] = {Variant.MAIN: _("原方案"), Variant.RAIN: _("雨天方案")}


class Transport(StrEnum):
    """How the way to a stop is gone."""

    BUS = "bus"
    WALK = "walk"
    TRAIN = "train"
    BOAT = "boat"


TRANSPORT_WORDS: dict[Transport, Any] = {
    Transport.BUS: _("乘车"),
    Transport.WALK: _("步行"),
    Transport.TRAIN: _("乘火车"),
    Transport.BOAT: _("乘船"),
}


class VehicleKind(StrEnum):
    """A bus with seats, or a party that walks."""

    BUS = "bus"
    WALK = "walk"


VEHICLE_WORDS: dict[VehicleKind, Any] = {
    VehicleKind.BUS: _("车辆"),
    VehicleKind.WALK: _("步行队"),
}


class CompanionKind(StrEnum):
    """Who travels along without being a trainee."""

    STAFF = "staff"
    GUEST = "guest"
    DOCTOR = "doctor"
    GUIDE = "guide"
    DRIVER = "driver"


COMPANION_WORDS: dict[CompanionKind, Any] = {
    CompanionKind.STAFF: _("工作人员"),
    CompanionKind.GUEST: _("来宾"),
    CompanionKind.DOCTOR: _("医生"),
    CompanionKind.GUIDE: _("讲解员"),
    CompanionKind.DRIVER: _("司机"),
}


class Said(StrEnum):
    """What a head count says of one rider."""

    HERE = "here"
    MISSING = "missing"
    LEFT = "left"
    BACK = "back"


SAID_WORDS: dict[Said, Any] = {
    Said.HERE: _("在"),
    Said.MISSING: _("缺"),
    Said.LEFT: _("已离队"),
    Said.BACK: _("已归队"),
}


class CountWay(StrEnum):
    """How it was said: one tapped, all the rest at once, a badge scanned, by the rider, at the desk."""

    TAP = "tap"
    REST = "rest"
    SCAN = "scan"
    SELF = "self"
    DESK = "desk"


WAY_WORDS: dict[CountWay, Any] = {
    CountWay.TAP: _("点名"),
    CountWay.REST: _("其余全齐"),
    CountWay.SCAN: _("扫胸牌"),
    CountWay.SELF: _("本人扫码"),
    CountWay.DESK: _("后台"),
}


class IncidentKind(StrEnum):
    """What has happened on the way."""

    INJURY = "injury"
    ILLNESS = "illness"
    LOST = "lost"
    VEHICLE = "vehicle"
    LATE = "late"
    OTHER = "other"


INCIDENT_WORDS: dict[IncidentKind, Any] = {
    IncidentKind.INJURY: _("受伤"),
    IncidentKind.ILLNESS: _("生病不适"),
    IncidentKind.LOST: _("走失"),
    IncidentKind.VEHICLE: _("车辆故障"),
    IncidentKind.LATE: _("晚归"),
    IncidentKind.OTHER: _("其他情况"),
}


class IncidentState(StrEnum):
    """How far an incident has come."""

    OPEN = "open"
    HANDLED = "handled"
    CLOSED = "closed"


INCIDENT_STATE_WORDS: dict[IncidentState, Any] = {
    IncidentState.OPEN: _("待处理"),
    IncidentState.HANDLED: _("已处置"),
    IncidentState.CLOSED: _("已办结"),
}


class Aspect(StrEnum):
    """What trainees rate after a stop."""

    SITE = "site"
    GUIDE = "guide"
    ORGANISATION = "organisation"


ASPECT_WORDS: dict[Aspect, Any] = {
    Aspect.SITE: _("教学点"),
    Aspect.GUIDE: _("讲解"),
    Aspect.ORGANISATION: _("组织"),
}


class Activity(StrEnum):
    """What is done together on the spot."""

    PLEDGE = "pledge"
    FLOWERS = "flowers"


ACTIVITY_WORDS: dict[Activity, Any] = {
    Activity.PLEDGE: _("现场宣誓"),
    Activity.FLOWERS: _("敬献鲜花"),
}


class CoordinateSystem(StrEnum):
    """In which system a place on the map was named."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


SYSTEM_WORDS: dict[CoordinateSystem, Any] = {
    CoordinateSystem.WGS84: _("WGS-84（手机定位、GPS）"),
    CoordinateSystem.GCJ02: _("GCJ-02（高德、腾讯地图）"),
    CoordinateSystem.BD09: _("BD-09（百度地图）"),
}


RIDER = re.compile(r"[ec]:[1-9][0-9]{0,8}")
"""How a rider is named in counts: `e:<enrolment id>` or `c:<companion id>`."""
