"""The hall in real browsers: the screen and a phone follow a poll by themselves; groups write for each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.access.cookies import PHONE_COOKIE
from core.makers import Maker
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
DESK = "/console/classes/HALL/quizzes"


def carry(client: FlaskClient, window: Watched, address: str) -> None:
    """Puts a test client's sign-in into a browser."""
    for name in ("jixun", PHONE_COOKIE):
        held = client.get_cookie(name)
        if held is not None:
            window.page.context.add_cookies([{"name": name, "value": held.value, "url": address}])


@pytest.fixture
def hall(house: Flask, address: str, desk: Watched, phone: Callable[[], Watched]) -> Watched:
    """A class of one with two questions in the bank; the desk is signed in, and so is the phone."""
    window = phone()
    with house.app_context():
        make = Maker(house)
        today = clock.now().date()
        found = make.training_class(code="HALL", starts_on=today, ends_on=today + timedelta(days=4))
        trainee = make.trainee(found, "张伟", group_id=make.group(found).id)
        office = Office(house, make)
        office.version(SINGLE), office.version(JUDGE)
        carry(make.staff_browser(found, "head_teacher"), desk, address)
        carry(make.phone_of(trainee), window, address)
    return window


def test_poll_runs_on_the_screen_and_the_phone_follows(hall: Watched, desk: Watched) -> None:
    screen, phone = desk.page, hall.page
    phone.goto("/m/HALL/quizzes/poll")
    hall.looks_right()
    screen.goto(f"{DESK}/polls")
    desk.looks_right("polls")
    screen.click("tr:has-text('七届二中全会') >> text=上屏")
    screen.click("text=打开大屏幕")
    desk.looks_right("poll-screen")
    phone.wait_for_selector("button:has-text('1949')")  # the page has opened anew by itself
    hall.looks_right("poll-phone")
    phone.click("button:has-text('1949')")
    phone.wait_for_selector("text=已收到您的选择")
    screen.wait_for_selector("[data-part=count] b:has-text('1')")
    screen.click("text=显示结果")
    screen.wait_for_selector("li:has-text('1949') >> text=1 人")
    screen.click("text=公布答案")
    with screen.expect_response("**/polls/screen/part"):
        pass  # the screen is drawn anew meanwhile; the question stays
    screen.click("dialog >> button:has-text('公布答案')")
    screen.wait_for_selector("li:has-text('1949') >> text=正确答案")
    desk.looks_right("poll-key")
    phone.reload()
    phone.wait_for_selector("text=投票已经结束")
    hall.looks_right("poll-phone-key")


def call_round(desk: Watched) -> None:
    """A round that is due in three hours."""
    desk.page.goto(f"{DESK}/exchanges")
    desk.page.fill("#title", "第一轮")
    due = clock.local(clock.now(), "Asia/Shanghai") + timedelta(hours=3)
    desk.page.fill("#due_at", f"{due:%Y-%m-%dT%H:%M}")
    desk.looks_right("exchanges")
    desk.page.click("main >> button:has-text('发起')")
    desk.page.wait_for_selector("text=还没有人出题")


def send_back(desk: Watched, why: str) -> None:
    """The jury returns the one question there is."""
    desk.page.reload()
    desk.looks_right("exchange")
    desk.page.fill("[name=note]", why)
    desk.page.click("main >> button:has-text('退回')")
    desk.page.wait_for_selector(f"text=退回：{why}")


def test_question_goes_from_a_phone_to_the_jury_and_back(hall: Watched, desk: Watched) -> None:
    page, phone = desk.page, hall.page
    call_round(desk)
    phone.goto("/m/HALL/today")
    phone.click("text=给其他组出题")
    hall.looks_right("exchange-phone")
    phone.click("text=单选题")
    phone.fill("#stem", "全国总工会成立于哪一年？")
    for letter, text in (("A", "1921"), ("B", "1925")):
        phone.fill(f"[aria-label='选项 {letter}']", text)
    phone.check("[name=right][value='1']")
    hall.looks_right("exchange-write")
    phone.click("text=交给评审")
    phone.wait_for_selector("text=待评审")
    send_back(desk, "请补一个选项")
    phone.reload()
    phone.click("text=改了再交")
    phone.fill("[aria-label='选项 C']", "1927")
    phone.click("text=重新交")
    phone.wait_for_selector("text=已重新交给评审")
    page.reload()
    page.click("main >> button:has-text('采用')")
    page.wait_for_selector("text=已进题库")
    phone.reload()
    phone.wait_for_selector("text=已采用")
    hall.looks_right("exchange-accepted")
