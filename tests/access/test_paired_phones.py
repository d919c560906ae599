"""Phones on the road: offered, paired once, renamed, cut off; never more than they were given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.access.cookies import PAIRED_COOKIE
from core.access.models import PairedPhone
from core.access.queries import holds
from core.access.services import forget_holder, offer_pairing, rename_paired, renew_pairing
from core.audit import Actor, AuditEntry
from core.contributions import Permission
from core.db import db
from core.errors import Refused
from core.hookspecs import hookimpl
from core.limits import LIMITS_ON
from core.testing import MONDAY, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction

PHONES = "/console/classes/ROAD/phones"
Move = Callable[[timedelta], None]


class Road:
    """Rights of a plugin: one that a phone may have, two that it may not, or not from everybody."""

    @hookimpl
    def register_permissions(self) -> list[Permission]:
        return [
            Permission("road.count", "清点", ("counsellor",), paired=True),
            Permission("road.doctor", "看健康备注", ("host",), paired=True),
            Permission("road.plan", "改行程", ("counsellor",)),
        ]


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("road", Road())]}


@pytest.fixture
def the_class(make: Maker, stand: Move) -> TrainingClass:
    return make.training_class(code="ROAD")


@pytest.fixture
def desk(make: Maker, the_class: TrainingClass) -> FlaskClient:
    return make.staff_browser(the_class, "counsellor")


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    return app.test_client()


def offer(desk: FlaskClient, name: str = "一号车 李娜", **values: Any) -> str:
    """The path in the QR that the desk shows."""
    typed = {"name": name, "holder_phone": "", "rights": ["road.count", "outbox.rehearse"]}
    answer = desk.post(PHONES, data={**typed, **values})
    assert answer.status_code == 303, answer.text
    found = re.search(r'value="[^"]*(/d/[\w-]+)"', desk.get(answer.location).text)
    assert found is not None
    return found[1]


def only_phone() -> PairedPhone:
    db.session.rollback()
    return db.session.execute(select(PairedPhone)).scalar_one()


def test_phone_is_paired_by_its_qr_and_may_do_what_it_was_given(
    desk: FlaskClient, nobody: FlaskClient, the_class: TrainingClass
) -> None:
    path = offer(desk)
    shown = nobody.get(path).text
    assert ["一号车 李娜" in shown, "清点" in shown, the_class.name in shown] == [True] * 3
    assert nobody.get_cookie(PAIRED_COOKIE) is None
    answer = nobody.post(path, headers={"User-Agent": "Mozilla (Linux; Android 14)"})
    assert (answer.status_code, answer.location) == (303, "/m/ROAD/road")
    cookie = nobody.get_cookie(PAIRED_COOKIE)
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert "一号车 李娜" in nobody.get("/m/ROAD/road").text
    phone = only_phone()
    me = Actor("phone", phone.id, phone.name)
    held = {
        right: holds(me, right, the_class.id)
        for right in ("road.count", "road.doctor", "road.plan")
    }
    assert held == {"road.count": True, "road.doctor": False, "road.plan": False}
    assert (phone.device_words, len(phone.device), phone.code_hash) == ("安卓手机", 32, None)
    assert "已配对" in desk.get(PHONES).text


def test_code_is_dead_after_one_use(desk: FlaskClient, nobody: FlaskClient, app: Flask) -> None:
    path = offer(desk)
    nobody.post(path)
    late = app.test_client()
    for answer in (late.get(path), late.post(path)):
        assert (answer.status_code, "可能已经用过" in answer.text) == (410, True)
    assert late.get_cookie(PAIRED_COOKIE) is None


def test_code_is_too_old_after_a_quarter_of_an_hour(
    desk: FlaskClient, nobody: FlaskClient, stand: Move
) -> None:
    path = offer(desk)
    stand(timedelta(minutes=15))
    assert nobody.get(path).status_code == 200
    stand(timedelta(seconds=1))
    answer = nobody.post(path)
    assert (answer.status_code, "已经过期" in answer.text) == (410, True)
    assert "二维码已过期" in desk.get(PHONES).text


def test_fresh_code_kills_the_old_one(desk: FlaskClient, nobody: FlaskClient) -> None:
    old = offer(desk)
    answer = desk.post(f"{PHONES}/{only_phone().id}/renew")
    new = re.search(r'value="[^"]*(/d/[\w-]+)"', desk.get(answer.location).text)
    assert new is not None
    assert [nobody.get(old).status_code, nobody.get(new[1]).status_code] == [410, 200]


@pytest.mark.parametrize("code", ["x", "x" * 500, "%00", "龥", "' or 1=1"])
def test_code_that_nobody_made_says_what_to_do(nobody: FlaskClient, code: str) -> None:
    answer = nobody.post(f"/d/{code}")
    assert answer.status_code in (404, 410)
    assert "找" in answer.text or "没有这个页面" in answer.text


def test_guessing_is_stopped(app: Flask, nobody: FlaskClient) -> None:
    app.config[LIMITS_ON] = True
    seen = {nobody.get(f"/d/guess{n}").status_code for n in range(80)}
    assert seen == {410, 429}


def test_nobody_hands_on_what_they_do_not_hold(
    desk: FlaskClient, make: Maker, the_class: TrainingClass
) -> None:
    assert "看健康备注" not in desk.get(PHONES).text
    for right in ("road.doctor", "road.plan", "training.view", "nonsense"):
        answer = desk.post(PHONES, data={"name": "一号车", "rights": [right]})
        assert answer.status_code == 422
    by = Actor("staff", make.account().id, "路人")
    with pytest.raises(Refused) as refused:
        offer_pairing(the_class.id, "一号车", ["road.count"], by=by, at=MONDAY)
    assert refused.value.codes == ["rights_foreign"]
    assert rows_of(PairedPhone) == 0


@pytest.mark.parametrize(
    ("name", "rights", "codes"),
    [
        ("", ["road.count"], ["name_missing"]),
        ("字" * 81, ["road.count"], ["name_missing"]),
        ("一号车", [], ["rights_missing"]),
    ],
)
def test_phone_needs_a_name_and_something_to_do(
    make: Maker, the_class: TrainingClass, name: str, rights: list[str], codes: list[str]
) -> None:
    account = make.account(administrator=True)
    by = Actor("staff", account.id, account.name)
    with pytest.raises(Refused) as refused:
        offer_pairing(the_class.id, name, rights, by=by, at=MONDAY)
    assert refused.value.codes == codes


def test_right_that_no_phone_may_have_any_more_is_lost(
    make: Maker, the_class: TrainingClass
) -> None:
    phone = make.paired_phone(the_class, "road.plan", "gone.right")
    me = Actor("phone", phone.id, phone.name)
    assert [holds(me, right, the_class.id) for right in phone.rights] == [False, False]


def test_lost_phone_is_cut_off_at_the_desk(desk: FlaskClient, nobody: FlaskClient) -> None:
    nobody.post(offer(desk))
    desk.post(f"{PHONES}/{only_phone().id}/cut-off")
    desk.post(f"{PHONES}/{only_phone().id}/cut-off")
    answer = nobody.get("/m/ROAD/road")
    assert (answer.status_code, "这部手机已停用" in answer.text) == (403, True)
    assert nobody.get("/console/classes/ROAD/").status_code == 403
    assert "已停用" in desk.get(PHONES).text
    acts = db.session.execute(select(AuditEntry.act).order_by(AuditEntry.id)).scalars().all()
    assert acts == ["access.offer_pairing", "access.pair_phone", "access.cut_off"]


def test_phone_that_was_cut_off_before_it_was_paired_stays_out(
    desk: FlaskClient, nobody: FlaskClient
) -> None:
    path = offer(desk)
    phone_id = only_phone().id
    desk.post(f"{PHONES}/{phone_id}/cut-off")
    assert nobody.post(path).status_code == 410
    answer = desk.post(f"{PHONES}/{phone_id}/renew", follow_redirects=True)
    assert "请另配一部" in answer.text


def test_cookie_of_another_phone_opens_nothing(
    make: Maker, the_class: TrainingClass, nobody: FlaskClient
) -> None:
    phone = make.paired_phone(the_class, "road.count")
    browser = make.browser_of_paired(phone)
    cookie = browser.get_cookie(PAIRED_COOKIE).value
    nobody.set_cookie(PAIRED_COOKIE, cookie[:-2] + "xx")
    assert nobody.get("/m/ROAD/road").status_code == 401
    nobody.set_cookie("jixun_phone", cookie)
    assert nobody.get("/m/ROAD/today").status_code == 303


def test_phone_is_renamed_when_it_changes_hands(desk: FlaskClient, nobody: FlaskClient) -> None:
    nobody.post(offer(desk))
    desk.post(f"{PHONES}/{only_phone().id}/rename", data={"name": " 一号车 周敏 "})
    assert only_phone().name == "一号车 周敏"
    desk.post(f"{PHONES}/{only_phone().id}/rename", data={"name": " "})
    desk.post(f"{PHONES}/{only_phone().id}/rename")
    assert only_phone().name == "一号车 周敏"
    with pytest.raises(Refused):
        rename_paired(only_phone(), "字" * 81, by=Actor("system", None, "系统"), at=MONDAY)


def test_phone_of_another_class_is_not_here(make: Maker, desk: FlaskClient) -> None:
    other = make.paired_phone(make.training_class(), "road.count")
    for path in ("", "/state"):
        assert desk.get(f"{PHONES}/{other.id}{path}").status_code == 404
    for path in ("/rename", "/renew", "/cut-off"):
        assert desk.post(f"{PHONES}/{other.id}{path}").status_code == 404
    assert other.cut_off_at is None


def test_paired_phone_cannot_be_paired_anew(make: Maker, the_class: TrainingClass) -> None:
    with pytest.raises(Refused):
        renew_pairing(make.paired_phone(the_class), by=Actor("staff", 1, "李"), at=MONDAY)


def test_phone_is_known_by_one_statement(make: Maker, the_class: TrainingClass) -> None:
    browser = make.browser_of_paired(make.paired_phone(the_class, "outbox.rehearse"))
    with counted_queries() as seen:
        assert browser.get("/m/ROAD/road").status_code == 200
    assert len([one for one in seen if "paired_phone" in one]) == 1


def test_holder_sees_and_loses_what_is_kept_of_them(make: Maker, the_class: TrainingClass) -> None:
    phone = make.paired_phone(the_class, "road.count")
    with transaction():
        phone.holder_phone = "19900000009"
    person = make.person("李娜", phone="19900000009")
    browser = make.phone_of(make.trainee(the_class, person=person))
    assert "一号车 李娜" in browser.get("/m/ROAD/me/data").text
    assert forget_holder("19900000009", MONDAY) == 0
    assert forget_holder("19900000009", MONDAY + timedelta(days=1)) == 1
    assert (phone.holder_phone, phone.name) == ("", "已删除")


def test_list_of_phones_costs_the_same_for_many(
    make: Maker, desk: FlaskClient, the_class: TrainingClass
) -> None:
    def cost() -> int:
        with counted_queries() as seen:
            assert desk.get(PHONES).status_code == 200
        return len(seen)

    make.paired_phone(the_class, "road.count")
    few = cost()
    for n in range(30):
        make.paired_phone(the_class, "road.count", name=f"{n}号车")
    assert cost() == few
