"""The library of sites in real browsers: words read while typing, a place set on the spot by phone."""

from __future__ import annotations

import pytest
from flask import Flask

from core import clock
from core.access.services import create_account, give_role
from core.audit import SYSTEM
from core.makers import Maker
from core.training.rules import Role
from tests.stories.conftest import Opener, Watched

pytestmark = pytest.mark.browser
PASSWORD = "a-long-password-9"
SITES = "/console/classes/F1/field/sites"
HERE = {"latitude": 38.3449, "longitude": 113.9261, "accuracy": 12}


@pytest.fixture
def organiser(house: Flask) -> str:
    """Somebody who plans for the class F1."""
    with house.app_context():
        found = Maker(house).training_class(code="F1")
        made = create_account("plan", "钱老师", PASSWORD, by=SYSTEM, at=clock.now())
        give_role(made, found, Role.ORGANISER, by=SYSTEM, at=clock.now())
    return "plan"


def signed_in(window: Watched, name: str) -> Watched:
    window.page.goto("/console/")
    window.page.fill("[name=username]", name)
    window.page.fill("[name=password]", PASSWORD)
    window.page.click("button[type=submit]")
    window.page.wait_for_url("**/console/**")
    return window


def phone_that(open_window: Opener, *, is_told: bool) -> Watched:
    """A phone in Xibaipo whose owner lets this house know the place, or does not."""
    return open_window(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        geolocation=HERE,
        permissions=["geolocation"] if is_told else [],
    )


def test_site_from_the_desk_to_the_spot(desk: Watched, open_window: Opener, organiser: str) -> None:
    signed_in(desk, organiser)
    desk.page.goto(SITES)
    desk.looks_right("sites-empty")
    desk.page.click("main >> text=添加教学点")
    desk.page.fill("#name", "西柏坡纪念馆")
    desk.page.fill("#opening", "周二至周日 9:00-17:00，需预约")
    desk.page.wait_for_selector("text=读成：周二至周日 09:00–17:00；周一闭馆")
    desk.page.wait_for_selector("text=没有看懂：“需预约”")
    desk.looks_right("sites-form")
    desk.page.click("main button[type=submit]")
    desk.page.wait_for_selector("text=教学点已保存。")
    desk.looks_right("sites-page")
    there = desk.page.url

    phone = signed_in(phone_that(open_window, is_told=True), organiser)
    phone.page.goto(there)
    phone.page.click("text=我在现场，就定在这里")
    phone.page.wait_for_selector("text=测得 38.344900, 113.926100，误差约 12 米。")
    phone.looks_right("sites-here")
    phone.page.click("text=保存这个位置")
    phone.page.wait_for_selector("text=位置已记下。")
    assert phone.page.locator("a[href^='geo:38.3449,113.9261?']").count() == 1
    phone.page.goto(SITES)
    phone.looks_right("sites-phone")

    desk.page.goto(f"{SITES}/import")
    desk.looks_right("sites-import")


def test_phone_that_may_not_be_asked_says_so_and_nothing_is_sent(
    desk: Watched, open_window: Opener, organiser: str
) -> None:
    signed_in(desk, organiser)
    desk.page.goto(f"{SITES}/new")
    desk.page.fill("#name", "西柏坡纪念馆")
    desk.page.click("main button[type=submit]")
    desk.page.wait_for_selector("text=教学点已保存。")
    phone = signed_in(phone_that(open_window, is_told=False), organiser)
    phone.page.goto(desk.page.url)
    phone.page.click("text=我在现场，就定在这里")
    phone.page.wait_for_selector("text=您没有允许定位，什么都没有记。")
    assert phone.page.is_hidden("text=保存这个位置")
