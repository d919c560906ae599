from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import audit, clock
from core.access import services
from core.access.models import Account
from core.db import db
from core.errors import Refused
from core.limits import LIMITS_ON
from core.testing import Maker, rows_of

PASSWORD = "西柏坡集训2026年"


@pytest.fixture
def account(app: Flask) -> Account:
    return services.create_account("Li.Na", "李娜", PASSWORD, by=audit.SYSTEM, at=clock.now())


def sign_in(browser: FlaskClient, username: str, password: str, wanted: str = ""):
    address = "/console/sign-in" + (f"?next={wanted}" if wanted else "")
    return browser.post(address, data={"username": username, "password": password})


def test_sign_in_with_any_case_goes_on_to_the_wanted_page(app: Flask, account: Account) -> None:
    browser = app.test_client()
    answer = sign_in(browser, " li.na ", PASSWORD, "/console/account/password")
    assert (answer.status_code, answer.location) == (303, "/console/account/password")
    assert browser.get("/console/account/password").status_code == 200
    db.session.refresh(account)
    assert account.login_count == 1


def test_unknown_name_and_wrong_password_read_the_same(app: Flask, account: Account) -> None:
    wrong = sign_in(app.test_client(), "li.na", "不是这个密码12")
    unknown = sign_in(app.test_client(), "nobody", "不是这个密码12")
    shut = [page.get_data(as_text=True).count("登录名或密码不对。") for page in (wrong, unknown)]
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert shut[0] == shut[1] > 0


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/%5Cevil.example", "/%09/evil.example"]
)
def test_sign_in_never_leaves_the_house(app: Flask, account: Account, wanted: str) -> None:
    assert sign_in(app.test_client(), "li.na", PASSWORD, wanted).location == "/console/"


def test_signed_out_browser_is_asked_again_and_comes_back(app: Flask, account: Account) -> None:
    browser = app.test_client()
    sign_in(browser, "li.na", PASSWORD)
    assert browser.post("/console/sign-out").location == "/console/sign-in"
    answer = browser.get("/console/account/password")
    assert answer.location == "/console/sign-in?next=/console/account/password"


def test_new_password_ends_other_sessions_but_not_this_one(app: Flask, account: Account) -> None:
    here, there = app.test_client(), app.test_client()
    for browser in (here, there):
        sign_in(browser, "li.na", PASSWORD)
    new = {"old": PASSWORD, "password": "正定古城2026年新", "repeated": "正定古城2026年新"}
    assert here.post("/console/account/password", data=new).status_code == 303
    assert here.get("/console/account/password").status_code == 200
    assert there.get("/console/account/password").status_code == 303


def test_own_password_asks_for_the_old_one(app: Flask, account: Account) -> None:
    browser = app.test_client()
    sign_in(browser, "li.na", PASSWORD)
    new = {"old": "错了错了错了1", "password": "正定古城2026年新", "repeated": "正定古城2026年新"}
    assert "现在的密码不对。" in browser.post("/console/account/password", data=new).text
    assert services.password_fits(account, PASSWORD)


def test_deactivated_account_is_out_at_once(app: Flask, account: Account, make: Maker) -> None:
    browser = app.test_client()
    sign_in(browser, "li.na", PASSWORD)
    services.deactivate(account, by=audit.SYSTEM, at=clock.now())
    assert browser.get("/console/account/password").status_code == 303
    assert sign_in(app.test_client(), "li.na", PASSWORD).status_code == 422


def test_last_administrator_and_own_account_stay(make: Maker) -> None:
    boss = make.account(administrator=True)
    with pytest.raises(Refused) as last:
        services.deactivate(boss, by=audit.SYSTEM, at=clock.now())
    with pytest.raises(Refused) as own:
        services.deactivate(boss, by=audit.Actor("staff", boss.id, boss.name), at=clock.now())
    assert (last.value.codes, own.value.codes) == (["last_administrator"], ["own_account"])


def test_taken_name_and_weak_password_are_refused(account: Account) -> None:
    with pytest.raises(Refused) as taken:
        services.create_account("LI.NA", "李娜", PASSWORD, by=audit.SYSTEM, at=clock.now())
    with pytest.raises(Refused) as weak:
        services.create_account("wang", "王", "1234567890", by=audit.SYSTEM, at=clock.now())
    assert (taken.value.codes, weak.value.codes) == (["username_taken"], ["password_weak"])
    assert rows_of(Account) == 1


def test_account_without_a_password_cannot_sign_in(app: Flask, make: Maker) -> None:
    made = make.account()
    assert sign_in(app.test_client(), made.username, "!").status_code == 422


def test_session_of_the_browser_is_closed_to_scripts_and_foreign_posts(
    app: Flask, account: Account
) -> None:
    cookies = sign_in(app.test_client(), "li.na", PASSWORD).headers.getlist("Set-Cookie")
    session = next(one for one in cookies if one.startswith("jixun="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


def test_too_many_attempts_are_stopped_even_with_the_right_password(
    app: Flask, account: Account
) -> None:
    app.config[LIMITS_ON] = True
    for _attempt in range(10):
        assert sign_in(app.test_client(), "li.na", "不对不对不对12").status_code == 422
    stopped = sign_in(app.test_client(), "Li.Na", PASSWORD)
    assert (stopped.status_code, "尝试次数太多" in stopped.text) == (429, True)
    assert sign_in(app.test_client(), "other", PASSWORD).status_code == 422
