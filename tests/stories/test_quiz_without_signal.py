"""A test in a hall whose network fails: a phone is cut off, reloaded, and swapped half-way; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core import clock
from core.access.cookies import PHONE_COOKIE, phone_cookie
from core.db import db
from core.testing import Maker
from plugins.quizzes.models import Attempt
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.marks import marks_of
from plugins.quizzes.tests.conftest import (
    BLANK,
    ESSAY,
    JUDGE,
    MATCH,
    MULTIPLE,
    ORDER,
    SINGLE,
    Office,
)
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
KINDS = (SINGLE, MULTIPLE, JUDGE, BLANK, ESSAY, ORDER, MATCH)
WRONG_CLOCK = "const real = Date.now; Date.now = () => real() + 3 * 3600 * 1000;"


@dataclass
class Sat:
    """A sitting that is open, and the cookie of one trainee's phone."""

    path: str
    cookie: str


@pytest.fixture
def test(house: Flask) -> Sat:
    with house.app_context():
        make = Maker(house)
        found, office = make.training_class(code="QUIZ"), Office(house, make)
        zhang = make.trainee(found, "张伟")
        now = clock.now()
        sitting = office.sitting(
            found,
            *[office.version(one) for one in KINDS],
            opens_at=now - timedelta(minutes=1),
            closes_at=now + timedelta(hours=1),
            marks_from="sent",
        )
        return Sat(f"/m/QUIZ/quizzes/{sitting.id}", phone_cookie(make.binding(zhang.person_id)))


def bound(phone: Watched, test: Sat, address: str) -> Page:
    cookie: Any = {"name": PHONE_COOKIE, "value": test.cookie, "url": address}
    phone.page.context.add_cookies([cookie])
    return phone.page


def ready(page: Page) -> None:
    page.locator('[data-ready="yes"]').wait_for(state="attached")


def go(page: Page, number: int) -> None:
    page.locator("[data-open-sheet]").click()
    page.locator(f'[data-go="{number}"]').click()


def choose(page: Page, text: str) -> None:
    page.locator(".quiz-option:visible", has_text=text).click()


def saved(page: Page, words: str) -> None:
    expect(page.locator("[data-quiz-saved]")).to_have_text(words)


def begin(first: Watched) -> None:
    """To the first question, by the pages as they are."""
    page = first.page
    page.goto("/m/QUIZ/quizzes/")
    first.looks_right("quiz-index")
    page.get_by_role("link", name="去答题").click()
    page.get_by_role("button", name="开始答题").wait_for()
    first.looks_right("quiz-door")
    page.get_by_role("button", name="开始答题").click()
    ready(page)
    first.looks_right("quiz-single")
    choose(page, "1949")
    saved(page, "已保存 1/7")
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")


def write_in_the_tunnel(first: Watched) -> None:
    """Three answers without a signal, the page read anew between them."""
    page = first.page
    page.context.set_offline(True)
    go(page, 2)
    for text in ("辽沈战役", "平津战役"):
        choose(page, text)
    saved(page, "没有信号，已存在手机里 1 题")
    page.reload()
    ready(page)
    expect(page.locator('[data-question="2"] input:checked')).to_have_count(2)
    go(page, 4)
    page.get_by_label("第 1 空").fill("142")
    go(page, 5)
    page.locator("textarea").fill("务必谦虚")
    saved(page, "没有信号，已存在手机里 3 题")
    first.looks_right("quiz-essay-offline")


def go_on_with(second: Watched) -> None:
    """Another phone shows what the server holds, and goes on."""
    page = second.page
    page.goto("/m/QUIZ/quizzes/")
    page.get_by_role("link", name="继续答题").click()
    ready(page)
    expect(page.locator('[data-question="1"] input:checked')).to_have_value("C")
    go(page, 3)
    choose(page, "正确")
    go(page, 6)
    second.looks_right("quiz-order")
    page.get_by_role("button", name="就按这个顺序").click()
    saved(page, "已保存 3/7")


def send(second: Watched) -> None:
    page = second.page
    page.reload()
    ready(page)
    saved(page, "已保存 6/7")
    go(page, 7)
    second.looks_right("quiz-match")
    page.locator("[data-next-one]").click()
    expect(page.get_by_text("还有 1 题没答")).to_be_visible()
    second.looks_right("quiz-sheet")
    page.get_by_role("dialog").get_by_role("button", name="交卷").click()
    expect(page.get_by_role("heading", name="正在阅卷")).to_be_visible()
    second.looks_right("quiz-result")


def test_peer_12_answers_outlive_a_lost_network_and_a_swapped_phone(
    house: Flask, test: Sat, phone: Callable[[], Watched], address: str
) -> None:
    first, second = phone(), phone()
    for one in (first, second):
        bound(one, test, address)
    first.page.add_init_script(WRONG_CLOCK)
    begin(first)
    write_in_the_tunnel(first)
    go_on_with(second)
    first.page.context.set_offline(False)
    saved(first.page, "已保存 6/7")
    send(second)
    with house.app_context():
        attempt = db.session.execute(select(Attempt)).scalar_one()
        answers = answers_of([attempt.id])[attempt.id]
        marks = {n: one.points for n, one in marks_of([attempt.id])[attempt.id].items()}
        assert (attempt.ended_how, len(answers.pop(6))) == ("sent", 3)
        assert answers == {1: "C", 2: "AC", 3: True, 4: ["142"], 5: "务必谦虚"}
        assert [int(marks[n]) for n in (1, 2, 3, 4, 7)] == [2, 0, 2, 2, 0]
    ready(first.page)
    first.page.reload()
    expect(first.page.get_by_role("heading", name="正在阅卷")).to_be_visible()
