"""An organiser orders a paper by keyboard and mouse, plans a test and watches it, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from core import clock
from core.db import db
from core.testing import Maker
from core.transaction import transaction
from plugins.quizzes.models import Paper, PaperQuestion, PaperSection
from plugins.quizzes.tests.conftest import ESSAY, JUDGE, SINGLE, Office

pytestmark = pytest.mark.browser


def stems(page) -> list[str]:
    return page.locator(".row-stem").all_inner_texts()


@pytest.fixture
def set_up(house, desk):
    """A paper of two sections, and a test of it that is open: one writes, one has not come."""
    with house.app_context():
        make = Maker(house)
        office = Office(house, make)
        found = make.training_class()
        questions = [office.version(replace(SINGLE, stem=f"第{n}问")) for n in "甲乙丙"]
        paper: Paper = office.paper(found, *questions)
        section = PaperSection(paper_id=paper.id, position=2, title="判断题", points=1)
        with transaction() as session:
            session.add(section)
        judged = office.version(replace(JUDGE, stem="判断"))
        with transaction() as session:
            session.add(PaperQuestion(section_id=section.id, position=1, version_id=judged.id))
        now = clock.now()
        sitting = office.sitting(
            found, *questions, paper_id=paper.id, opens_at=now - timedelta(minutes=5),
            closes_at=now + timedelta(hours=1),
        )  # fmt: skip
        writer = make.trainee(found, "欧阳静怡")
        make.trainee(found, "张伟")
        office.attempt(
            sitting, writer, *questions, started_at=now, ends_at=now + timedelta(minutes=30)
        )
        office.version(ESSAY)
        account = make.account()
        make.role(account, found, "organiser")
        cookie = make.browser_of(account).get_cookie("jixun")
        known = (found.code, paper.id, section.id, sitting.id, cookie.value)
    code, paper_id, section_id, sitting_id, value = known
    desk.page.context.add_cookies(
        [{"name": "jixun", "value": value, "domain": "127.0.0.1", "path": "/"}]
    )
    return desk, f"/console/classes/{code}/quizzes", paper_id, section_id, sitting_id


def test_paper_is_ordered_by_keyboard_and_mouse_and_its_total_follows(house, set_up):
    desk, base, paper_id, _section_id, _sitting_id = set_up
    page = desk.page
    page.goto(f"{base}/papers/{paper_id}")
    page.get_by_label("第 1 题上移").first.focus()
    for place in (2, 3):
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator("#paper-said")).to_have_text(f"现在是第 {place} 题。")
    assert stems(page) == ["第乙问", "第丙问", "第甲问", "判断"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "第 3 题下移"
    start, end = (page.locator(".row-stem").nth(n).bounding_box() for n in (0, 3))
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 20, end["y"] + 2, steps=6)
    page.mouse.up()
    expect(page.locator(".card-note").nth(1)).to_have_text("2 题，共 2 分")
    assert stems(page) == ["第丙问", "第甲问", "第乙问", "判断"]
    page.get_by_label("第 1 题的分值").first.fill("5.5")
    page.keyboard.press("Tab")
    expect(page.locator(".paper-total b")).to_have_text("9.5")
    desk.looks_right("quiz-paper")
    with house.app_context():
        rows = select(PaperQuestion.points).order_by(PaperQuestion.id)
        assert [one and float(one) for one in db.session.execute(rows).scalars()] == [
            None, None, 5.5, None,
        ]  # fmt: skip


def test_pages_of_papers_and_sittings_are_for_everybody(set_up):
    desk, base, paper_id, section_id, sitting_id = set_up
    for name in (
        "", "papers", "papers/new", "papers/quick", "papers/copy", f"papers/{paper_id}/preview",
        f"papers/{paper_id}/sections/{section_id}/edit", f"papers/{paper_id}/sections/{section_id}/choose",
        "new", f"{sitting_id}/edit", f"{sitting_id}/screen",
    ):  # fmt: skip
        desk.page.goto(f"{base}/{name}")
        desk.looks_right()
    desk.page.goto(f"{base}/{sitting_id}")
    desk.looks_right("quiz-sitting")
    desk.page.get_by_role("button", name="欧阳静怡").click()
    expect(desk.page.get_by_role("button", name="现在收卷")).to_be_visible()
    desk.looks_right("quiz-seat")
