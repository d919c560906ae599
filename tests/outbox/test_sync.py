"""The address that phones send to: done, already, refused, later; and everything that can be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.access.guard import PHONE_COOKIE
from core.access.models import PairedPhone, PhoneBinding
from core.access.services import cut_off, revoke_phone
from core.audit import SYSTEM
from core.db import db
from core.outbox.models import SentAct
from core.plugins import ClassPlugin, PluginFault
from core.testing import MONDAY, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from tests.outbox import bus
from tests.outbox.conftest import HEADERS, NOW, counted, number, send, states


def receipts() -> list[SentAct]:
    db.session.rollback()
    return list(db.session.execute(select(SentAct).order_by(SentAct.seq)).scalars())


def test_act_is_done_once_and_answered_twice(phone: FlaskClient, the_class: TrainingClass) -> None:
    assert states(send(phone, counted(1))) == ["done"]
    assert states(send(phone, counted(1))) == ["already"]
    assert bus.seats(the_class.id) == {"王䶮": "上车"}
    assert [(one.by_name, one.state, one.seq) for one in receipts()] == [("一号车 李娜", "done", 1)]


def test_act_happened_when_the_phone_says_by_the_servers_clock(
    phone: FlaskClient, the_class: TrainingClass
) -> None:
    acts = (counted(1, age=90), counted(2, age=-5), counted(3, age=15 * 24 * 3600))
    assert states(send(phone, *acts)) == ["done"] * 3
    assert [(one.happened_at, one.doubtful_time) for one in receipts()] == [
        (MONDAY - timedelta(seconds=90), False),
        (MONDAY, True),
        (MONDAY - timedelta(days=14), True),
    ]


def test_acts_are_taken_in_the_order_in_which_they_were_made(
    phone: FlaskClient, the_class: TrainingClass
) -> None:
    answer = send(phone, counted(3, "未到"), counted(1), counted(2, "走了"))
    assert [one["id"] for one in answer.json["answers"]] == [number(1), number(2), number(3)]
    assert bus.seats(the_class.id) == {"王䶮": "未到"}


def test_refused_act_leaves_its_reason_and_nothing_else(
    phone: FlaskClient, the_class: TrainingClass
) -> None:
    answer = send(phone, counted(1, seat=""), counted(2))
    told = [{"id": number(1), "state": "refused", "message": "没有这个座位。"}]
    assert answer.json["answers"] == [*told, {"id": number(2), "state": "done", "message": ""}]
    again = send(phone, counted(1, seat="")).json["answers"]
    assert again == [{**told[0], "state": "already"}]
    assert [(one.state, one.code) for one in receipts()] == [("refused", "no_seat"), ("done", "")]


def test_fault_of_a_plugin_writes_nothing_and_stops_what_comes_after(
    phone: FlaskClient, the_class: TrainingClass
) -> None:
    assert states(send(phone, counted(1), counted(2, "fault"), counted(3))) == [
        "done",
        "later",
        "later",
    ]
    assert [one.seq for one in receipts()] == [1]
    fault = db.session.execute(select(PluginFault)).scalar_one()
    assert (fault.plugin, fault.hook) == ("bus", "take bus.count")


def test_act_of_a_plugin_that_is_off_is_refused(
    phone: FlaskClient, the_class: TrainingClass
) -> None:
    with transaction() as session:
        session.add(ClassPlugin(class_id=the_class.id, plugin="bus", on=False))
    assert states(send(phone, counted(1))) == ["refused"]
    assert [one.code for one in receipts()] == ["plugin_off"]


@pytest.mark.parametrize(
    ("kind", "code"), [("bus.unheard", "unknown_kind"), ("bus.own", "not_a_trainee")]
)
def test_act_that_is_not_the_senders_is_refused(phone: FlaskClient, kind: str, code: str) -> None:
    assert states(send(phone, counted(1, kind=kind))) == ["refused"]
    assert [one.code for one in receipts()] == [code]


def test_act_without_the_right_is_refused(make: Maker, the_class: TrainingClass) -> None:
    bare = make.browser_of_paired(make.paired_phone(the_class))
    leader = make.staff_browser(the_class, "leader")
    for n, who in ((1, bare), (2, leader)):
        assert states(send(who, counted(n))) == ["refused"]
    assert [one.code for one in receipts()] == ["no_right", "no_right"]


def test_right_that_was_taken_away_does_not_undo_an_answer(
    make: Maker, the_class: TrainingClass, leader: PairedPhone, phone: FlaskClient
) -> None:
    send(phone, counted(1))
    with transaction():
        leader.rights = []
    assert states(send(phone, counted(1), counted(2))) == ["already", "refused"]


def test_staff_and_trainees_send_their_own(make: Maker, the_class: TrainingClass) -> None:
    counsellor = make.staff_browser(the_class, "counsellor")
    trainee = make.phone_of(make.trainee(the_class, "张伟"))
    assert states(send(counsellor, counted(1), counted(2, kind="bus.own"))) == ["done", "refused"]
    assert states(send(trainee, counted(3, kind="bus.own"), counted(4))) == ["done", "refused"]
    assert [one.by.partition(":")[0] for one in receipts()] == ["staff"] * 2 + ["trainee"] * 2


def test_browser_of_two_owners_sends_for_the_one_it_names(
    make: Maker, the_class: TrainingClass, leader: PairedPhone, phone: FlaskClient
) -> None:
    trainee = make.trainee(the_class, "张伟")
    own = make.phone_of(trainee).get_cookie(PHONE_COOKIE)
    phone.set_cookie(PHONE_COOKIE, own.value)
    for n, owner in ((1, f"trainee:{trainee.person_id}"), (2, f"phone:{leader.id}")):
        kind = "bus.own" if owner.startswith("trainee") else "bus.count"
        answer = send(phone, counted(n, kind=kind), headers={**HEADERS, "X-Jixun-Owner": owner})
        assert states(answer) == ["done"]
    answer = send(phone, counted(3), headers={**HEADERS, "X-Jixun-Owner": "staff:1"})
    assert answer.status_code == 401
    assert len(receipts()) == 2


def test_number_of_somebody_elses_act_says_nothing_of_it(
    make: Maker, the_class: TrainingClass, phone: FlaskClient
) -> None:
    send(phone, counted(1, seat=""))
    other = make.training_class(code="OTHER")
    there = make.browser_of_paired(make.paired_phone(other, "bus.count"))
    told = send(there, counted(1, seat=""), code="OTHER").json["answers"][0]
    assert (told["state"], "座位" in told["message"]) == ("refused", False)
    told = send(phone, counted(1, "别的")).json["answers"][0]
    assert told["state"] == "refused"
    assert [one.class_id for one in receipts()] == [the_class.id]


def test_stranger_is_asked_to_sign_in_and_keeps_its_acts(
    app: Flask, the_class: TrainingClass
) -> None:
    answer = send(app.test_client(), counted(1))
    assert (answer.status_code, "重新登录" in answer.json["message"]) == (401, True)


def test_phone_of_another_class_finds_nothing_here(make: Maker, the_class: TrainingClass) -> None:
    other = make.training_class(code="OTHER")
    assert send(make.browser_of_paired(make.paired_phone(other)), counted(1)).status_code == 404
    assert send(make.browser_of(make.account()), counted(1)).status_code == 404
    assert send(make.phone_of(make.trainee(other)), counted(1)).status_code == 404


def test_lost_phone_is_told_to_forget(leader: PairedPhone, phone: FlaskClient) -> None:
    cut_off(leader, by=SYSTEM, at=MONDAY)
    answer = send(phone, counted(1))
    assert (answer.status_code, "已停用" in answer.json["message"]) == (410, True)
    assert receipts() == []


def test_phone_that_a_trainee_gave_up_is_told_to_forget(
    make: Maker, the_class: TrainingClass
) -> None:
    trainee = make.trainee(the_class)
    browser = make.phone_of(trainee)
    revoke_phone(db.session.execute(select(PhoneBinding)).scalar_one(), by=SYSTEM, at=MONDAY)
    assert send(browser, counted(1)).status_code == 410


def test_torn_cookie_is_a_strangers(app: Flask, the_class: TrainingClass) -> None:
    torn = app.test_client()
    torn.set_cookie("jixun_paired", "WzEsImFiYyJd.torn")
    assert send(torn, counted(1)).status_code == 401


BODIES: list[bytes] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"now": 1}',
    b'{"now": NaN, "acts": []}',
    b'{"now": 1e400, "acts": []}',
    b'{"now": true, "acts": []}',
    b'{"now": 1, "acts": {}}',
    b'{"now": 1, "acts": [1]}',
    b'{"now": 1, "acts": [{"id": 5}]}',
    b'{"now": 1, "acts": [{"id": "../../etc"}]}',
    b"[" * 100_000,
    b"\xff\xfe\x00",
    json.dumps({"now": NOW, "acts": [counted(n) for n in range(101)]}).encode(),
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_torn_parcel_is_refused_as_a_whole(phone: FlaskClient, body: bytes) -> None:
    answer = send(phone, json=None, data=body, content_type="application/json")
    assert (answer.status_code, bool(answer.json["message"])) == (400, True)
    assert receipts() == []


def test_parcel_that_is_too_large_is_refused(phone: FlaskClient) -> None:
    body = json.dumps({"now": NOW, "acts": [], "more": "x" * 300_000})
    answer = send(phone, json=None, data=body, content_type="application/json")
    assert answer.status_code == 413


TORN: list[dict[str, Any]] = [
    {"kind": 5},
    {"kind": "no dot"},
    {"kind": "x" * 81 + ".y"},
    {"seq": "1"},
    {"seq": 1.5},
    {"seq": -1},
    {"seq": 2**40},
    {"seq": True},
    {"made_at": None},
    {"made_at": 10**400},
    {"payload": []},
    {"payload": {"n": 10**30}},
    {"payload": {"text": "字" * 6000}},
    {"payload": {"deep": [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]}},
]


@pytest.mark.parametrize("change", TORN, ids=range(len(TORN)))
def test_torn_act_is_answered_alone(phone: FlaskClient, change: dict[str, Any]) -> None:
    answer = send(phone, {**counted(1), **change}, counted(2))
    found = {one["id"]: one["state"] for one in answer.json["answers"]}
    assert found == {number(1): "refused", number(2): "done"}


def test_number_without_end_is_refused(phone: FlaskClient) -> None:
    body = json.dumps({"now": NOW, "acts": [counted(1, 5)]}).replace('"value": 5', '"value": 1e400')
    answer = send(phone, json=None, data=body, content_type="application/json")
    assert states(answer) == ["refused"]


def test_signs_that_no_database_holds_are_taken_out(
    phone: FlaskClient, the_class: TrainingClass
) -> None:
    body = json.dumps({"now": NOW, "acts": [counted(1, "上\x00车\ud800")]}, ensure_ascii=True)
    answer = send(phone, json=None, data=body, content_type="application/json")
    assert states(answer) == ["done"]
    assert bus.seats(the_class.id) == {"王䶮": "上车"}
    assert states(send(phone, json=None, data=body, content_type="application/json")) == ["already"]


FOREIGN: list[dict[str, Any]] = [
    {"headers": {}},
    {"headers": {**HEADERS, "Sec-Fetch-Site": "cross-site"}},
    {"headers": {**HEADERS, "Sec-Fetch-Site": "same-site"}},
    {"headers": {**HEADERS, "Origin": "https://evil.example"}},
    {"headers": {**HEADERS, "Origin": "null"}},
    {"json": None, "data": "{}", "content_type": "text/plain"},
    {"json": None, "data": {"now": "1"}},
]


@pytest.mark.parametrize("options", FOREIGN, ids=range(len(FOREIGN)))
def test_page_of_somebody_else_cannot_send(phone: FlaskClient, options: dict[str, Any]) -> None:
    assert send(phone, counted(1), **options).status_code == 400
    assert receipts() == []


def test_own_page_needs_no_token(
    bare_app: Flask, make: Maker, the_class: TrainingClass, leader: PairedPhone
) -> None:
    bare_app.config["WTF_CSRF_ENABLED"] = True
    ours = {**HEADERS, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert states(send(make.browser_of_paired(leader), counted(1), headers=ours)) == ["done"]


def test_phone_is_seen_at_most_once_a_minute(
    leader: PairedPhone, phone: FlaskClient, stand: Callable[..., None]
) -> None:
    seen = []
    for seconds in (0, 30, 40):
        stand(timedelta(seconds=seconds))
        send(phone)
        db.session.refresh(leader)
        seen.append(leader.last_seen_at)
    assert seen == [MONDAY, MONDAY, MONDAY + timedelta(seconds=70)]
    phone.get("/m/ROAD/road")
    db.session.refresh(leader)
    assert leader.last_seen_at == MONDAY + timedelta(seconds=70)


def test_parcel_costs_the_same_for_each_act(phone: FlaskClient, the_class: TrainingClass) -> None:
    def cost(first: int, acts: int) -> int:
        with counted_queries() as seen:
            send(phone, *(counted(n, seat=f"{n}座") for n in range(first, first + acts)))
        return len(seen)

    cost(1, 1)
    one, ten = cost(10, 1), cost(20, 10)
    assert (ten - one) / 9 <= 10
    assert rows_of(SentAct) == 12
