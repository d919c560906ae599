"""Phones on the road in a real browser: everybody can use them, and a tunnel loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.access.cookies import PAIRED_COOKIE, PHONE_COOKIE, paired_cookie, phone_cookie
from core.db import db
from core.testing import MONDAY, Maker
from plugins.field_teaching.models import Incident
from plugins.field_teaching.tests.conftest import Road
from tests.stories.conftest import Opener, Watched

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong

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


@pytest.mark.parametrize("look", ["light", "dark", "care"])
def test_pages_of_a_trainee_can_be_used_by_everybody(
    trip: Trip, phone_of: PhoneOf, address: str, stand: Callable[[timedelta], None], look: str
) -> None:
    stand(2 * HOUR)
    phone = phone_of(trip.trainee, color_scheme="dark" if look == "dark" else "light")
    if look == "care":
        care = {"name": "care", "value": "1", "url": address}
        phone.page.context.add_cookies([care])  # type: ignore[list-item]
    for name, path in (
        ("field-way", f"{trip.phone}/"),
        ("field-stop", f"{trip.phone}/stops/{trip.stop}"),
        ("field-emergency", f"{trip.phone}/emergency"),
    ):
        phone.page.goto(path)
        phone.looks_right(f"{name}-{look}")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_pages_of_the_road_can_be_used_by_everybody(
    trip: Trip, phone_of: PhoneOf, look: str
) -> None:
    trainee = phone_of(trip.trainee)
    trainee.page.goto(f"{trip.phone}/emergency")
    trainee.page.get_by_label("健康备注（可以不填）").fill("青霉素过敏")
    trainee.page.get_by_label("我同意").check()
    trainee.page.get_by_role("button", name="保存").click()
    expect(trainee.page.get_by_text("已保存。")).to_be_visible()
    leader = phone_of(trip.leader, paired=True, color_scheme=look)
    leader.page.goto(f"{trip.console}/road/incident")
    leader.looks_right(f"field-incident-{look}")
    leader.page.goto(f"{trip.console}/road/health")
    expect(leader.page.get_by_text("青霉素过敏")).to_have_count(0)
    leader.page.get_by_role("button", name="看备注").click()
    expect(leader.page.get_by_text("青霉素过敏")).to_be_visible()
    leader.looks_right(f"field-health-{look}")
    trainee.page.reload()
    expect(trainee.page.get_by_text("医生的手机")).to_be_visible()


def test_way_opens_without_a_signal_and_moves_on_with_the_clock(
    trip: Trip, phone_of: PhoneOf
) -> None:
    phone = phone_of(trip.trainee)
    phone.page.goto(f"{trip.phone}/")
    expect(phone.page.locator("[data-keep-state=kept]")).to_be_attached(timeout=60_000)
    phone.page.context.set_offline(True)
    phone.page.goto(f"{trip.phone}/")
    expect(phone.page.get_by_text("离线：显示")).to_be_visible()
    expect(phone.page.get_by_text("12 号")).to_be_visible()
    large = phone.page.locator("[data-next]:visible h2")
    for later, title in ((0 * HOUR, "集合"), (0.75 * HOUR, "西柏坡纪念馆"), (2 * HOUR, "返回")):
        phone.page.clock.set_fixed_time(MONDAY + later)
        phone.page.reload()
        expect(large).to_have_text(title)
    phone.page.clock.set_fixed_time(MONDAY + 10 * HOUR)
    phone.page.reload()
    expect(phone.page.get_by_text("这次行程已经结束。")).to_be_visible()
    phone.page.goto(f"{trip.phone}/stops/{trip.stop}")
    expect(phone.page.get_by_text("为什么赶考？")).to_be_visible()


def test_draft_of_a_reflection_stays_in_the_browser_until_it_is_sent(
    trip: Trip, phone_of: PhoneOf
) -> None:
    phone, url = phone_of(trip.trainee), f"{trip.phone}/stops/{trip.stop}"
    phone.page.goto(url)
    field = phone.page.get_by_label("心得", exact=True)
    field.fill("写到一半进了隧道")
    phone.page.goto(f"{trip.phone}/")
    phone.page.goto(url)
    expect(field).to_have_value("写到一半进了隧道")
    expect(phone.page.get_by_text("草稿保存在这部手机上")).to_be_visible()
    phone.page.get_by_role("button", name="提交心得").click()
    expect(phone.page.get_by_text("心得已保存")).to_be_visible()
    expect(phone.page.get_by_text("草稿保存在这部手机上")).to_be_hidden()
    phone.page.goto(url)
    expect(phone.page.get_by_text("草稿保存在这部手机上")).to_be_hidden()


def test_incident_in_a_tunnel_is_sent_when_the_signal_is_back(
    trip: Trip, phone_of: PhoneOf, house: Flask
) -> None:
    leader = phone_of(trip.leader, paired=True)
    leader.page.goto(f"{trip.console}/road/incident")
    expect(leader.page.locator("[data-keep-state=kept]")).to_be_attached(timeout=60_000)
    leader.page.context.set_offline(True)
    leader.page.goto(f"{trip.console}/road/incident")
    leader.page.get_by_role("button", name="记下并发送").click()
    expect(leader.page.get_by_text("请选择是什么情况，并写明经过。")).to_be_visible()
    leader.page.get_by_text("走失", exact=True).click()
    leader.page.get_by_label("事情经过").fill("少一人，正在找")
    leader.page.get_by_role("button", name="记下并发送").click()
    expect(leader.page.get_by_text("离线，1 条待发送")).to_be_visible()
    leader.page.context.set_offline(False)
    expect(leader.page.get_by_text("已全部发送")).to_be_visible()
    with house.app_context():
        assert [one.what for one in db.session.query(Incident)] == ["少一人，正在找"]
