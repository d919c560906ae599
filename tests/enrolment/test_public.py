"""Applying by the class's link and a unit's own, on a phone and without an account."""

from __future__ import annotations

import io

import pytest

from core import clock
from core.access.models import Consent
from core.db import db
from core.enrolment import queries, services
from core.enrolment.models import Application
from core.tabular import write_xlsx
from core.testing import STAFF, rows_of

GOOD = {
    "name": "张伟",
    "gender": "1",
    "unit": "市总工会",
    "position": "干事",
    "phone": "138 0000 0001",
    "consented": "y",
}


@pytest.fixture
def browser(app):
    return app.test_client()


@pytest.fixture
def training_class(make, stand):
    return make.training_class(state="enrolling", capacity=2)


@pytest.fixture
def quota(training_class):
    given = services.set_quotas(training_class, {"市总工会": 2}, by=STAFF, at=clock.now())
    return given[0]


def test_applying_leads_to_a_page_that_says_how_it_stands(training_class, browser):
    answer = browser.post(f"/j/{training_class.public_token}", data=GOOD)
    assert answer.status_code == 303
    shown = browser.get(answer.headers["Location"]).text
    assert "待审核" in shown
    application = queries.applications(training_class.id)[0]
    assert (application.phone, application.unit_name) == ("13800000001", "市总工会")


def test_consent_is_kept_with_the_person_after_approval(training_class, browser):
    browser.post(f"/j/{training_class.public_token}", data=GOOD)
    application = queries.applications(training_class.id)[0]
    assert application.consented_at == clock.now()
    services.approve(application, by=STAFF, at=clock.now())
    assert rows_of(Consent) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "请填写姓名。"),
        ("phone", "12345", "手机号应为 1 开头的 11 位数字。"),
        ("consented", "", "请先阅读并同意个人信息告知。"),
    ],
)
def test_a_wrong_field_is_said_beside_it(training_class, browser, field, value, said):
    answer = browser.post(f"/j/{training_class.public_token}", data={**GOOD, field: value})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert rows_of(Application) == 0


def test_the_same_number_again_leaks_nothing_of_the_first(training_class, browser):
    browser.post(f"/j/{training_class.public_token}", data={**GOOD, "name": "欧阳修"})
    answer = browser.post(f"/j/{training_class.public_token}", data={**GOOD, "unit": ""})
    assert "这个手机号已经报过名" in answer.text
    assert "欧阳修" not in answer.text
    assert rows_of(Application) == 1


def test_the_third_of_two_places_stands_first_in_line(training_class, browser):
    for number in (1, 2, 3):
        data = {**GOOD, "phone": f"1380000000{number}", "unit": ""}
        last = browser.post(f"/j/{training_class.public_token}", data=data)
    assert "候补第 1 位" in browser.get(last.headers["Location"]).text


def test_withdrawing_is_one_press_and_stays_withdrawn(training_class, browser):
    address = browser.post(f"/j/{training_class.public_token}", data=GOOD).headers["Location"]
    browser.post(f"{address}/withdraw")
    assert "您已撤回报名" in browser.get(address).text
    assert queries.application_states(training_class.id) == {"withdrawn": 1}


def test_an_application_that_was_returned_is_put_right_by_the_same_link(training_class, browser):
    address = browser.post(f"/j/{training_class.public_token}", data=GOOD).headers["Location"]
    application = queries.applications(training_class.id)[0]
    services.return_application(application, by=STAFF, at=clock.now(), reason="姓名有误")
    assert "姓名有误" in browser.get(address).text
    browser.post(address, data={**GOOD, "name": "张炜"})
    db.session.expire_all()
    application = queries.applications(training_class.id)[0]
    assert (application.name, application.state) == ("张炜", "pending")


@pytest.mark.parametrize("state", ["preparing", "reporting", "running", "closed"])
def test_outside_enrolment_nobody_applies_and_the_page_says_why(make, stand, browser, state):
    training_class = make.training_class(state=state)
    page = browser.get(f"/j/{training_class.public_token}").text
    assert ("提交报名" in page, "绑定我的手机" in page) == (
        False,
        state in ("reporting", "running"),
    )
    browser.post(f"/j/{training_class.public_token}", data=GOOD)
    assert rows_of(Application) == 0


@pytest.mark.parametrize("address", ["/j/nothing", "/u/nothing", "/a/nothing"])
def test_an_unknown_link_has_a_page_with_words(app, browser, address):
    answer = browser.get(address)
    assert (answer.status_code, "没有这个页面" in answer.text) == (404, True)


def test_the_link_of_an_archived_class_is_gone(make, stand, browser):
    training_class = make.training_class(state="archived")
    answer = browser.get(f"/j/{training_class.public_token}")
    assert (answer.status_code, "已经归档" in answer.text) == (410, True)


# -- a unit's own link ------------------------------------------------------------------------------


def test_a_unit_sees_its_own_people_masked_and_nobody_elses(training_class, quota, browser):
    browser.post(f"/u/{quota.token}", data=GOOD)
    browser.post(
        f"/j/{training_class.public_token}",
        data={**GOOD, "name": "别家人", "unit": "县总工会", "phone": "13800000009"},
    )
    shown = browser.get(f"/u/{quota.token}").text
    assert ("张伟" in shown, "138****0001" in shown, "13800000001" in shown) == (True, True, False)
    assert "别家人" not in shown
    assert queries.quota_rows(training_class.id)[0].quota.answered_at == clock.now()


def test_a_unit_pastes_several_rows_at_once(training_class, quota, browser):
    rows = "姓名\t性别\t职务\t手机\n张伟\t男\t干事\t13800000001\n李娜\t女\t主席\t13800000002\n"
    data = {"all-rows": rows, "all-consented": "y"}
    browser.post(f"/u/{quota.token}/several", data=data)
    assert [
        (one.name, one.gender, one.unit_name) for one in queries.applications(training_class.id)
    ] == [("张伟", 1, "市总工会"), ("李娜", 2, "市总工会")]


def test_a_unit_sends_a_file_of_which_one_row_is_wrong(training_class, quota, browser):
    content = write_xlsx("名单", ["姓名", "手机"], [["张伟", "13800000001"], ["李娜", ""]])
    data = {"all-file": (io.BytesIO(content), "名单.xlsx"), "all-consented": "y"}
    answer = browser.post(f"/u/{quota.token}/several", data=data)
    assert (answer.status_code, "李娜：请填写手机号。" in answer.text) == (422, True)
    assert rows_of(Application) == 0


@pytest.mark.parametrize("rows", ["", "没有表头的一行", "=cmd|' /C calc'!A0"])
def test_a_paste_that_is_no_list_is_refused(training_class, quota, browser, rows):
    data = {"all-rows": rows, "all-consented": "y"}
    assert browser.post(f"/u/{quota.token}/several", data=data).status_code == 422
    assert rows_of(Application) == 0


def test_a_unit_swaps_and_withdraws_only_its_own(training_class, quota, browser):
    services.set_quotas(training_class, {"县总工会": 2}, by=STAFF, at=clock.now())
    browser.post(f"/u/{quota.token}", data=GOOD)
    mine = queries.applications(training_class.id)[0]
    other = next(
        row.quota for row in queries.quota_rows(training_class.id) if row.quota.id != quota.id
    )
    for way in (f"swap/application/{mine.id}", f"withdraw/{mine.id}"):
        assert browser.post(f"/u/{other.token}/{way}", data=GOOD).status_code == 404
    new = {**GOOD, "name": "李娜", "phone": "13800000002"}
    browser.post(f"/u/{quota.token}/swap/application/{mine.id}", data=new)
    assert queries.application_states(training_class.id) == {"withdrawn": 1, "pending": 1}


def test_a_unit_swaps_a_trainee_who_was_approved(training_class, quota, browser):
    browser.post(f"/u/{quota.token}", data=GOOD)
    services.approve(queries.applications(training_class.id)[0], by=STAFF, at=clock.now())
    trainee = queries.trainees(training_class.id)[0]
    assert "谁来代替 张伟" in browser.get(f"/u/{quota.token}/swap/trainee/{trainee.id}").text
    new = {**GOOD, "name": "李娜", "phone": "13800000002"}
    browser.post(f"/u/{quota.token}/swap/trainee/{trainee.id}", data=new)
    assert queries.states_of(training_class.id) == {"replaced": 1}
    assert queries.application_states(training_class.id) == {"approved": 1, "pending": 1}
