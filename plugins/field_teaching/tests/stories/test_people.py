"""Phones on the road in a real browser: everybody can use them, and a tunnel loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.db import db
from core.testing import MONDAY
from plugins.field_teaching.models import Incident
from plugins.field_teaching.tests.stories.conftest import HOUR, PhoneOf, Trip

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


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
    leader.page.get_by_label("经过").fill("少一人，正在找")
    leader.page.get_by_role("button", name="记下并发送").click()
    expect(leader.page.get_by_text("离线，1 条待发送")).to_be_visible()
    leader.page.context.set_offline(False)
    expect(leader.page.get_by_text("已全部发送")).to_be_visible()
    with house.app_context():
        assert [one.what for one in db.session.query(Incident)] == ["少一人，正在找"]
