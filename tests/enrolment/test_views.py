"""The console's pages of a class's trainees, as each role meets them."""

from __future__ import annotations

import io

import pytest

from core import clock
from core.audit import Actor
from core.db import db
from core.enrolment import queries, services
from core.enrolment.models import Enrolment, UnitQuota
from core.enrolment.roster import read_roster
from core.enrolment.services import Applied
from core.files import StoredFile
from core.people.models import Person
from core.tabular import write_xlsx
from core.testing import STAFF, counted_queries, rows_of
from core.transaction import transaction

APPLICANT = Actor("applicant", None, "网上报名")
HEADERS = ["姓名", "性别", "单位", "职务", "手机"]
ROWS = [
    ["张伟", "男", "市总工会", "干事", "13800000001"],
    ["李娜", "女", "县总工会", "主席", "13800000002"],
    ["", "男", "县总工会", "主席", "13800000003"],
]
PAGES = (
    "",
    "new",
    "import",
    "applications",
    "quotas",
    "reporting",
    "export.xlsx",
    "print/roster.pdf",
    "print/groups.pdf",
    "print/slips.pdf",
)


def base(training_class) -> str:
    return f"/console/classes/{training_class.code}/trainees/"


def sent(content: bytes, name: str = "名单.xlsx"):
    return {"file": (io.BytesIO(content), name)}


def application(training_class, number=1, **values):
    applied = Applied(f"学员{'甲乙丙丁'[number]}", f"1380000000{number}", consented=True, **values)
    return services.apply(training_class, applied, by=APPLICANT, at=clock.now())


@pytest.mark.parametrize(
    ("role", "open_pages"),
    [
        ("organiser", set(PAGES)),
        ("head_teacher", set(PAGES)),
        (
            "counsellor",
            {"", "applications", "reporting", "print/roster.pdf", "print/groups.pdf"}
            | {"print/slips.pdf"},
        ),
        ("leader", {"", "applications", "print/roster.pdf", "print/groups.pdf"}),
        ("liaison", set()),
    ],
)
def test_pages_open_for_the_roles_that_need_them(make, stand, role, open_pages):
    training_class = make.training_class()
    make.trainee(training_class, "张伟")
    browser = make.staff_browser(training_class, role)
    answered = {one for one in PAGES if browser.get(base(training_class) + one).status_code == 200}
    assert answered == open_pages


def test_list_shows_masked_phones_and_finds_by_the_last_digits(make, stand, console):
    training_class = make.training_class()
    make.trainee(training_class, person=make.person("张伟", phone="13812345678"))
    make.trainee(training_class, person=make.person("欧阳小明", phone="13800009999"))
    everyone = console.get(base(training_class)).text
    assert "138****5678" in everyone
    assert "13812345678" not in everyone
    found = console.get(base(training_class) + "?q=5678").text
    assert ("张伟" in found, "欧阳小明" in found) == (True, False)


def test_peer_27_the_list_of_5000_asks_as_often_as_of_one(make, app, stand, console):
    counts = {}
    for length in (1, 5000):
        training_class = make.training_class()
        with transaction() as connection:
            first = (connection.execute(db.select(db.func.max(Person.id))).scalar() or 0) + 1
            people = [
                {"id": first + n, "name": f"学员{n}", "gender": 1, "created_at": clock.now()}
                for n in range(length)
            ]
            connection.execute(db.insert(Person), people)
            connection.execute(
                db.insert(Enrolment),
                [
                    {
                        "class_id": training_class.id,
                        "person_id": first + n,
                        "number": n + 1,
                        "state": "training",
                        "activation_code": "A2345B",
                        "token": f"{training_class.id}-{n}",
                        "enrolled_at": clock.now(),
                    }
                    for n in range(length)
                ],
            )
        for address in ("", "?order=strokes", "export.xlsx", "reporting"):
            with counted_queries() as statements:
                assert console.get(base(training_class) + address).status_code == 200
            counts.setdefault(address, []).append(len(statements))
    assert [counts[one][0] for one in counts] == [counts[one][1] for one in counts]


def test_import_shows_what_it_understood_and_writes_when_told(make, stand, console):
    training_class = make.training_class()
    upload = base(training_class) + "import"
    answer = console.post(upload, data=sent(write_xlsx("名册", HEADERS, ROWS)))
    address = answer.headers["Location"]
    shown = console.get(address).text
    assert "写入 2 人" in shown
    assert "没有姓名" in shown
    assert rows_of(Enrolment) == 0
    console.post(address)
    console.post(address)
    assert [one.name for one in queries.trainees(training_class.id)] == ["张伟", "李娜"]
    assert "导入完成" in console.get(address).text


def test_import_takes_a_column_that_was_mapped_by_hand(make, stand, console):
    training_class = make.training_class()
    rows = [["张伟", "13800000001"], ["李娜", "13800000002"]]
    content = write_xlsx("名册", ["姓名", "打这个"], rows)
    address = console.post(base(training_class) + "import", data=sent(content)).headers["Location"]
    assert "13800000001" in console.get(address + "?c0=name&c1=phone").text
    console.post(address, data={"c0": "name", "c1": "phone"})
    assert [one.person.phone for one in queries.trainees(training_class.id)] == [
        "13800000001",
        "13800000002",
    ]


def test_import_asks_about_an_ambiguous_row_and_does_what_is_chosen(make, stand, console):
    training_class = make.training_class()
    unit = make.unit("市总工会")
    make.trainee(training_class, person=make.person("张伟", phone="13900000000", unit_id=unit.id))
    content = write_xlsx("名册", HEADERS, ROWS[:1])
    address = console.post(base(training_class) + "import", data=sent(content)).headers["Location"]
    assert 'name="row-2"' in console.get(address).text
    refused = console.post(address)
    assert "第 2 行" in refused.text
    assert rows_of(Enrolment) == 1
    console.post(address, data={"row-2": "0"})
    assert rows_of(Enrolment) == 2


def test_import_of_another_class_is_not_there(make, stand, console):
    mine, theirs = make.training_class(), make.training_class()
    content = write_xlsx("名册", HEADERS, ROWS)
    address = console.post(base(theirs) + "import", data=sent(content)).headers["Location"]
    file_id = address.rpartition("/")[2]
    for way in ("", "/marked.xlsx"):
        assert console.get(f"{base(mine)}import/{file_id}{way}").status_code == 404
    assert console.post(f"{base(mine)}import/{file_id}").status_code == 404
    assert rows_of(Enrolment) == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "名单.xlsx"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "名单.png"),
        (b"MZ\x90\x00" + b"\x00" * 64, "名单.xlsx"),
        (b"PK\x03\x04" + b"torn" * 10, "名单.xlsx"),
        (b"a" * (10 * 1024 * 1024 + 1), "名单.csv"),
    ],
)
def test_peer_16_a_bad_upload_is_refused_with_a_sentence(make, stand, console, content, name):
    training_class = make.training_class()
    answer = console.post(base(training_class) + "import", data=sent(content, name))
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert (rows_of(StoredFile), rows_of(Person)) == (0, 0)


def test_marked_file_says_what_is_wrong_beside_the_row(make, stand, console):
    training_class = make.training_class()
    content = write_xlsx("名册", HEADERS, ROWS)
    address = console.post(base(training_class) + "import", data=sent(content)).headers["Location"]
    answer = console.get(address + "/marked.xlsx")
    assert answer.status_code == 200
    assert read_roster(answer.data, "标出.xlsx").taken == 2


def test_export_can_be_imported_again(make, stand, console):
    training_class, other = make.training_class(), make.training_class()
    address = console.post(
        base(training_class) + "import", data=sent(write_xlsx("名册", HEADERS, ROWS))
    ).headers["Location"]
    console.post(address)
    exported = console.get(base(training_class) + "export.xlsx").data
    report = read_roster(exported, "导出.xlsx")
    assert (report.taken, report.refused) == (2, 0)
    services.import_roster(other, report, by=STAFF, at=clock.now())
    assert [(one.name, one.unit_name, one.position) for one in queries.trainees(other.id)] == [
        ("张伟", "市总工会", "干事"),
        ("李娜", "县总工会", "主席"),
    ]
    assert rows_of(Person) == 2


def test_bulk_decisions_stand_alone_and_say_what_was_refused(make, stand, console):
    training_class = make.training_class(state="enrolling", capacity=1)
    first, second = application(training_class, 1), application(training_class, 2)
    address = base(training_class) + "applications/decide"
    data = {"chosen": [first.id, second.id], "decision": "approve", "state": "pending"}
    shown = console.post(address, data=data, follow_redirects=True).text
    assert "已处理 1 人" in shown
    assert "容不下再加" in shown
    assert queries.application_states(training_class.id) == {"approved": 1, "waiting": 1}


def test_peer_10_decisions_touch_no_application_of_another_class(make, stand):
    mine, theirs = make.training_class(state="enrolling"), make.training_class(state="enrolling")
    foreign = application(theirs)
    browser = make.staff_browser(mine, "organiser")
    browser.post(
        base(mine) + "applications/decide", data={"chosen": foreign.id, "decision": "approve"}
    )
    one = f"{base(mine)}applications/{foreign.id}/decide"
    assert browser.post(one, data={"decision": "approve"}).status_code == 404
    assert queries.application_states(theirs.id) == {"pending": 1}


def test_peer_10_acts_touch_no_trainee_of_another_class(make, stand):
    mine, theirs = make.training_class(), make.training_class(state="reporting")
    foreign = make.trainee(theirs, state="approved")
    browser = make.staff_browser(mine, "organiser")
    browser.post(base(mine) + "group", data={"chosen": foreign.id, "new_group": "第一组"})
    for way in ("report-in", "withdraw", "edit", "replace"):
        answer = browser.post(f"{base(mine)}{foreign.id}/{way}", data={"why": "无", "name": "无"})
        assert answer.status_code == 404
    db.session.refresh(foreign)
    assert (foreign.state, foreign.group_id) == ("approved", None)


def test_return_with_a_reason_is_seen_by_the_applicant(make, stand, console):
    training_class = make.training_class(state="enrolling")
    sent_in = application(training_class)
    console.post(
        f"{base(training_class)}applications/{sent_in.id}/decide",
        data={"decision": "return", "reason": "请写单位全称"},
    )
    assert "请写单位全称" in console.get(f"/a/{sent_in.token}").text


def test_quotas_are_written_a_line_each_and_each_has_a_link(make, stand, console):
    training_class = make.training_class(state="enrolling")
    console.post(
        base(training_class) + "quotas", data={"quotas": "市总工会 3\n县总工会，2人\n乡工会"}
    )
    rows = queries.quota_rows(training_class.id)
    assert {row.quota.unit.name: row.quota.quota for row in rows} == {
        "市总工会": 3,
        "县总工会": 2,
        "乡工会": None,
    }
    shown = console.get(f"{base(training_class)}quotas/{rows[0].quota.id}").text
    assert f"/u/{rows[0].quota.token}" in shown
    console.post(f"{base(training_class)}quotas/{rows[0].quota.id}/drop")
    assert rows_of(UnitQuota) == 2


def test_reporting_finds_ticks_and_takes_back(make, stand):
    training_class = make.training_class(state="reporting")
    person = make.person("张伟", phone="13812345678")
    trainee = make.trainee(training_class, person=person, state="approved")
    browser = make.staff_browser(training_class, "counsellor")
    found = browser.get(base(training_class) + "reporting?q=5678").text
    assert trainee.activation_code in found
    browser.post(f"{base(training_class)}{trainee.id}/report-in", data={"q": "5678"})
    assert queries.states_of(training_class.id) == {"reported": 1}
    browser.post(f"{base(training_class)}{trainee.id}/report-in", data={"back": "1"})
    assert queries.states_of(training_class.id) == {"approved": 1}


def test_reporting_as_a_fragment_is_only_who_was_found(make, stand, console):
    training_class = make.training_class(state="reporting")
    make.trainee(training_class, "张伟", state="approved")
    answer = console.get(
        base(training_class) + "reporting?q=张", headers={"HX-Request": "true"}
    ).text
    assert ("张伟" in answer, "<html" in answer) == (True, False)


def test_trainee_page_hides_the_code_from_those_who_may_not_see_it(make, stand):
    training_class = make.training_class()
    trainee = make.trainee(training_class)
    seen = {
        role: trainee.activation_code
        in make.staff_browser(training_class, role).get(f"{base(training_class)}{trainee.id}").text
        for role in ("counsellor", "leader")
    }
    assert seen == {"counsellor": True, "leader": False}


def test_adding_editing_replacing_and_withdrawing_by_hand(make, stand, console):
    training_class = make.training_class()
    home = base(training_class)
    data = {"name": "张伟", "gender": "1", "unit": "市总工会", "phone": "138 0000 0001"}
    console.post(home + "new", data=data)
    trainee = queries.trainees(training_class.id)[0]
    assert (trainee.name, trainee.unit_name, trainee.person.phone) == (
        "张伟",
        "市总工会",
        "13800000001",
    )
    wrong = console.post(f"{home}{trainee.id}/edit", data={**data, "phone": "1"})
    assert "手机号应为 1 开头的 11 位数字。" in wrong.text
    console.post(f"{home}{trainee.id}/edit", data={**data, "position": "干事"})
    assert queries.trainees(training_class.id)[0].position == "干事"
    console.post(f"{home}{trainee.id}/replace", data={"name": "李娜", "gender": "2"})
    assert [one.name for one in queries.trainees(training_class.id)] == ["李娜"]
    new = queries.trainees(training_class.id)[0]
    assert "请写明原因" in console.post(f"{home}{new.id}/withdraw", data={"state": "left"}).text
    console.post(f"{home}{new.id}/withdraw", data={"state": "left", "why": "工作需要"})
    assert queries.states_of(training_class.id) == {"replaced": 1, "left": 1}


def test_dividing_into_groups_and_moving_by_hand(make, stand, console):
    training_class = make.training_class()
    trainees = [make.trainee(training_class) for _number in range(4)]
    console.post(base(training_class) + "divide", data={"count": "2"})
    assert [one.name for one in queries.groups_of(training_class.id)] == ["第一组", "第二组"]
    console.post(
        base(training_class) + "group", data={"chosen": trainees[0].id, "new_group": "机动组"}
    )
    assert queries.trainee_by_id(training_class.id, trainees[0].id).group.name == "机动组"
    answer = console.post(
        base(training_class) + "divide", data={"count": "99"}, follow_redirects=True
    )
    assert "组数应为 1 到 4" in answer.text
