from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.exceptions import Gone

from core import config
from core.app import create_app
from core.contributions import Permission
from core.errors import Problem, Refused
from core.hookspecs import hookimpl
from core.testing import Browser, Maker
from core.web import needs, page, public

trial = Blueprint("trial", __name__)


@trial.get("/console/trial/broken")
@trial.get("/m/trial/broken")
@trial.get("/trial/broken")
@public
def broken() -> Any:
    """A fault of ours."""
    raise RuntimeError("the secret of the house")


@trial.get("/trial/refused")
@public
def refused() -> Any:
    """What a service refuses and no form shows."""
    raise Refused(Problem("no", "名额已满。"))


@trial.get("/trial/gone")
@public
def gone() -> Any:
    """A link that is over."""
    raise Gone("请向班主任要新的报名链接。")


@trial.get("/trial/forgotten")
def forgotten() -> Any:
    """A route that nobody thought of."""
    return page("console/access/sign_in.html")


@trial.get("/trial/unknown")
@needs("trial.nobody_registered_this")
def unknown() -> Any:
    """A route whose right was never registered."""
    return "open"


@trial.get("/trial/known")
@needs("trial.known")
def known() -> Any:
    """A route with a right."""
    return "open"


@trial.post("/m/trial/post")
@public
def post() -> Any:
    """A post from a phone."""
    return "taken"


class Plugin:
    """Brings the pages of this test."""

    @hookimpl
    def register_blueprints(self) -> list[Blueprint]:
        return [trial]

    @hookimpl
    def register_permissions(self) -> list[Permission]:
        return [Permission("trial.known", "试验", ("host",))]


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("trial", Plugin())]}


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/console/trial/broken", 'class="console"'),
        ("/m/trial/broken", 'class="phone"'),
        ("/trial/broken", 'class="public"'),
    ],
)
def test_fault_of_ours_shows_a_number_that_stands_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture, path: str, mark: str
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get(path)
    number = answer.headers["X-Request-Id"]
    assert (answer.status_code, mark in answer.text) == (500, True)
    assert re.search(rf"编号 <code>{number}</code>", answer.text)
    assert "the secret of the house" not in answer.text
    assert number in caplog.text
    assert "the secret of the house" in caplog.text


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/console/nothing", 'class="console"'),
        ("/m/nothing/at-all", 'class="phone"'),
        ("/nothing", 'class="public"'),
    ],
)
def test_unknown_page_has_the_right_face(app: Flask, path: str, mark: str) -> None:
    answer = app.test_client().get(path)
    assert (answer.status_code, mark in answer.text, "没有这个页面" in answer.text) == (
        404,
        True,
        True,
    )


def test_refusal_that_no_form_shows_is_a_page_with_the_reason(app: Flask) -> None:
    answer = app.test_client().get("/trial/refused")
    assert (answer.status_code, "名额已满。" in answer.text) == (409, True)


def test_link_that_is_over_says_whom_to_ask(app: Flask) -> None:
    answer = app.test_client().get("/trial/gone")
    assert (answer.status_code, "请向班主任要新的报名链接。" in answer.text) == (410, True)


def test_fragment_gets_a_fragment_of_an_error(app: Flask) -> None:
    answer = app.test_client().get("/nothing", headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in answer.text) == (404, False)


def test_error_page_that_cannot_be_drawn_is_still_an_answer(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.jinja_env.globals.pop("asset")
    answer = app.test_client().get("/trial/broken")
    assert (answer.status_code, answer.headers["X-Request-Id"] in answer.text) == (500, True)


@pytest.mark.parametrize("path", ["/trial/forgotten", "/trial/unknown"])
def test_route_that_names_no_known_right_is_open_to_nobody(
    app: Flask, make: Maker, path: str
) -> None:
    administrator = make.browser_of(make.account(administrator=True))
    assert app.test_client().get(path).status_code == 303
    assert administrator.get(path).status_code == 403
    assert administrator.get("/trial/known").status_code == 200


@pytest.mark.parametrize("path", ["/console/sign-in", "/m/bind", "/nothing"])
def test_every_page_is_closed_to_foreign_scripts_frames_and_caches(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert (policy["style-src"], policy["frame-ancestors"]) == ("'self'", "'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/console/sign-in", "/m/bind", "/nothing"])
def test_no_page_holds_inline_script_style_or_foreign_host(app: Flask, path: str) -> None:
    text = app.test_client().get(path).text
    assert (
        re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://(?!www\.w3)", text)
        == []
    )


def test_https_is_remembered_where_it_is_used(app: Flask) -> None:
    answer = app.test_client().get("/console/sign-in", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_stay_on_https_where_the_installation_says_so(settings: config.Settings) -> None:
    app = create_app(settings=replace(settings, secure_cookies=True), testing=True)
    app.test_client_class = Browser
    answer = app.test_client().get("/console/sign-in", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_forged_post_from_a_phone_is_refused_and_says_what_to_do(app: Flask) -> None:
    assert app.test_client().post("/m/trial/post").text == "taken"
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post("/m/trial/post")
    assert (answer.status_code, "刷新后再提交" in answer.text) == (400, True)


def test_page_with_its_token_may_post(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = app.test_client()
    found = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/console/sign-in").text
    )
    assert found is not None
    assert browser.post("/m/trial/post", data={"csrf_token": found[1]}).text == "taken"


def test_lost_session_in_a_fragment_sends_the_whole_page_to_the_sign_in(app: Flask) -> None:
    headers = {"HX-Request": "true", "Referer": "http://localhost/console/classes/C1/"}
    answer = app.test_client().get("/console/account/password", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/console/sign-in?next=/console/classes/C1/"


def test_post_after_the_session_was_lost_leads_to_the_sign_in(app: Flask, make: Maker) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post("/console/account/password")
    assert (answer.status_code, "登录已过期" in answer.text) == (401, True)
    assert 'href="/console/sign-in"' in answer.text
    staff = make.browser_of(make.account())
    assert staff.post("/console/account/password").status_code == 400


def test_language_of_a_page_is_said(app: Flask) -> None:
    assert '<html lang="zh-CN"' in app.test_client().get("/console/sign-in").text


def test_too_large_an_upload_is_refused_unread(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = app.test_client().post("/console/sign-in", data={"username": "x" * 2000})
    assert (answer.status_code, "文件太大" in answer.text) == (413, True)
