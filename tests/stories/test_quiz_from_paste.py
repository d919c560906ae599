"""From a list that circulates in a chat group to marks that stand: pasted, mended, set, written, explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core import clock
from core.access.cookies import PHONE_COOKIE, phone_cookie
from core.access.services import create_account
from core.testing import STAFF, Maker
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
PASSWORD = "训练用-密码-2026"
HOME = "/console/classes/QUIZ/quizzes"


def pasted() -> str:
    """Fifty questions in several layouts; one key names no option, one question has none."""
    lines = ["党的知识测试题（50题）", "一、单选题（每题2分，共40分）"]
    for n in range(1, 21):
        key = "F" if n == 7 else "ABCD"[n % 4]
        if n % 2:
            lines += [
                f"{n}.第{n}件事，说法正确的是({key})。",
                f"A.说法{n}甲B.说法{n}乙C.说法{n}丙D.说法{n}丁",
            ]
        else:
            lines += [f"{n}、第{n}件事发生在哪一年？", f"A、19{20 + n}　B、19{21 + n}"]
            lines += [f"C、19{22 + n}　D、19{23 + n}", f"答案：{key}"]
    lines.append("二、多选题（每题3分）")
    for n in range(21, 31):
        key = "A、B、D" if n % 2 else "ABC"
        lines += [
            f"{n}.属于第{n}类工作的有（{key}）。",
            f"A.内容{n}甲 B.内容{n}乙 C.内容{n}丙 D.内容{n}丁",
        ]
    lines.append("三、判断题")
    lines += [f"{n}.第{n}条表述是正确的规定。({'√' if n % 3 else '×'})" for n in range(31, 41)]
    lines += ["第 3 页 共 3 页", "四、填空题"]
    for n in range(41, 50):
        lines += [f"{n}.第{n}次会议召开于____年。", f"答案：19{n}"]
    return "\n".join([*lines, "五、单选题", "50.下列正确的是(  )。", "A.甲B.乙C.丙D.丁"])


@pytest.fixture
def cookies(house: Flask) -> Iterator[list[str]]:
    """A class with an organiser who can sign in, and the phones of two trainees."""
    with house.app_context():
        make = Maker(house)
        found = make.training_class(code="QUIZ")
        account = create_account(
            "zhao", "赵老师", PASSWORD, administrator=True, by=STAFF, at=clock.now()
        )
        assert account.id
        people = [make.trainee(found, name).person_id for name in ("张伟", "欧阳静怡")]
        yield [phone_cookie(make.binding(one)) for one in people]


def sign_in(desk: Watched) -> Page:
    page = desk.page
    page.goto("/console/sign-in")
    page.get_by_label("登录名").fill("zhao")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/console/")
    return page


def taken(page: Page, desk: Watched) -> None:
    """Pastes the list, mends the two that are doubtful on the same page, takes all fifty."""
    page.goto(f"{HOME}/bank/import")
    page.get_by_role("textbox").first.fill(pasted())
    page.get_by_role("button", name="读题").click()
    seventh, last = page.locator("#q-6"), page.locator("#q-49")
    expect(seventh).to_contain_text("答案 F 不在选项里。")
    expect(seventh).to_contain_text("A.说法7甲B.说法7乙")  # beside what it was read from
    expect(last).to_contain_text("没有答案。")
    desk.looks_right("quiz-import")
    for doubtful, right in ((seventh, 3), (last, 0)):
        doubtful.get_by_role("radio").nth(right).check()
        doubtful.get_by_role("button", name="改好了").click()
        expect(doubtful.get_by_role("button", name="改好了")).to_have_count(0)
    page.get_by_role("button", name="采用 50 题", exact=True).click()
    expect(page.locator("main")).to_contain_text(
        "读到 50 = 采用 50 + 草稿 0 + 没有收 0 + 没读成题 0"
    )
    desk.looks_right("quiz-taken")


def published(page: Page, desk: Watched) -> None:
    """Makes a paper of the import in one press, and a sitting that is open now."""
    page.get_by_role("link", name="去组卷").click()
    page.get_by_role("button", name="组卷").click()
    expect(page.locator("main")).to_contain_text("单选题")
    desk.looks_right("quiz-paper")
    page.get_by_role("link", name="安排测验").first.click()
    opens = clock.local(clock.now() - timedelta(minutes=2), "Asia/Shanghai")
    closes = opens + timedelta(hours=2)
    for name, moment in (("opens", opens), ("closes", closes)):
        page.locator(f"[name={name}_on]").fill(f"{moment:%Y-%m-%d}")
        page.locator(f"[name={name}]").fill(f"{moment:%H:%M}")
    page.locator("[name=minutes]").fill("60")
    desk.looks_right("quiz-plan")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_role("button", name="发布").first.click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.locator("main")).to_contain_text("未开始")
    desk.looks_right("quiz-published")


def choose(page: Page, *, right: bool) -> None:
    """Taps an option of the question that is shown; papers are shuffled, so it may be any 单选题."""
    stem = page.locator("[data-question]:visible").first.inner_text()
    found = re.search(r"第(\d+)件事", stem)
    n = int(found[1]) if found else 0
    key = {0: 0, 7: 3}.get(n, n % 4)
    meant = key if right else (key + 1) % 4
    text = "甲乙丙丁"[meant] if n % 2 or not n else str(1920 + n + meant)
    page.locator(".quiz-option:visible", has_text=text).click()


def answered(watched: Watched, cookie: str, address: str) -> None:
    """Finds the test on today's page, answers two questions right and one wrong, and hands in."""
    kept: Any = {"name": PHONE_COOKIE, "value": cookie, "url": address}
    page = watched.page
    page.context.add_cookies([kept])
    page.goto("/m/QUIZ/today")
    page.get_by_role("link", name="去答题").click()
    page.get_by_role("button", name="开始答题").click()
    page.locator('[data-ready="yes"]').wait_for(state="attached")
    choose(page, right=True)
    page.locator("[data-next-one]").click()
    choose(page, right=False)
    expect(page.locator("[data-quiz-saved]")).to_have_text("已保存 2/50")
    watched.looks_right("quiz-phone")
    page.locator("[data-open-sheet]").click()
    page.get_by_role("dialog").get_by_role("button", name="交卷").click()
    page.wait_for_url("**/result")
    watched.looks_right("quiz-handed-in")


def explained(page: Page, desk: Watched) -> None:
    """Opens the results and one paper: each mark says how it came about."""
    page.goto(f"{HOME}/")
    page.get_by_role("link", name="成绩").first.click()
    page.get_by_role("link", name="张伟").first.click()
    expect(page.locator("main")).to_contain_text(re.compile(r"答 [A-D]，答对，得 2 分"))
    expect(page.locator("main")).to_contain_text(re.compile(r"答 [A-D]，答错，得 0 分"))
    expect(page.locator("main")).to_contain_text("没有作答，得 0 分")
    desk.looks_right("quiz-explained")


def test_fifty_questions_from_a_chat_become_marks_that_can_be_explained(
    desk: Watched, phone: Callable[[], Watched], cookies: list[str], address: str
) -> None:
    page = sign_in(desk)
    taken(page, desk)
    published(page, desk)
    for cookie in cookies:
        answered(phone(), cookie, address)
    explained(page, desk)
