"""Cookies, addresses and headers that somebody made up: a page that says what to do."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from core import audit, clock
from core.access import services
from core.access.guard import PHONE_COOKIE
from core.access.models import Account
from core.db import db
from core.testing import Maker

PASSWORD = "西柏坡集训2026年"


def cookies_of(answer) -> dict[str, bool]:
    """The cookies that an answer sets, and whether each stays on https."""
    lines = answer.headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: "; Secure" in line for line in lines}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_of_staff_stay_on_https_where_it_is_used(app: Flask, scheme: str) -> None:
    services.create_account("li.na", "李娜", PASSWORD, by=audit.SYSTEM, at=clock.now())
    typed = {"username": "li.na", "password": PASSWORD, "remember": "1"}
    answer = app.test_client().post(
        "/console/sign-in", data=typed, base_url=f"{scheme}://localhost"
    )
    secure = scheme == "https"
    assert cookies_of(answer) == {"jixun": secure, "jixun_staff": secure}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_of_phones_stay_on_https_where_it_is_used(make: Maker, stand, scheme: str) -> None:
    trainee = make.trainee(make.training_class(code="XBP3"))
    typed = {"phone": trainee.person.phone, "code": trainee.activation_code, "agreed": "1"}
    where = f"{scheme}://localhost"
    answer = make.app.test_client().post("/m/XBP3/bind?lang=zh", data=typed, base_url=where)
    secure = scheme == "https"
    assert cookies_of(answer) == {"jixun_device": secure, "jixun_phone": secure, "lang": secure}


@pytest.mark.parametrize("came_from", ["http://[::1", "//evil.com/", "javascript:alert(1)", "\\x"])
def test_lost_session_with_a_forged_referrer_leads_to_the_sign_in(
    app: Flask, came_from: str
) -> None:
    answer = app.test_client().post("/console/classes/new", headers={"Referer": came_from})
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/console/sign-in")


@pytest.mark.parametrize(
    "wanted",
    ["//evil.com", "///evil.com", "http://evil.com", "javascript:alert(1)", "/\\evil.com",
     "\\\\evil.com", "/\t/evil.com", "https:evil.com", "%2F%2Fevil.com", "/" + "x" * 2000],
)  # fmt: skip
def test_sign_in_never_leads_out_of_the_house(app: Flask, wanted: str) -> None:
    services.create_account("li.na", "李娜", PASSWORD, by=audit.SYSTEM, at=clock.now())
    typed = {"username": "li.na", "password": PASSWORD}
    answer = app.test_client().post("/console/sign-in", query_string={"next": wanted}, data=typed)
    assert (answer.status_code, answer.location) == (303, "/console/")


@pytest.mark.parametrize("made_up", [["x"], 5, None, [1], [1, 2, 3], {"a": 1}, ["1", None]])
def test_phone_cookie_of_another_shape_is_no_phone(app: Flask, stand, made_up: object) -> None:
    key = app.config["SECRET_KEY"]
    phone = app.test_client()
    phone.set_cookie(PHONE_COOKIE, str(URLSafeSerializer(key, salt="phone").dumps(made_up)))
    answer = phone.get("/m/")
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/m/bind")


def test_account_that_is_shut_out_is_out_at_its_next_click(
    make: Maker, console: FlaskClient
) -> None:
    account = make.account()
    browser = make.browser_of(account)
    assert browser.get("/console/").status_code == 200
    console.post(f"/console/system/accounts/{account.id}/deactivate")
    assert browser.get("/console/").status_code == 303


def test_role_that_is_taken_away_is_gone_at_the_next_click(make: Maker) -> None:
    found, account = make.training_class(code="XBP3"), make.account()
    held = make.role(account, found, "counsellor")
    browser = make.browser_of(account)
    assert browser.get("/console/classes/XBP3/").status_code == 200
    db.session.delete(held)
    db.session.commit()
    assert browser.get("/console/classes/XBP3/").status_code == 404


def test_password_of_another_kind_signs_nobody_in(make: Maker) -> None:
    account: Account = make.account("zhang")
    typed = {"username": "zhang", "password": account.password}
    assert make.app.test_client().post("/console/sign-in", data=typed).status_code == 422
