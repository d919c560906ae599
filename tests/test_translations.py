"""English is whole: every text is translated, and a page in English shows no Chinese of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing import Maker
from core.training.models import TrainingClass

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]+")
NOT_OURS = {"中文", "集训"}  # the language's own name where one switches, and the product's
SIGNS = re.compile(r'<span[^>]*(?:class="mark-glyph"|aria-hidden="true")[^>]*>[^<]*</span>')


def chinese_in(page: str) -> list[str]:
    """The Chinese a reader of the page meets; the signs of the register are the same everywhere."""
    return sorted(set(CHINESE.findall(SIGNS.sub("", page))) - NOT_OURS)


@pytest.fixture
def foreign_class(make: Maker) -> TrainingClass:
    """A class whose names are Latin, so that whatever Chinese is on a page is ours."""
    training_class = make.training_class(
        name="Cadres", host="Federation", organiser="Centre", place="Xibaipo"
    )
    group = make.group(training_class, "Group one")
    unit = make.unit("Unit one")
    person = make.person("Ann Lee", unit_id=unit.id)
    make.trainee(training_class, person=person, group_id=group.id, position="Clerk")
    make.lesson(training_class, "History", place="Hall", teacher="Wang")
    return training_class


def test_catalogues_complete() -> None:
    done = subprocess.run(
        [sys.executable, "bin/messages", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == "translations are complete\n"


@pytest.mark.parametrize("path", ["/console/sign-in", "/console/nowhere", "/m/", "/j/nowhere"])
def test_page_for_anyone_in_english_has_no_chinese(app: Flask, path: str) -> None:
    page = app.test_client().get(f"{path}?lang=en", follow_redirects=True)
    assert '<html lang="en"' in page.text
    assert chinese_in(page.text) == []


CONSOLE_PAGES = ["", "trainees", "timetable", "attendance", "leave", "notices", "completion"]


@pytest.mark.parametrize("path", CONSOLE_PAGES)
def test_class_page_in_english_has_no_chinese(
    stand: object, make: Maker, foreign_class: TrainingClass, path: str
) -> None:
    account = make.account("head", administrator=True)
    account.name = "Head"
    browser = make.browser_of(account)
    page = browser.get(
        f"/console/classes/{foreign_class.code}/{path}?lang=en", follow_redirects=True
    )
    assert page.status_code == 200
    assert chinese_in(page.text) == []


@pytest.mark.parametrize("path", ["", "week", "me", "notices", "leave"])
def test_phone_page_in_english_has_no_chinese(
    stand: object, make: Maker, foreign_class: TrainingClass, path: str
) -> None:
    trainee = make.trainee(foreign_class, "Bob Ray")
    page = make.phone_of(trainee).get(
        f"/m/{foreign_class.code}/{path}?lang=en", follow_redirects=True
    )
    assert page.status_code == 200
    assert chinese_in(page.text) == []


def test_language_once_chosen_is_remembered(app: Flask) -> None:
    browser = app.test_client()
    browser.get("/console/sign-in?lang=en")
    assert title_of(browser) == "Staff sign-in"
    browser.get("/console/sign-in?lang=zh")
    assert title_of(browser) == "工作人员登录"


def test_language_nobody_knows_is_chinese(app: Flask) -> None:
    browser = app.test_client()
    browser.get("/console/sign-in?lang=xx")
    assert title_of(browser) == "工作人员登录"
    assert browser.get_cookie("lang") is None


def title_of(browser: FlaskClient) -> str:
    """The heading of the sign-in page, in the language of this browser."""
    found = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", browser.get("/console/sign-in").text, re.S)
    return found[1] if found else ""
