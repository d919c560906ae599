from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.access import queries, services
from core.access.guard import PHONE_COOKIE
from core.access.models import Consent, PhoneBinding
from core.access.services import Device
from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import Refused
from core.limits import LIMITS_ON
from core.testing import STAFF, Maker, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction


@pytest.fixture
def cls(make: Maker) -> TrainingClass:
    return make.training_class(code="XBP3")


@pytest.fixture
def trainee(make: Maker, cls: TrainingClass) -> Enrolment:
    person = make.person("张伟", phone="19900001234")
    return make.trainee(cls, person=person, activation_code="K7M2QX")


def bind(browser: FlaskClient, wanted: str = "", **typed: str):
    data = {"phone": "19900001234", "code": "K7M2QX", "agreed": "y", **typed}
    return browser.post("/m/XBP3/bind" + (f"?next={wanted}" if wanted else ""), data=data)


def test_phone_is_bound_once_and_goes_where_it_wanted(app: Flask, trainee: Enrolment) -> None:
    browser = app.test_client()
    asked = browser.get("/m/XBP3/me/phones?a=1")
    assert asked.location == "/m/XBP3/bind?next=/m/XBP3/me/phones?a%3D1"
    answer = bind(browser, "/m/XBP3/me/phones?a%3D1", phone="+86 199-0000-1234", code="k7m2 qx")
    assert (answer.status_code, answer.location) == (303, "/m/XBP3/me/phones?a=1")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(PHONE_COOKIE))
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie) == (True, True)
    assert browser.get("/m/XBP3/me/phones").status_code == 200
    assert (rows_of(PhoneBinding), rows_of(Consent)) == (1, 1)


def test_peer_25_trainee_without_email_with_one_name_is_bound(
    app: Flask, make: Maker, cls: TrainingClass
) -> None:
    make.trainee(cls, person=make.person("乙", phone="19911110000"), activation_code="ABCDEF")
    assert bind(app.test_client(), phone="19911110000", code="ABCDEF").status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "K7M2QY"}, "手机号或激活码不对。"),
        ({"phone": "19900009999"}, "手机号或激活码不对。"),
        ({"agreed": ""}, "请先阅读告知，再勾选同意。"),
        ({"code": ""}, "请填写激活码"),
    ],
)
def test_wrong_binding_says_why_and_writes_nothing(
    app: Flask, trainee: Enrolment, typed: dict[str, str], words: str
) -> None:
    answer = bind(app.test_client(), **typed)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert (rows_of(PhoneBinding), rows_of(Consent)) == (0, 0)


def test_code_of_another_class_does_not_open_this_one(
    app: Flask, make: Maker, trainee: Enrolment
) -> None:
    make.training_class(code="OTHER")
    data = {"phone": "19900001234", "code": "K7M2QX", "agreed": "y"}
    assert app.test_client().post("/m/OTHER/bind", data=data).status_code == 422


def test_same_phone_again_keeps_its_binding(app: Flask, trainee: Enrolment) -> None:
    browser = app.test_client()
    bind(browser)
    bind(browser)
    assert rows_of(PhoneBinding) == 1


def test_bound_phone_goes_on_or_is_given_to_somebody_else(app: Flask, trainee: Enrolment) -> None:
    browser = app.test_client()
    bind(browser)
    page = browser.get("/m/XBP3/bind?next=/s/abc").text
    assert ("这部手机已绑定 张伟" in page, 'href="/s/abc"' in page) == (True, True)
    assert 'name="code"' not in page
    assert 'name="code"' in browser.get("/m/XBP3/bind?next=/s/abc&again=1").text


def test_second_phone_works_is_told_and_flagged(app: Flask, trainee: Enrolment) -> None:
    first, second = app.test_client(), app.test_client()
    bind(first)
    bind(second)
    told = second.get("/m/XBP3/me/phones").text
    assert "您先前绑定过另一部手机，两部都能用；组织员会看到并核对。" in told
    assert [one.flags for one in queries.phones_of(trainee.person_id)] == [["second_phone"], []]
    assert first.get("/m/XBP3/me/phones").status_code == 200


def test_peer_05_second_person_on_one_phone_is_accepted_and_flagged(
    app: Flask, make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    other = make.trainee(
        cls, person=make.person("李娜", phone="19922220000"), activation_code="NNNNNN"
    )
    browser = app.test_client()
    bind(browser)
    assert bind(browser, phone="19922220000", code="NNNNNN").status_code == 303
    assert [one.flags for one in queries.phones_of(other.person_id)] == [["shared_phone"]]
    assert [one.flags for one in queries.phones_of(trainee.person_id)] == [[]]


def test_peer_05_sixty_trainees_behind_one_address_are_all_bound(
    app: Flask, make: Maker, cls: TrainingClass
) -> None:
    app.config[LIMITS_ON] = True
    people = [make.person(phone=f"199330000{n:02d}") for n in range(60)]
    for person in people:
        make.trainee(cls, person=person, activation_code="ABCDEF")
    answers = [bind(app.test_client(), phone=p.phone or "", code="ABCDEF") for p in people]
    assert [one.status_code for one in answers] == [303] * 60
    assert {tuple(one.flags) for p in people for one in queries.phones_of(p.id)} == {()}


def test_guessing_codes_of_one_number_is_stopped(app: Flask, trainee: Enrolment) -> None:
    app.config[LIMITS_ON] = True
    for _attempt in range(8):
        assert "手机号或激活码不对" in bind(app.test_client(), code="ZZZZZZ").text
    assert "尝试次数太多" in bind(app.test_client()).text
    assert rows_of(PhoneBinding) == 0


def test_class_that_wants_one_phone_refuses_the_second(
    app: Flask, cls: TrainingClass, trainee: Enrolment
) -> None:
    with transaction():
        cls.policy_json = {"one_phone_per_person": "refuse"}
    bind(app.test_client())
    answer = bind(app.test_client())
    assert (answer.status_code, "本班一人只能绑定一部" in answer.text) == (422, True)
    assert rows_of(PhoneBinding) == 1


@pytest.mark.parametrize("cookie", ["", "x", "WzEsImEiXQ.AAAA", "%00", "a" * 500])
def test_torn_or_foreign_cookie_is_told_to_bind(
    app: Flask, trainee: Enrolment, cookie: str
) -> None:
    browser = app.test_client()
    browser.set_cookie(PHONE_COOKIE, cookie)
    assert browser.get("/m/XBP3/me/phones").status_code == 303
    page = browser.get("/m/XBP3/bind")
    assert (page.status_code, "识别信息已损坏" in page.text) == (200, cookie != "")


def test_revoked_phone_can_do_nothing_and_is_told_why(
    app: Flask, make: Maker, trainee: Enrolment
) -> None:
    browser = app.test_client()
    bind(browser)
    [phone] = queries.phones_of(trainee.person_id)
    services.revoke_phone(phone, by=STAFF, at=clock.now())
    assert browser.get("/m/XBP3/me/phones").status_code == 303
    assert "先前的绑定已被解除" in browser.get("/m/XBP3/bind").text


def test_trainee_revokes_own_phone_but_nobody_elses(
    app: Flask, make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    browser, other = app.test_client(), make.trainee(cls)
    foreign = make.binding(other.person_id)
    bind(browser)
    [mine] = queries.phones_of(trainee.person_id)
    assert browser.post(f"/m/XBP3/me/phones/{foreign.id}/revoke").status_code == 404
    assert browser.post(f"/m/XBP3/me/phones/{mine.id}/revoke").location == "/m/XBP3/bind"
    assert queries.phones_of(trainee.person_id) == []
    assert [one.id for one in queries.phones_of(other.person_id)] == [foreign.id]


def test_trainee_who_left_cannot_bind(app: Flask, trainee: Enrolment) -> None:
    with transaction():
        trainee.state = "withdrawn"
    answer = bind(app.test_client())
    assert (answer.status_code, "您已不在本班的名单里" in answer.text) == (422, True)


def test_slip_asks_only_yes_the_first_time(app: Flask, trainee: Enrolment) -> None:
    browser = app.test_client()
    page = browser.get(f"/p/{trainee.token}").text
    assert ("您是 张* 吗？" in page, "张伟" in page, "后四位" in page) == (True, False, False)
    assert browser.post(f"/p/{trainee.token}", data={"agreed": "y"}).location == "/m/XBP3/"
    assert browser.get(f"/p/{trainee.token}").location == "/m/XBP3/"


def test_photographed_badge_does_not_bind_a_second_phone(app: Flask, trainee: Enrolment) -> None:
    bind(app.test_client())
    thief = app.test_client()
    assert thief.post(f"/p/{trainee.token}", data={"agreed": "y"}).status_code == 422
    wrong = thief.post(f"/p/{trainee.token}", data={"agreed": "y", "last4": "9999"})
    assert "后四位不对" in wrong.text
    right = thief.post(f"/p/{trainee.token}", data={"agreed": "y", "last4": "1234"})
    assert right.status_code == 303


def test_invented_slip_gets_a_page_that_says_what_to_do(app: Flask) -> None:
    answer = app.test_client().get("/p/invented")
    assert (answer.status_code, "请找工作人员要新的报到单" in answer.text) == (404, True)


def test_bind_without_a_class_goes_to_the_one_under_way(
    app: Flask, make: Maker, cls: TrainingClass
) -> None:
    assert app.test_client().get("/m/bind?next=/s/abc").location == "/m/XBP3/bind?next=/s/abc"
    make.training_class(code="ZWB2", name="第2期财务班")
    page = app.test_client().get("/m/bind?next=/s/abc").text
    assert ("第2期财务班" in page, "/m/ZWB2/bind?next=/s/abc" in page) == (True, True)


def test_new_version_of_the_notice_is_accepted_anew(
    app: Flask, cls: TrainingClass, trainee: Enrolment
) -> None:
    browser = app.test_client()
    bind(browser)
    with transaction():
        cls.privacy_version = 2
    bind(browser)
    assert [one.version for one in queries.consents_of(trainee.person_id)] == [1, 2]


def test_staff_take_a_phone_away_and_give_a_new_code(
    app: Flask, make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    bind(app.test_client())
    [phone] = queries.phones_of(trainee.person_id)
    desk = make.staff_browser(cls, "counsellor")
    address = f"/console/classes/XBP3/trainees/{trainee.id}"
    assert desk.post(f"{address}/phones/{phone.id}/revoke").status_code == 303
    assert desk.post(f"{address}/activation-code").status_code == 303
    assert queries.phones_of(trainee.person_id) == []
    db.session.refresh(trainee)
    assert trainee.activation_code != "K7M2QX"
    leader = make.staff_browser(cls, "leader")
    assert leader.post(f"{address}/activation-code").status_code == 403


def test_phone_of_another_classes_trainee_is_not_found_at_the_desk(
    make: Maker, cls: TrainingClass
) -> None:
    other = make.trainee(make.training_class())
    phone = make.binding(other.person_id)
    desk = make.staff_browser(cls, "host")
    address = f"/console/classes/XBP3/trainees/{other.id}/phones/{phone.id}/revoke"
    assert desk.post(address).status_code == 404
    assert len(queries.phones_of(other.person_id)) == 1


def test_own_data_names_phone_and_consent_and_is_a_file(app: Flask, trainee: Enrolment) -> None:
    browser = app.test_client()
    bind(browser)
    page = browser.get("/m/XBP3/me/data").text
    assert ("绑定的手机" in page, "同意过的个人信息告知" in page) == (True, True)
    held = browser.get("/m/XBP3/me/data.json").json
    assert (held["name"], held["missing"]) == ("张伟", [])
    assert "绑定的手机" in [part["title"] for part in held["held"]]


def test_own_qr_leads_to_the_slip(app: Flask, trainee: Enrolment) -> None:
    browser = app.test_client()
    bind(browser)
    assert browser.get("/m/XBP3/me/qr").status_code == 200
    picture = browser.get("/m/XBP3/me/qr.svg")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")


def test_erasing_takes_old_phones_and_consents(
    app: Flask, cls: TrainingClass, trainee: Enrolment, stand
) -> None:
    by = Actor("trainee", trainee.person_id, "张伟")
    services.bind_phone(trainee.person_id, cls, Device("a" * 32), by=by, at=clock.now())
    assert services.erase_phones(trainee.person_id, clock.now()) == 0
    assert services.erase_phones(trainee.person_id, clock.now() + timedelta(seconds=1)) == 2
    assert (rows_of(PhoneBinding), rows_of(Consent)) == (0, 0)


def test_refused_binding_is_one_act(cls: TrainingClass, trainee: Enrolment) -> None:
    with transaction():
        cls.policy_json = {"one_phone_per_person": "refuse"}
    by = Actor("trainee", trainee.person_id, "张伟")
    services.bind_phone(trainee.person_id, cls, Device("a" * 32), by=by, at=clock.now())
    with pytest.raises(Refused):
        services.bind_phone(trainee.person_id, cls, Device("b" * 32), by=by, at=clock.now())
    assert rows_of(PhoneBinding) == 1


def test_trainees_page_at_the_desk_shows_phones_and_flags_to_those_who_help(
    app: Flask, make: Maker, cls: TrainingClass, trainee: Enrolment
) -> None:
    bind(app.test_client())
    bind(app.test_client())
    address = f"/console/classes/XBP3/trainees/{trainee.id}"
    page = make.staff_browser(cls, "counsellor").get(address).text
    assert (page.count("一人多机"), "换发激活码" in page) == (1, True)
    assert "换发激活码" not in make.staff_browser(cls, "leader").get(address).text
