"""A bus in a tunnel: a phone is paired, loses its signal, counts, is closed and opened, and sends it all."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core import clock
from core.access.services import create_account
from core.audit import SYSTEM
from core.db import db
from core.outbox.models import Conflict, SentAct
from core.testing import Maker
from core.training.queries import class_by_code
from tests.outbox import bus
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
CODE, PASSWORD = "ROAD-1", "a-long-password-9"
BUS, ROAD = f"/m/{CODE}/bus", f"/m/{CODE}/road"
WANG = "王䶮"


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("bus", bus.Bus())]}


@pytest.fixture
def the_class(house: Flask) -> None:
    """A class with one counsellor, and the plugin's table."""
    with house.app_context():
        bus.make_table()
        made = Maker(house).training_class(code=CODE)
        account = create_account("counsel", "孙组织员", PASSWORD, by=SYSTEM, at=clock.now())
        Maker(house).role(account, made, "counsellor")


def sign_in(desk: Watched) -> None:
    page = desk.page
    page.goto("/console/sign-in")
    page.get_by_label("登录名").fill("counsel")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="班级", exact=True).wait_for()


def offer(desk: Watched, name: str, picture: str = "") -> str:
    """The address in the QR that the desk shows for a new phone."""
    page = desk.page
    page.goto(f"/console/classes/{CODE}/phones")
    page.get_by_label("谁的手机").fill(name)
    for right in page.locator('input[name="rights"]').all():
        right.check()
    desk.looks_right(f"{picture}-list" if picture else "")
    page.get_by_role("button", name="出二维码").click()
    page.get_by_role("heading", name=name).wait_for()
    desk.looks_right(picture)
    shot = Image.open(io.BytesIO(page.locator("figure.pairing-code svg").screenshot()))
    return zxingcpp.read_barcodes(shot)[0].text


def pair(phone: Watched, address: str, name: str) -> None:
    phone.page.goto(address)
    phone.page.get_by_role("heading", name=name).wait_for()
    phone.looks_right("pair")
    phone.page.get_by_role("button", name="配对这部手机").click()
    phone.page.get_by_role("heading", name="路上").wait_for()
    phone.looks_right("road")


def line(page: Page) -> Any:
    return page.locator("[data-outbox-line]")


def open_kept(page: Page) -> None:
    page.goto(BUS)
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    expect(line(page)).to_contain_text("没有待发送的内容")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def seats(house: Flask) -> dict[str, str]:
    with house.app_context():
        return bus.seats(class_by_code(CODE).id)


def rows(house: Flask, model: type[Any]) -> list[Any]:
    with house.app_context():
        return list(db.session.execute(select(model)).scalars())


def test_bus_is_counted_in_a_tunnel(
    house: Flask, the_class: None, desk: Watched, phone: Callable[[], Watched]
) -> None:
    sign_in(desk)
    first = phone()
    pair(first, offer(desk, "一号车 李娜", "offer"), "一号车 李娜")
    expect(desk.page.get_by_text("已配对：一号车 李娜")).to_be_visible()
    context = first.page.context

    open_kept(first.page)
    first.looks_right("bus")
    context.set_offline(True)
    first.page.reload()
    expect(first.page.get_by_text("离线：显示")).to_be_visible()
    for name in ("张伟 上车", f"{WANG} 未到", f"{WANG} 上车"):
        tap(first.page, name)
    expect(line(first.page)).to_have_text("离线，3 条待发送")
    first.looks_right("bus-offline")

    first.page.close()
    again = Watched(context.new_page())
    again.page.goto(BUS)
    expect(line(again.page)).to_have_text("离线，3 条待发送")
    assert rows(house, SentAct) == []

    context.set_offline(False)
    expect(line(again.page)).to_contain_text("已全部发送")
    sent = sorted(rows(house, SentAct), key=lambda one: one.seq)
    assert [(one.seq, one.state, one.by_name) for one in sent] == [
        (1, "done", "一号车 李娜"),
        (2, "done", "一号车 李娜"),
        (3, "done", "一号车 李娜"),
    ]
    assert seats(house) == {"张伟": "上车", WANG: "上车"}
    again.looks_right("bus-sent")


def test_two_leaders_who_differ_are_put_before_a_person(
    house: Flask, the_class: None, desk: Watched, phone: Callable[[], Watched]
) -> None:
    sign_in(desk)
    phones = [phone(), phone()]
    for one, name in zip(phones, ("一号车 李娜", "随车医生 周敏"), strict=True):
        pair(one, offer(desk, name), name)
        open_kept(one.page)
        one.page.context.set_offline(True)
    tap(phones[0].page, f"{WANG} 上车")
    tap(phones[1].page, f"{WANG} 未到")
    for one in phones:
        one.page.context.set_offline(False)
        expect(line(one.page)).to_contain_text("已全部发送")
    assert seats(house) == {WANG: "未到"}

    page = desk.page
    page.goto(f"/console/classes/{CODE}/")
    expect(page.get_by_text("1 处离线冲突待处理")).to_be_visible()
    page.get_by_role("link", name="去处理").click()
    expect(page.get_by_text(f"{WANG}：一部手机记的是“上车”，另一部是“未到”。")).to_be_visible()
    desk.looks_right("conflicts")
    page.get_by_label("处理结果").fill("打电话问过，他在二号车")
    page.get_by_role("button", name="记为已处理").click()
    expect(page.get_by_text("没有要处理的冲突")).to_be_visible()
    desk.looks_right("settled")
    assert [one.outcome for one in rows(house, Conflict)] == ["打电话问过，他在二号车"]


def test_lost_phone_is_cut_off_and_forgets(
    house: Flask, the_class: None, desk: Watched, phone: Callable[[], Watched]
) -> None:
    sign_in(desk)
    lost = phone()
    pair(lost, offer(desk, "一号车 李娜"), "一号车 李娜")
    open_kept(lost.page)
    context = lost.page.context
    context.set_offline(True)
    tap(lost.page, "张伟 上车")
    expect(line(lost.page)).to_have_text("离线，1 条待发送")

    desk.page.goto(f"/console/classes/{CODE}/phones")
    desk.page.get_by_role("button", name="停用").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="停用").click()
    expect(desk.page.get_by_text("已停用“一号车 李娜”")).to_be_visible()
    desk.looks_right("cut-off-list")

    context.set_offline(False)
    expect(line(lost.page)).to_have_text("这部手机已停用，保存的内容已清除")
    expect(lost.page.get_by_role("button", name="张伟 上车")).to_have_count(0)
    lost.looks_right("cut-off-line")
    assert (
        lost.page.evaluate(
            "async () => (await caches.keys()).filter((name) => name.startsWith('jixun-kept'))"
        )
        == []
    )
    assert (
        lost.page.evaluate(
            """() => new Promise((resolve) => {
          const asked = indexedDB.open("jixun-outbox");
          asked.onsuccess = () => {
            const all = asked.result.transaction("acts").objectStore("acts").getAll();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
        )
        == []
    )
    lost.page.goto(BUS)
    expect(lost.page.get_by_text("这部手机已停用")).to_be_visible()
    lost.looks_right("cut-off")
    assert (rows(house, SentAct), seats(house)) == ([], {})
