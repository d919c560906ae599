"""What is held of a person, what is forgotten, and what other pages show."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from core.access.terms import Role
from core.db import db
from core.files import StoredFile
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.transaction import transaction
from plugins.field_teaching.hooks import erase_personal_data, personal_data
from plugins.field_teaching.models import (
    CountEntry,
    EmergencyCard,
    Incident,
    Rated,
    Reflection,
    Ride,
    StopScore,
    Tribute,
)
from plugins.field_teaching.queries.records import held_of
from plugins.field_teaching.services import incidents, teaching
from plugins.field_teaching.services.incidents import Report
from plugins.field_teaching.tests.pages.conftest import HOUR, Day, photo

AFTER = MONDAY + timedelta(days=30)


@pytest.fixture
def lived(day: Day, make: Maker) -> None:
    """张伟 has left a trace in every table that keeps one."""
    phone = make.phone_of(day.zhang)
    phone.post(f"{day.phone}/emergency", data={"health": "哮喘", "consents": "y",
               "kin_name": "王芳", "kin_phone": "13800000001"})  # fmt: skip
    page = f"{day.phone}/stops/{day.teach.id}"
    phone.post(f"{page}/reflection", data={"body": "收获", "photo": (BytesIO(photo()), "x.jpg")})
    phone.post(f"{page}/take-part")
    scores = {"site": 5, "guide": 5, "organisation": 5}
    teaching.rate(day.teach, day.zhang, scores, at=MONDAY + 2 * HOUR)
    told = Report("injury", "扭伤", MONDAY, enrolment_id=day.zhang.id)
    incidents.report(day.training_class.id, told, by=STAFF, at=MONDAY)
    with transaction() as session:
        session.add(
            CountEntry(act_id="a", class_id=day.training_class.id, outing_id=day.outing.id,
                       stop_id=day.gather.id, vehicle_id=day.first.id,
                       rider=f"e:{day.zhang.id}", said="here", way="tap", happened_at=MONDAY,
                       arrived_at=MONDAY, by="phone:1", by_name="李", device="d" * 8)
        )  # fmt: skip


def test_person_sees_all_that_is_held(day: Day, make: Maker, lived: None) -> None:
    page = make.phone_of(day.zhang).get(f"/m/{day.training_class.code}/me/data").text
    for words in ("哮喘", "王芳 13800000001", "西柏坡一日现场教学 · 集合 · 在"):
        assert words in page
    held = {str(part.title): part.rows for part in held_of(day.zhang.person_id, oneself=True)}
    assert [(str(title), value) for title, value in held["应急信息"]] == [
        ("紧急联系人", "王芳 13800000001"),
        ("健康备注", "哮喘"),
    ]
    assert held["清点记录"] == [("11月23日 08:00:00", "西柏坡一日现场教学 · 集合 · 在")]
    assert held["现场教学心得"] == [("纪念馆参观", "收获（附照片）")]
    assert held["评价"] == [("纪念馆参观", "已评价；给了几分没有记下")]
    assert set(held) == {
        *("应急信息", "乘车", "清点记录", "现场教学心得", "宣誓与献花", "评价", "途中情况")
    }
    assert personal_data(day.li.person)[0].title == "乘车"


def test_file_of_a_person_tells_staff_only_that_there_is_a_health_note(
    day: Day, make: Maker, lived: None, console: FlaskClient
) -> None:
    page = console.get(f"/console/people/{day.zhang.person_id}").text
    assert "内容请本人在自己手机上查看" in page
    assert "哮喘" not in page


def test_erasing_forgets_the_person_and_keeps_texts_counts_and_sums(day: Day, lived: None) -> None:
    assert erase_personal_data(day.zhang.person, MONDAY) == 0
    assert rows_of(EmergencyCard) == 1
    assert erase_personal_data(day.zhang.person, AFTER) > 0
    db.session.rollback()
    assert [rows_of(one) for one in (EmergencyCard, StoredFile, Rated)] == [0, 0, 0]
    assert [rows_of(one) for one in (Reflection, Tribute, CountEntry, Incident)] == [1, 1, 1, 1]
    assert db.session.query(CountEntry).one().device == ""
    assert db.session.query(Incident).one().enrolment_id is None
    assert db.session.query(Reflection).one().body == "收获"
    assert sum(one.times for one in db.session.query(StopScore)) == 3
    assert [one.enrolment_id for one in db.session.query(Ride)] == [day.li.id]
    assert erase_personal_data(day.zhang.person, AFTER) == 0


def test_page_of_a_trainee_shows_bus_seat_and_counts(day: Day, make: Maker, lived: None) -> None:
    desk = make.staff_browser(day.training_class, Role.COUNSELLOR)
    page = desk.get(f"/console/classes/{day.training_class.code}/trainees/{day.zhang.id}").text
    for words in ("一号车", "12", "集合", "11月23日 08:00:00"):
        assert words in page


def test_papers_are_offered_on_the_overview_to_whoever_may_have_them(day: Day, make: Maker) -> None:
    titles = ("现场教学应急卡", "心得文集", "现场教学总结")
    for role, seen in ((Role.HOST, True), (Role.LIAISON, False)):
        browser: FlaskClient = make.staff_browser(day.training_class, role)
        page = browser.get(f"/console/classes/{day.training_class.code}/")
        if page.status_code == 200:
            assert [title in page.text for title in titles] == [seen] * 3


def test_summary_prints_what_was_lived(day: Day, make: Maker, lived: None) -> None:
    desk = make.staff_browser(day.training_class, Role.HOST)
    for url in (f"{day.console}/print/summary.pdf", f"{day.console}/print/reflections.pdf"):
        answer = desk.get(url)
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
