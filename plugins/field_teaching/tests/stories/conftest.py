"""The browsers and the house of the core's stories, with a class on the road in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from core.access.guard import PAIRED_COOKIE, PHONE_COOKIE, paired_cookie, phone_cookie
from core.testing import MONDAY, Maker
from plugins.field_teaching.tests.conftest import Road
from tests.stories.conftest import Opener, Watched
from tests.stories.conftest import address as address
from tests.stories.conftest import browser as browser
from tests.stories.conftest import house as house
from tests.stories.conftest import open_window as open_window

HOUR = timedelta(hours=1)


@dataclass
class Trip:
    """Addresses of a day on the road, and cookies that open them."""

    code: str
    stop: int
    outing: int
    trainee: str
    leader: str

    @property
    def phone(self) -> str:
        return f"/m/{self.code}/field"

    @property
    def console(self) -> str:
        return f"/console/classes/{self.code}/field"


@pytest.fixture
def trip(house: Flask, stand: Callable[[timedelta], None]) -> Trip:
    """One bus, one teach stop, a trainee with a long name, a leader's phone."""
    with house.app_context():
        make = Maker(house)
        road = Road(make)
        found = make.training_class(code="ROAD")
        outing = road.outing(found, dress="平底鞋", bring="身份证", doctor="王大夫",
                             doctor_phone="13900000009", hospital="平山县人民医院",
                             hospital_phone="0311-82912120")  # fmt: skip
        road.stop(outing, "gather", "集合", MONDAY, place="培训中心一号楼门前")
        stop = road.stop(outing, "teach", "西柏坡纪念馆", MONDAY + HOUR, topic="赶考精神",
                         question="为什么赶考？", activity="flowers")  # fmt: skip
        road.stop(outing, "return", "返回", MONDAY + 8 * HOUR)
        bus = road.vehicle(found, leader="领队乌云毕力格·阿拉坦其其格", plate="冀A12345")
        trainee = make.trainee(found, "买买提·阿不都热合曼·库尔班")
        road.ride(bus, trainee, seat=12)
        paired = make.paired_phone(found, "field_teaching.count", "field_teaching.health")
        return Trip(
            found.code,
            stop.id,
            outing.id,
            phone_cookie(make.binding(trainee.person_id)),
            paired_cookie(paired),
        )


PhoneOf = Callable[..., Watched]


@pytest.fixture
def phone_of(open_window: Opener, address: str) -> PhoneOf:
    """Opens a phone that carries this cookie: a trainee's, or a leader's where `paired`."""

    def opened(cookie: str, *, paired: bool = False, **options: object) -> Watched:
        window = open_window(
            viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, **options
        )
        name = PAIRED_COOKIE if paired else PHONE_COOKIE
        window.page.context.add_cookies([{"name": name, "value": cookie, "url": address}])
        return window

    return opened
