"""An organiser orders the stops of a day in a real browser: by mouse, by keyboard, and without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from core.testing import MONDAY, STAFF, Maker
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.outings import halts_of, way_in
from plugins.field_teaching.services.outings import OutingDetails, add_outing
from plugins.field_teaching.services.plans import make_rain_plan
from plugins.field_teaching.services.publishing import publish
from plugins.field_teaching.services.stops import add_stop
from plugins.field_teaching.services.ways import Spot, StopDetails

pytestmark = pytest.mark.browser
STOPS = (
    ("gather", "集合", 7.5, 20, "", None),
    ("depart", "发车", 8, 5, "bus", None),
    ("teach", "参观西柏坡纪念馆", 9.5, 90, "bus", 80),
    ("meal", "午餐", 12, 60, "walk", 10),
    ("teach", "瞻仰旧址", 13.5, 60, "walk", 10),
    ("return", "返回驻地", 15, 90, "bus", None),
)


def lay_down(make: Maker) -> tuple[TrainingClass, Outing]:
    found = make.training_class()
    day = OutingDetails("西柏坡一日现场教学", MONDAY.date(), dress="正装，平底鞋", bring="身份证")
    outing = add_outing(found, day, by=STAFF, at=clock.now())
    for kind, title, hour, minutes, transport, leg in STOPS:
        starts = MONDAY - timedelta(hours=8) + timedelta(hours=hour)
        details = StopDetails(
            kind, title, starts, "", minutes, transport=transport, leg_minutes=leg,
            boards=kind in ("gather", "depart", "return"),
        )  # fmt: skip
        add_stop(Spot(outing), details, by=STAFF, at=clock.now())
    words = StopDetails("walk", "自由参观", None, "参观后", place="湖边")
    add_stop(Spot(outing), words, by=STAFF, at=clock.now())
    return found, outing


def titles(house, outing_id: int) -> list[str]:
    with house.app_context():
        way = way_in(halts_of(outing_id), "main")
        return [
            f"{clock.local(one.placing.starts_at, 'Asia/Shanghai'):%H:%M} {one.stop.title}"
            if one.placing.starts_at
            else one.stop.title
            for one in way
        ]


@pytest.fixture
def plan(house, desk):
    """An outing of seven stops, one of them without a time, open before an organiser."""
    with house.app_context():
        make = Maker(house)
        found, outing = lay_down(make)
        account = make.account()
        make.role(account, found, "organiser")
        client = make.browser_of(account)
        cookie = client.get_cookie("jixun")
        known = (found.code, outing.id, cookie.value)
    code, outing_id, value = known
    desk.page.context.add_cookies(
        [{"name": "jixun", "value": value, "domain": "127.0.0.1", "path": "/"}]
    )
    return desk, f"/console/classes/{code}/field/outings/{outing_id}", outing_id


def test_stop_is_dragged_and_times_run_on(house, plan):
    desk, address, outing_id = plan
    desk.page.goto(address)
    desk.looks_right("outing")
    meal = desk.page.locator(".way-stop", has_text="午餐")
    visit = desk.page.locator(".way-stop", has_text="参观西柏坡纪念馆")
    with desk.page.expect_response("**/move**"):
        meal.drag_to(visit, target_position={"x": 300, "y": 5})
    expect(desk.page.locator("#way-said")).to_contain_text("第 3 站")
    assert titles(house, outing_id)[2:4] == ["09:30 午餐", "11:30 参观西柏坡纪念馆"]
    desk.looks_right("outing-dragged")


def test_stop_is_moved_by_keyboard_and_keeps_the_focus(house, plan):
    desk, address, outing_id = plan
    desk.page.goto(address)
    meal = desk.page.locator(".way-stop", has_text="午餐")
    meal.get_by_role("link").focus()
    for place in ("第 3 站", "第 2 站"):
        desk.page.keyboard.press("Alt+ArrowUp")
        expect(desk.page.locator("#way-said")).to_contain_text(place)
        expect(desk.page.get_by_role("button", name="“午餐”上移一站")).to_be_focused()
    assert [one[6:] for one in titles(house, outing_id)[:3]] == ["集合", "午餐", "发车"]
    desk.page.keyboard.press("Alt+ArrowDown")
    expect(desk.page.locator("#way-said")).to_contain_text("第 3 站")
    assert [one[6:] for one in titles(house, outing_id)[:3]] == ["集合", "发车", "午餐"]


def test_stop_is_moved_without_a_script(house, plan, open_window, address):
    desk, page_address, outing_id = plan
    plain = open_window(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    plain.page.context.add_cookies(desk.page.context.cookies())
    plain.page.goto(page_address)
    plain.page.get_by_role("button", name="“午餐”上移一站").click()
    assert titles(house, outing_id)[2] == "09:30 午餐"


def test_pages_look_right_at_a_desk_and_on_a_phone(house, plan, open_window):
    desk, address, outing_id = plan
    with house.app_context():
        outing = db.session.get_one(Outing, outing_id)
        make_rain_plan(outing, by=STAFF, at=clock.now())
        publish(class_by_id(outing.class_id), outing, by=STAFF, at=clock.now())
    for rest in ("", "/stops/new"):
        desk.page.goto(address + rest)
        desk.looks_right("outing" + rest.replace("/", "-"))
    desk.page.goto(address.rpartition("/outings")[0] + "/")
    desk.looks_right("index")
    phone = open_window(viewport={"width": 390, "height": 844})
    phone.page.context.add_cookies(desk.page.context.cookies())
    phone.page.goto(address)
    phone.looks_right("outing-phone")
