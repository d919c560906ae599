"""The pages of a class's outline, rules and plugins, as those who run it open and send them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from core import plugins
from core.db import db
from core.testing import Maker, rows_of
from core.training.models import TrainingClass
from core.training.policy import ANY_LEAVE, Policy
from core.training.rules import ApprovalRule, LeaveKind, PhoneRule, Role

FilledIn = Callable[[FlaskClient, str], MultiDict[str, str]]
OUTLINE = {
    "name": "第3期工会干部培训班",
    "code": "XBP-3",
    "host": "市总工会",
    "report_on": "2026-11-22",
    "starts_on": "2026-11-23",
    "ends_on": "2026-11-27",
    "zone": "Asia/Shanghai",
}
UNUSUAL = replace(
    Policy(),
    late_after_minutes=15,
    absent_after_minutes=45,
    check_in_closes_after_minutes=60,
    check_out=True,
    most_hours_per_lesson=Decimal("3.5"),
    absent_limit_hours=None,
    approval=(
        ApprovalRule((LeaveKind.SICK,), Decimal(4), (Role.COUNSELLOR,)),
        ApprovalRule((LeaveKind.PERSONAL,), Decimal(4), (Role.HEAD_TEACHER,)),
        ApprovalRule((LeaveKind.OFFICIAL,), Decimal("8.5"), (Role.HEAD_TEACHER,)),
        ApprovalRule(ANY_LEAVE, Decimal(16), (Role.COUNSELLOR, Role.HEAD_TEACHER)),
        ApprovalRule(ANY_LEAVE, None, (Role.HOST,)),
    ),
    one_phone_per_person=PhoneRule.REFUSE,
    one_person_per_phone=PhoneRule.ALLOW,
    show_surnames=False,
)


def settings_of(found: TrainingClass, part: str = "") -> str:
    return f"/console/classes/{found.code}/settings{part}"


def anew(found: TrainingClass) -> TrainingClass:
    db.session.refresh(found)
    return found


def test_administrator_opens_a_class_and_lands_on_its_overview(console: FlaskClient, stand) -> None:
    answer = console.post("/console/classes/new", data=OUTLINE)
    assert answer.location.endswith("/console/classes/XBP-3/")
    assert "班级已建立。" in console.get(answer.location).text
    found = db.session.execute(select(TrainingClass)).scalar_one()
    assert (found.name, found.state) == ("第3期工会干部培训班", "preparing")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写班级名称。"),
        ({"code": ""}, "请填写班级代码。"),
        ({"code": "西柏坡"}, "班级代码由 3 到 32 个英文字母、数字或短横组成。"),
        ({"host": ""}, "请填写主办单位。"),
        ({"report_on": ""}, "请选报到日。"),
        ({"ends_on": "2026-11-20"}, "最后一天不能早于第一天。"),
        ({"zone": "Mars/Olympus"}, "不认识时区“Mars/Olympus”，例如 Asia/Shanghai。"),
        ({"capacity": "0"}, "名额至少是 1；不限名额请留空。"),
    ],
)
def test_wrong_outline_is_refused_with_a_sentence(
    console: FlaskClient, stand, typed: dict[str, str], sentence: str
) -> None:
    answer = console.post("/console/classes/new", data={**OUTLINE, **typed})
    assert sentence in answer.text
    assert rows_of(TrainingClass) == 0


def test_taken_code_is_refused_and_what_was_typed_stays(
    console: FlaskClient, make: Maker, stand
) -> None:
    make.training_class(code="XBP-3")
    answer = console.post("/console/classes/new", data={**OUTLINE, "place": "西柏坡镇"})
    assert "代码“XBP-3”已经有班级在用。" in answer.text
    assert 'value="西柏坡镇"' in answer.text


def test_outline_sent_back_as_it_was_changes_nothing(
    console: FlaskClient, make: Maker, stand, filled_in: FilledIn
) -> None:
    found = make.training_class(
        series="工会干部培训班",
        number=3,
        capacity=120,
        apply_until=make.training_class().created_at,
    )
    columns = [one.key for one in TrainingClass.__mapper__.column_attrs]
    before = {name: getattr(found, name) for name in columns}
    sent = filled_in(console, settings_of(found))
    assert console.post(settings_of(found), data=sent).status_code == 303
    assert {name: getattr(anew(found), name) for name in columns} == before


def test_new_code_leads_to_the_new_address(console: FlaskClient, make: Maker, stand) -> None:
    found = make.training_class(code="OLD-1")
    answer = console.post(settings_of(found), data={**OUTLINE, "code": "NEW-1"})
    assert answer.location.endswith("/console/classes/NEW-1/settings")


@pytest.mark.parametrize("policy", [Policy(), UNUSUAL], ids=["usual", "unusual"])
def test_rules_sent_back_as_they_were_stay_the_same(
    console: FlaskClient, make: Maker, stand, filled_in: FilledIn, policy: Policy
) -> None:
    found = make.training_class(policy_json=policy.to_json())
    sent = filled_in(console, settings_of(found, "/policy"))
    assert console.post(settings_of(found, "/policy"), data=sent).status_code == 303
    assert anew(found).policy == policy


def test_rules_are_changed_by_the_numbers_in_the_sentences(
    console: FlaskClient, make: Maker, stand, filled_in: FilledIn
) -> None:
    found = make.training_class()
    sent = filled_in(console, settings_of(found, "/policy"))
    sent["late_after_minutes"], sent["absent_limit_hours"] = "15", ""
    console.post(settings_of(found, "/policy"), data=sent)
    assert anew(found).policy == replace(Policy(), late_after_minutes=15, absent_limit_hours=None)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("late_after_minutes", "", "请填一个整数。"),
        ("late_after_minutes", "-1", "请填 0 到 720 之间的整数。"),
        ("leave_denominator", "0", "请填 1 到 1000 之间的整数。"),
        ("most_hours_per_lesson", "3.3", "学时以 0.5 为一档，须大于 0。"),
        ("absent_after_minutes", "5", "算缺勤的时间不能早于算迟到的时间。"),
    ],
)
def test_number_that_cannot_work_is_refused_in_words(
    console: FlaskClient,
    make: Maker,
    stand,
    filled_in: FilledIn,
    field: str,
    text: str,
    sentence: str,
) -> None:
    found = make.training_class()
    sent = filled_in(console, settings_of(found, "/policy"))
    sent[field] = text
    assert sentence in console.post(settings_of(found, "/policy"), data=sent).text
    assert anew(found).policy == Policy()


@pytest.mark.parametrize(
    ("role", "status", "state"),
    [
        ("host", 303, "enrolling"),
        ("organiser", 303, "enrolling"),
        ("head_teacher", 303, "enrolling"),
        ("counsellor", 403, "preparing"),
        ("leader", 403, "preparing"),
        ("liaison", 403, "preparing"),
    ],
)
def test_class_is_moved_on_by_those_who_run_it(
    make: Maker, stand, role: str, status: int, state: str
) -> None:
    found = make.training_class(state="preparing")
    browser = make.staff_browser(found, role)
    answer = browser.post(f"/console/classes/{found.code}/state", data={"state": "enrolling"})
    assert (answer.status_code, anew(found).state) == (status, state)


def test_move_that_may_not_be_is_told_on_the_page(console: FlaskClient, make: Maker, stand) -> None:
    found = make.training_class(state="closed")
    address = f"/console/classes/{found.code}/state"
    answer = console.post(address, data={"state": "running"}, follow_redirects=True)
    assert "班级现在是“结业”，不能改为“进行中”。" in answer.text
    assert anew(found).state == "closed"
    assert console.post(address, data={"state": "holidays"}).status_code == 400


def test_pages_of_another_class_are_closed_to_its_neighbours(make: Maker, stand) -> None:
    mine, other = make.training_class(), make.training_class()
    browser = make.staff_browser(mine, "host")
    for part in ("", "/policy", "/plugins"):
        assert browser.get(settings_of(mine, part)).status_code == 200
        assert browser.get(settings_of(other, part)).status_code in (403, 404)


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_closed_class_shows_its_settings_to_look_at_only(
    console: FlaskClient, make: Maker, stand, filled_in: FilledIn, state: str
) -> None:
    found = make.training_class(state=state)
    for part in ("", "/policy"):
        text = console.get(settings_of(found, part)).text
        assert "这里只能查看，不能再修改。" in text
        assert ('<fieldset class="field" disabled>' in text, ">保存" in text) == (True, False)
        sent = filled_in(console, settings_of(found, part))
        assert "不能再修改。" in console.post(settings_of(found, part), data=sent).text


def test_plugin_is_switched_off_and_on_by_a_button(
    console: FlaskClient, make: Maker, stand
) -> None:
    found = make.training_class()
    address = settings_of(found, "/plugins")
    assert "在本班停用" in console.get(address).text
    for on, word in (("0", "在本班启用"), ("1", "在本班停用")):
        answer = console.post(f"{address}/certificates", data={"on": on}, follow_redirects=True)
        assert word in answer.text
        plugins.forget_switches()
        assert plugins.is_on("certificates", found.id) is (on == "1")
    assert console.post(f"{address}/no_such", data={"on": "1"}).status_code == 409


def test_plugin_that_is_off_shows_no_tab(console: FlaskClient, make: Maker, stand) -> None:
    found = make.training_class()
    tab = f"/console/classes/{found.code}/certificates"
    assert tab in console.get(f"/console/classes/{found.code}/").text
    console.post(settings_of(found, "/plugins/certificates"), data={"on": "0"})
    assert tab not in console.get(f"/console/classes/{found.code}/").text


def test_next_class_is_made_after_the_pattern_of_this_one(
    make: Maker, stand, filled_in: FilledIn
) -> None:
    found = make.training_class(policy_json=UNUSUAL.to_json(), place="西柏坡")
    browser = make.staff_browser(found, "organiser")
    address = f"/console/classes/{found.code}/copy"
    sent = filled_in(browser, address)
    assert (sent["place"], sent["code"]) == ("西柏坡", "")
    sent["code"] = "NEXT-1"
    answer = browser.post(address, data=sent)
    assert answer.location.endswith("/console/classes/NEXT-1/")
    assert browser.get(answer.location).status_code == 200
    assert browser.get("/console/classes/NEXT-1/settings").status_code == 200
    made = db.session.execute(select(TrainingClass).where(TrainingClass.code == "NEXT-1"))
    assert made.scalar_one().policy == UNUSUAL


def test_form_without_its_token_is_refused(app: Any, make: Maker, stand) -> None:
    found = make.training_class()
    browser = make.staff_browser(found, "host")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = browser.post(settings_of(found), data={**OUTLINE, "place": "别处"})
    assert (answer.status_code, anew(found).place) == (400, "西柏坡")
