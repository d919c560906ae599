from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import audit, clock
from core.access import queries, services
from core.access.models import Account, ClassRole
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.testing import Maker, rows_of
from core.training.models import TrainingClass

PASSWORD = "西柏坡集训2026年"
ROLES = "/console/classes/XBP3/settings/roles"


@pytest.fixture
def cls(make: Maker) -> TrainingClass:
    return make.training_class(code="XBP3")


def fits(username: str) -> bool:
    """Whether the account, as it is on disk now, takes the password of this test."""
    db.session.expire_all()
    return services.password_fits(queries.account_named(username), PASSWORD)


def test_administrator_makes_an_account_that_can_sign_in(app: Flask, console: FlaskClient) -> None:
    typed = {"username": "wang.fang", "name": "王芳", "password": PASSWORD, "repeated": PASSWORD}
    assert console.post("/console/system/accounts/new", data=typed).status_code == 303
    assert "王芳" in console.get("/console/system/accounts").text
    made = queries.account_named("wang.fang")
    assert made is not None
    assert (services.password_fits(made, PASSWORD), made.is_administrator) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"repeated": "x"}, "两次输入的密码不一样。"),
        ({"password": "short", "repeated": "short"}, "密码至少 10 个字符。"),
        ({"username": "a b"}, "不含空格。"),
        ({"name": ""}, "请填写这一项。"),
    ],
)
def test_wrong_account_is_refused_beside_the_field(
    console: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    typed = {"username": "wang", "name": "王", "password": PASSWORD, "repeated": PASSWORD}
    page = console.post("/console/system/accounts/new", data={**typed, **wrong})
    assert (words in page.text, rows_of(Account)) == (True, 1)


def test_administrator_resets_a_password_shuts_out_and_lets_in(
    console: FlaskClient, make: Maker
) -> None:
    account = make.account("zhao")
    address = f"/console/system/accounts/{account.id}"
    new = {"password": PASSWORD, "repeated": PASSWORD}
    assert console.post(f"{address}/password", data=new).status_code == 303
    assert fits("zhao")
    console.post(f"{address}/deactivate")
    assert not fits("zhao")
    console.post(f"{address}/reactivate")
    assert fits("zhao")


def test_head_teacher_gives_and_takes_a_role(make: Maker, cls: TrainingClass) -> None:
    account, desk = make.account("sun"), make.staff_browser(cls, "head_teacher")
    typed = {"account_id": account.id, "role": "counsellor"}
    for _time in range(2):
        assert desk.post(ROLES, data=typed).status_code == 303
    [held] = [one for one in queries.roles_of(cls.id) if one.account.id == account.id]
    assert str(held.word) == "组织员"
    assert make.browser_of(account).get("/console/classes/XBP3/notices/").status_code == 200
    assert desk.post(f"{ROLES}/{held.role_id}/take").status_code == 303
    assert make.browser_of(account).get("/console/classes/XBP3/notices/").status_code == 404


def test_head_teacher_cannot_make_a_host(make: Maker, cls: TrainingClass) -> None:
    account, desk = make.account(), make.staff_browser(cls, "head_teacher")
    page = desk.post(ROLES, data={"account_id": account.id, "role": "host"})
    assert "“主办”只能由主办或系统管理员指定。" in page.text
    assert rows_of(ClassRole) == 1


def test_role_of_another_class_cannot_be_taken_here(make: Maker, cls: TrainingClass) -> None:
    foreign = make.role(make.account(), make.training_class(), "leader")
    desk = make.staff_browser(cls, "host")
    assert desk.post(f"{ROLES}/{foreign.id}/take").status_code == 404
    assert rows_of(ClassRole) == 2


def test_role_that_does_not_exist_or_account_that_is_shut_is_refused(
    make: Maker, cls: TrainingClass
) -> None:
    account = make.account()
    boss = Actor("staff", make.account(administrator=True).id, "王主任")
    with pytest.raises(Refused) as unknown:
        services.give_role(account, cls, "king", by=boss, at=clock.now())
    services.deactivate(account, by=audit.SYSTEM, at=clock.now())
    with pytest.raises(Refused) as shut:
        services.give_role(account, cls, "leader", by=boss, at=clock.now())
    assert (unknown.value.codes, shut.value.codes) == (["role_unknown"], ["account_inactive"])


def test_browser_that_is_remembered_stays_signed_in(app: Flask, make: Maker) -> None:
    services.create_account("li.na", "李娜", PASSWORD, by=audit.SYSTEM, at=clock.now())
    browser = app.test_client()
    typed = {"username": "li.na", "password": PASSWORD, "remember": "y"}
    kept = browser.post("/console/sign-in", data=typed).headers.getlist("Set-Cookie")
    cookie = next(one for one in kept if one.startswith("jixun_staff="))
    assert "HttpOnly" in cookie
    browser.delete_cookie("jixun")
    assert browser.get("/console/account/password").status_code == 200
