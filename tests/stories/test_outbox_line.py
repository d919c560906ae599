"""What waits to be sent, in bad weather: lost answers, a hotel's network, two windows, no disk, a signed-out desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from core.access.cookies import PAIRED_COOKIE, PHONE_COOKIE, paired_cookie, phone_cookie
from core.access.models import PhoneBinding
from core.access.services import revoke_phone
from core.audit import SYSTEM
from core.clock import now
from core.db import db
from core.outbox.models import SentAct
from core.testing import Maker
from core.training.queries import class_by_code
from tests.outbox import bus
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
CODE = "ROAD-1"
BUS, SYNC = f"/m/{CODE}/bus", f"/outbox/{CODE}/sync"
TODAY, WEEK = f"/m/{CODE}/today", f"/m/{CODE}/week"
Phone = Callable[[], Watched]
ON_DISK = """() => new Promise((resolve) => {
  const asked = indexedDB.open("jixun-outbox");
  asked.onsuccess = () => {
    const all = asked.result.transaction("acts").objectStore("acts").getAll();
    all.onsuccess = () => resolve(all.result.map((act) => act.seq).sort());
  };
})"""
NO_DISK = """Object.defineProperty(self, "indexedDB", {
  get() { return { open() { throw new Error("private"); } }; }
})"""
SHELVES = "async () => (await caches.keys()).filter((name) => name.startsWith('jixun-kept'))"


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("bus", bus.Bus())]}


@pytest.fixture
def leader(house: Flask, phone: Phone, address: str) -> Watched:
    """A paired phone in the hand of a bus leader, with the page open."""
    with house.app_context():
        bus.make_table()
        made = Maker(house).training_class(code=CODE)
        cookie = paired_cookie(Maker(house).paired_phone(made, "bus.count"))
    opened = phone()
    hand(opened, PAIRED_COOKIE, cookie, address)
    opened.page.goto(BUS)
    expect(line(opened.page)).to_have_text("没有待发送的内容")
    return opened


def hand(watched: Watched, name: str, value: str, address: str) -> None:
    cookie: Any = {"name": name, "value": value, "url": address, "httpOnly": True}
    watched.page.context.add_cookies([cookie])


def line(page: Page) -> Any:
    return page.locator("[data-outbox-line]")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def receipts(house: Flask) -> list[tuple[int, str]]:
    with house.app_context():
        rows = db.session.execute(select(SentAct).order_by(SentAct.seq)).scalars()
        return [(one.seq, one.state) for one in rows]


def test_answer_that_was_lost_is_asked_for_again(house: Flask, leader: Watched) -> None:
    page, lost = leader.page, []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route(f"**{SYNC}", lose)
    tap(page, "张伟 上车")
    expect(line(page)).to_contain_text("已全部发送", timeout=20_000)
    assert (lost, receipts(house)) == ([200], [(1, "done")])


def test_page_of_a_hotels_network_is_no_answer(house: Flask, leader: Watched) -> None:
    page = leader.page
    page.route(
        f"**{SYNC}", lambda route: route.fulfill(status=200, content_type="text/html", body="登录")
    )
    tap(page, "张伟 上车")
    expect(line(page)).to_have_text("离线，1 条待发送")
    assert page.evaluate(ON_DISK) == [1]
    page.unroute(f"**{SYNC}")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(line(page)).to_contain_text("已全部发送")
    assert receipts(house) == [(1, "done")]


def test_two_windows_show_one_number_and_send_once(house: Flask, leader: Watched) -> None:
    context = leader.page.context
    other = Watched(context.new_page())
    other.page.goto(BUS)
    other.page.get_by_role("button", name="王䶮 上车").wait_for()
    context.set_offline(True)
    tap(leader.page, "张伟 上车")
    tap(other.page, "王䶮 上车")
    for window in (leader, other):
        expect(line(window.page)).to_have_text("离线，2 条待发送")
    context.set_offline(False)
    for window in (leader, other):
        expect(line(window.page)).to_contain_text("已全部发送")
    assert receipts(house) == [(1, "done"), (2, "done")]


def test_refused_act_stays_until_somebody_read_it(house: Flask, leader: Watched) -> None:
    page = leader.page
    page.evaluate(
        """async (sync) => {
          const { openOutbox } = await import("/static/js/outbox.js");
          const { owner } = document.querySelector("[data-outbox]").dataset;
          await (await openOutbox({ sync, owner })).put("bus.count", { seat: "", value: "上车" });
        }""",
        SYNC,
    )
    tap(page, "1 条没有被接受")
    expect(page.get_by_text("没有这个座位。")).to_be_visible()
    leader.looks_right("refused")
    page.reload()
    tap(page, "1 条没有被接受")
    tap(page, "知道了")
    expect(page.get_by_text("没有这个座位。")).to_have_count(0)
    assert receipts(house) == [(1, "refused")]


def test_fault_of_the_plugin_keeps_what_comes_after(house: Flask, leader: Watched) -> None:
    page = leader.page
    page.evaluate(
        """async (sync) => {
          const { openOutbox } = await import("/static/js/outbox.js");
          const { owner } = document.querySelector("[data-outbox]").dataset;
          const outbox = await openOutbox({ sync, owner });
          await outbox.put("bus.count", { seat: "1A", value: "fault" });
          await outbox.put("bus.count", { seat: "1B", value: "上车" });
        }""",
        SYNC,
    )
    expect(line(page)).to_have_text("2 条待发送，稍后自动重发")
    assert (page.evaluate(ON_DISK), receipts(house)) == ([1, 2], [])


def test_browser_without_a_disk_says_that_the_page_must_stay(house: Flask, leader: Watched) -> None:
    page = leader.page
    page.add_init_script(
        "Object.defineProperty(self, 'indexedDB', { get() { return { open() { throw new Error('private'); } }; } })"
    )
    page.reload()
    expect(page.get_by_text("发送完以前请不要关闭这一页")).to_be_visible()
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    page.context.set_offline(True)
    tap(page, "张伟 上车")
    expect(line(page)).to_have_text("离线，1 条待发送")
    leader.looks_right("memory")
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("已全部发送")
    assert receipts(house) == [(1, "done")]


def test_signed_out_phone_keeps_its_acts_and_sends_them_afterwards(
    house: Flask, leader: Watched, address: str
) -> None:
    page, context = leader.page, leader.page.context
    cookies = [one for one in context.cookies() if one["name"] == PAIRED_COOKIE]
    context.clear_cookies()
    tap(page, "张伟 上车")
    expect(line(page)).to_have_text("1 条待发送，请重新登录后再发")
    hand(leader, PAIRED_COOKIE, cookies[0]["value"], address)
    page.reload()
    expect(line(page)).to_contain_text("已全部发送")
    assert receipts(house) == [(1, "done")]


def trainee_phone(house: Flask, phone: Phone, address: str, name: str) -> tuple[Watched, int]:
    with house.app_context():
        make = Maker(house)
        trainee = make.trainee(class_by_code(CODE), name)
        binding = make.binding(trainee.person_id)
        cookie, binding_id = phone_cookie(binding), binding.id
    opened = phone()
    opened.page.add_init_script("Math.random = () => 0")
    hand(opened, PHONE_COOKIE, cookie, address)
    return opened, binding_id


def test_trainee_opens_today_and_the_week_without_a_signal(
    house: Flask, leader: Watched, phone: Phone, address: str
) -> None:
    opened, binding_id = trainee_phone(house, phone, address, "张伟")
    page, context = opened.page, opened.page.context
    page.goto(TODAY)
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    controlled = "navigator.serviceWorker.controller !== null"
    for other in (f"/m/{CODE}/notices/", f"/m/{CODE}/me", "/s/torn"):
        page.goto(other)
        assert page.evaluate(controlled) is False
    context.set_offline(True)
    for kept, heading in ((TODAY, "张伟"), (WEEK, "全部课程")):
        page.goto(kept)
        expect(page.get_by_text("离线：显示")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        opened.looks_right(f"kept-{heading}")
    context.set_offline(False)
    page.goto(TODAY)
    expect(page.get_by_text("离线：显示")).to_be_hidden()

    with house.app_context():
        revoke_phone(db.session.get_one(PhoneBinding, binding_id), by=SYSTEM, at=now())
    page.goto(TODAY)
    page.get_by_role("heading", name="绑定这部手机").wait_for()
    page.locator('[data-forgotten="yes"]').wait_for(state="attached")
    assert page.evaluate(SHELVES) == []


def test_phone_that_changed_hands_shows_nothing_of_who_was_before(
    house: Flask, leader: Watched, phone: Phone, address: str
) -> None:
    opened, _binding = trainee_phone(house, phone, address, "张伟")
    page = opened.page
    page.goto(TODAY)
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    with house.app_context():
        make = Maker(house, made=100)
        binding = make.binding(make.trainee(class_by_code(CODE), "欧阳静怡").person_id)
        hand(opened, PHONE_COOKIE, phone_cookie(binding), address)
    page.goto(TODAY)
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    page.context.set_offline(True)
    for kept in (TODAY, WEEK):
        page.goto(kept)
        expect(page.get_by_text("离线：显示")).to_be_visible()
        assert "张伟" not in page.content()
