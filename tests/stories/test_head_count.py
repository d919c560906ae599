"""Two phones count one bus without a signal: nobody is lost, and what they do not agree on is listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core import clock
from core.access.cookies import PAIRED_COOKIE, PHONE_COOKIE, paired_cookie, phone_cookie
from core.access.services import create_account
from core.audit import SYSTEM
from core.db import db
from core.outbox.models import Conflict
from core.testing import Maker
from core.training.queries import class_by_code
from core.transaction import transaction
from plugins.field_teaching.models import CountEntry, Departure, Outing
from plugins.field_teaching.tests.conftest import Road
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
CODE, PASSWORD = "TRIP-1", "a-long-password-9"
VECTORS = Path(__file__).parents[2] / "plugins/field_teaching/tests/rules/counting_vectors.json"
LONG = "阿卜杜热合曼·买买提艾力"


@pytest.fixture
def trip(house: Flask) -> dict[str, Any]:
    """A bus of 44 trainees and a doctor, a second bus of two, three boardings, a plan for rain."""
    with house.app_context():
        make = Maker(house)
        road, found = Road(make), make.training_class(code=CODE)
        today = clock.now().replace(minute=0, second=0, microsecond=0)
        outing = road.outing(found, held_on=clock.today(found.zone), title="西柏坡一日现场教学")
        gather = road.stop(outing, "gather", "党校北门集合", today, place="北门停车场")
        road.stop(outing, "teach", "西柏坡纪念馆", today + timedelta(hours=1))
        back = road.stop(outing, "return", "纪念馆停车场上车", today + timedelta(hours=3))
        road.placing(gather, today, variant="rain")
        road.placing(back, today + timedelta(hours=2), variant="rain")
        bus, other = road.vehicle(found), road.vehicle(found, "二号车", ordering=1)
        groups = [make.group(found) for _number in range(4)]
        names = [f"学员{number:02d}" for number in range(1, 43)] + [LONG, "王䶮"]
        people = [
            make.trainee(found, name, group_id=groups[at // 11].id) for at, name in enumerate(names)
        ]
        for seat, one in enumerate(people, start=2):
            road.ride(bus, one, seat=seat)
        road.ride(bus, road.companion(found, "王大夫", "doctor"), seat=1)
        strays = [make.trainee(found, name) for name in ("赵错车", "钱二车")]
        for seat, one in enumerate(strays, start=1):
            road.ride(other, one, seat=seat)
        account = create_account("counsel", "孙组织员", PASSWORD, by=SYSTEM, at=clock.now())
        make.role(account, found, "head_teacher")
        phones = [
            paired_cookie(make.paired_phone(found, "field_teaching.count", name=name))
            for name in ("一号车 李娜", "随车医生 周敏")
        ]
        bound = phone_cookie(make.binding(strays[0].person_id))
        return {
            "outing": outing.id, "bus": bus.id, "gather": gather.id, "phones": phones,
            "bound": bound, "token": bus.token, "people": [one.id for one in people],
        }  # fmt: skip


def give(phone: Watched, name: str, value: str, address: str) -> None:
    phone.page.context.add_cookies([{"name": name, "value": value, "url": address}])


def road_of(trip: dict[str, Any]) -> str:
    return f"/console/classes/{CODE}/field/road/{trip['outing']}/{trip['bus']}"


def open_kept(page: Page, trip: dict[str, Any]) -> None:
    page.goto(road_of(trip))
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    page.locator('[data-road][data-state="drawn"]').wait_for()


def line(page: Page) -> Any:
    return page.locator("[data-outbox-line]")


def tile(page: Page, name: str) -> Any:
    return page.locator(".road-tile", has=page.get_by_text(name, exact=True))


def rows(house: Flask, model: type[Any]) -> list[Any]:
    with house.app_context():
        return list(db.session.execute(select(model)).scalars())


def sign_in(desk: Watched) -> None:
    page = desk.page
    page.goto("/console/sign-in")
    page.get_by_label("登录名").fill("counsel")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="班级", exact=True).wait_for()


def count_without_a_signal(page: Page, second: Page, shown: Watched) -> None:
    """Two missing, all the rest here; one comes late; the other phone sweeps everyone."""
    page.reload()
    page.locator('[data-road][data-state="drawn"]').wait_for()
    tile(page, LONG).click()
    tile(page, "王䶮").click()
    page.get_by_role("button", name="其余 43 人全齐").click()
    expect(page.locator(".road-number")).to_have_text("43 / 45")
    expect(line(page)).to_have_text("离线，3 条待发送")
    shown.looks_right("count-missing")
    tile(page, "王䶮").click()
    expect(page.locator(".road-number")).to_have_text("44 / 45")
    second.get_by_role("button", name="其余 45 人全齐").click()
    expect(second.locator(".road-number")).to_have_text("45 / 45")


def leave_without_one(page: Page, shown: Watched) -> None:
    """Only with a reason; and it is still so after the page was opened again."""
    page.get_by_role("button", name="缺 1 人，44/45，发车").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="不等了，发车").click()
    expect(page.get_by_text("请写一句原因。")).to_be_visible()
    shown.looks_right("count-why")
    dialog.locator("input").fill("自己打车去")
    dialog.get_by_role("button", name="不等了，发车").click()
    expect(page.get_by_role("heading", name="纪念馆停车场上车")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="纪念馆停车场上车")).to_be_visible()


def leave_too_soon(page: Page, shown: Watched) -> None:
    """A second press on the same place would leave the next stop with everybody: it asks first."""
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="全齐，45/45，发车").click()
    expect(dialog).to_contain_text("刚从“党校北门集合”发车。现在就从“纪念馆停车场上车”发车吗？")
    shown.looks_right("count-soon")
    dialog.get_by_role("button", name="返回").click()
    page.get_by_role("button", name="全齐，45/45，发车").dblclick()
    dialog.get_by_role("button", name="都在，发车").click()


def waiting_conflicts(house: Flask) -> list[str]:
    return [one.title for one in rows(house, Conflict) if one.settled_at is None]


def decide_at_the_desk(desk: Watched, trip: dict[str, Any]) -> None:
    sign_in(desk)
    desk.page.goto(f"/console/classes/{CODE}/field/outings/{trip['outing']}/control")
    expect(desk.page.get_by_text(f"清点：{LONG} 在不在说法不一")).to_be_visible()
    desk.looks_right("control")
    folded = desk.page.locator('details[data-key^="unsaid"]').first
    folded.locator("summary").click()
    with desk.page.expect_response(lambda one: one.url.endswith("/control/board")):
        pass
    expect(folded.get_by_role("button", name="缺").first).to_be_visible()
    desk.page.get_by_role("link", name="逐条回放").click()
    desk.page.get_by_role("heading", name="党校北门集合").wait_for()
    desk.looks_right("replay")
    desk.page.go_back()
    desk.page.get_by_role("button", name="核实过，不在").click()
    expect(desk.page.get_by_text(f"清点：{LONG} 在不在说法不一")).to_have_count(0)


def test_two_phones_count_one_bus_in_a_tunnel(
    house: Flask, trip: dict[str, Any], desk: Watched, phone: Callable[[], Watched], address: str
) -> None:
    first, second = phone(), phone()
    for one, cookie in zip((first, second), trip["phones"], strict=True):
        give(one, PAIRED_COOKIE, cookie, address)
        open_kept(one.page, trip)
    page = first.page
    expect(page.locator(".road-number")).to_have_text("0 / 45")
    first.looks_right("count-start")
    for one in (first, second):
        one.page.context.set_offline(True)
    count_without_a_signal(page, second.page, first)
    leave_without_one(page, first)
    assert rows(house, CountEntry) == []

    with house.app_context(), transaction() as session:
        session.get_one(Outing, trip["outing"]).variant = "rain"
    for one in (first, second):
        one.page.context.set_offline(False)
        expect(line(one.page)).to_contain_text("已全部发送")
    expect(page.get_by_text("已改为雨天方案").first).to_be_visible()
    (left,) = rows(house, Departure)
    assert (left.here, left.due, left.why) == (44, 45, "不等了：自己打车去")
    assert left.missing == [f"e:{trip['people'][42]}"]
    assert waiting_conflicts(house) == [f"清点：{LONG} 在不在说法不一"]
    decide_at_the_desk(desk, trip)
    assert waiting_conflicts(house) == []

    # Whom the bus left without is swept along by nothing: somebody must see them first.
    expect(page.get_by_role("button", name="其余 44 人全齐")).to_be_visible()
    expect(page.get_by_role("button", name="缺 1 人，44/45，发车")).to_be_visible()
    expect(page.locator(".road-missing").get_by_text("今天还没有点到过")).to_be_visible()
    first.looks_right("count-behind")
    page.locator(".road-missing").get_by_role("button", name="他在").click()
    leave_too_soon(page, first)
    expect(page.locator(".road-now h2")).to_have_text("今天的清点都完成了。")
    first.looks_right("count-over")


def test_trainee_scans_the_door_of_another_bus(
    house: Flask, trip: dict[str, Any], phone: Callable[[], Watched], address: str
) -> None:
    stray = phone()
    give(stray, PHONE_COOKIE, trip["bound"], address)
    stray.page.goto(f"/f/b/{trip['token']}")
    expect(stray.page.get_by_text("您应该坐二号车，这里是一号车。")).to_be_visible()
    assert rows(house, CountEntry) == []
    stray.looks_right("door-wrong")
    stray.page.get_by_role("button", name="我就坐这辆，我在车上").click()
    expect(stray.page.get_by_text("已记：在一号车")).to_be_visible()
    stray.looks_right("door-done")
    assert [(one.said, one.way) for one in rows(house, CountEntry)] == [("here", "self")]

    leader = phone()
    give(leader, PAIRED_COOKIE, trip["phones"][0], address)
    open_kept(leader.page, trip)
    expect(leader.page.get_by_text("应在二号车")).to_be_visible()
    leader.page.evaluate("document.documentElement.classList.add('care')")
    leader.looks_right("count-care")
    leader.page.get_by_role("button", name="全齐，45/45，发车").click()
    dialog = leader.page.get_by_role("dialog")
    expect(dialog).to_contain_text("还有 45 人没有扫码")
    leader.looks_right("count-rest")
    dialog.get_by_role("button", name="返回").click()
    assert rows(house, Departure) == []


def test_phone_counts_by_the_same_rule_as_the_server(
    house: Flask, trip: dict[str, Any], phone: Callable[[], Watched], address: str
) -> None:
    leader = phone()
    give(leader, PAIRED_COOKIE, trip["phones"][0], address)
    open_kept(leader.page, trip)
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))
    said = leader.page.evaluate(
        """async (cases) => {
          const { countAt, valid } = await import("/static/field_teaching/counting.js");
          return cases.map(({ riders, words, leavings, moment, onLeave }) => {
            const said = valid(words, leavings ?? [], moment);
            const count = countAt(1, 1, riders, said, moment, (key) => onLeave.includes(key));
            return { judged: count.judged.map((one) => [one.rider, one.verdict, one.differs]),
              strangers: count.strangers.map((one) => one.rider), here: count.here,
              due: count.due, missing: count.missing };
          });
        }""",
        cases,
    )
    assert said == [case["expected"] for case in cases]
    assert len(said) > 50


def test_vehicles_are_looked_at(house: Flask, trip: dict[str, Any], desk: Watched) -> None:
    sign_in(desk)
    desk.page.goto(f"/console/classes/{CODE}/field/vehicles")
    desk.looks_right("vehicles")
    desk.page.get_by_role("button", name="按组排座").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="按组排座").click()
    expect(desk.page.get_by_text("已排好 47 人。")).to_be_visible()
    desk.looks_right("vehicles-seated")
    desk.page.get_by_role("link", name="王䶮").click()
    desk.looks_right("rider")
    desk.page.goto(f"/console/classes/{CODE}/field/vehicles/new")
    desk.looks_right("vehicle-new")
    desk.page.goto(f"/console/classes/{CODE}/field/road/")
    desk.looks_right("road-list")
    with house.app_context():
        assert class_by_code(CODE).id
