"""English is whole: every text is translated, and no page in English shows Chinese of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing import Maker
from core.training.models import TrainingClass
from core.transaction import transaction

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uffef]+")
# Chinese in every language: signs of the register, numbers of certificates, the language's own name,
# and examples of what people write in their sheets.
SIGN = re.compile(r'<span[^>]*(?:mark-glyph|aria-hidden="true")[^>]*>[^<]*</span>')
NUMBER = re.compile(r"\w+〔.+?〕第.+?号")
EXAMPLE = re.compile("中文|市总工会|工会干部培训班|市工培|培证字|样章|第1天|周二|、")


def chinese_in(page: str) -> list[str]:
    """The Chinese that a reader of the page meets and did not write."""
    for not_ours in (SIGN, NUMBER, EXAMPLE):
        page = not_ours.sub("", page)
    return sorted(set(CHINESE.findall(page)))


@pytest.fixture
def latin(make: Maker) -> TrainingClass:
    """A class whose names are Latin, so that whatever Chinese is on a page is ours."""
    training_class = make.training_class(
        name="Cadres", host="Federation", organiser="Centre", place="Xibaipo"
    )
    group = make.group(training_class, "Group one")
    person = make.person("Ann Lee", unit_id=make.unit("Unit one").id)
    make.trainee(training_class, person=person, group_id=group.id, position="Clerk")
    make.lesson(training_class, "History", place="Hall", teacher="Wang")
    return training_class


def pages(app: Flask, browser: FlaskClient, face: str, **ids: object) -> Iterator[tuple[str, str]]:
    """Address and text of every page of a face that these ids can open."""
    browser.get(f"{face}?lang=en")
    for rule in app.url_map.iter_rules():
        if (
            rule.rule.startswith(face)
            and "GET" in (rule.methods or ())
            and rule.arguments <= ids.keys()
        ):
            address = rule.rule
            for name, value in ids.items():
                address = re.sub(rf"<(\w+:)?{name}>", str(value), address)
            answer = browser.get(address)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                yield address, answer.text


def test_catalogues_complete() -> None:
    command = [sys.executable, "bin/messages", "--check"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "translations are complete\n"


@pytest.mark.parametrize("path", ["/console/sign-in", "/console/x", "/m/", "/j/x", "/s/x", "/v/x"])
def test_page_for_anyone_in_english_has_no_chinese(app: Flask, path: str) -> None:
    page = app.test_client().get(f"{path}?lang=en", follow_redirects=True)
    assert '<html lang="en"' in page.text
    assert chinese_in(page.text) == []


def test_console_in_english_has_no_chinese(
    stand: object, app: Flask, make: Maker, latin: TrainingClass
) -> None:
    account = make.account("head", administrator=True)
    with transaction():
        account.name = "Head"
    browser, ids = make.browser_of(account), {"class_code": latin.code, "account_id": 1}
    ids |= {"lesson_id": 1, "enrolment_id": 1, "person_id": 1, "unit_id": 1}
    seen = dict(pages(app, browser, "/console/", **ids))
    assert len(seen) > 40
    assert {address: chinese_in(text) for address, text in seen.items() if chinese_in(text)} == {}


def test_phone_in_english_has_no_chinese(
    stand: object, app: Flask, make: Maker, latin: TrainingClass
) -> None:
    browser = make.phone_of(make.trainee(latin, "Bob Ray"))
    seen = dict(pages(app, browser, "/m/", class_code=latin.code))
    assert len(seen) > 9
    assert {address: chinese_in(text) for address, text in seen.items() if chinese_in(text)} == {}


def test_public_links_in_english_have_no_chinese(app: Flask, latin: TrainingClass) -> None:
    page = app.test_client().get(f"/j/{latin.public_token}?lang=en")
    assert chinese_in(page.text) == []


def test_language_once_chosen_is_remembered(app: Flask) -> None:
    browser = app.test_client()
    browser.get("/console/sign-in?lang=en")
    assert heading_of(browser) == "Staff sign-in"
    browser.get("/console/sign-in?lang=zh")
    assert heading_of(browser) == "工作人员登录"


def test_language_nobody_knows_is_chinese(app: Flask) -> None:
    browser = app.test_client()
    browser.get("/console/sign-in?lang=xx")
    assert heading_of(browser) == "工作人员登录"
    assert browser.get_cookie("lang") is None


def test_paper_is_chinese_whoever_prints_it(make: Maker, latin: TrainingClass) -> None:
    browser = make.staff_browser(latin, "counsellor")
    paper = browser.get(f"/console/classes/{latin.code}/lessons/1/sign-in-sheet.pdf?lang=en")
    assert paper.mimetype == "application/pdf"
    assert "".join(re.findall("[^']+$", unquote(paper.headers["Content-Disposition"]))) == (
        "签到表 History.pdf"
    )


def heading_of(browser: FlaskClient) -> str:
    """The heading of the sign-in page, in the language of this browser."""
    page = browser.get("/console/sign-in").text
    return "".join(re.findall(r"<h1[^>]*>\s*([^<]*?)\s*</h1>", page))
