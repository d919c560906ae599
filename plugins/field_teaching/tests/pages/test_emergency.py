"""Emergency cards: what a trainee writes, who reads it, what is printed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.access.terms import Role
from core.audit import AuditEntry
from core.db import db
from core.testing import Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import EmergencyCard
from plugins.field_teaching.tests.conftest import Road
from plugins.field_teaching.tests.pages.conftest import Day

SECRET = "青霉素过敏、心脏支架"
CARD = {"health": SECRET, "consents": "y", "kin_name": "王芳", "kin_relation": "配偶",
        "kin_phone": "13800000001"}  # fmt: skip


@pytest.fixture
def phone(day: Day, make: Maker) -> FlaskClient:
    return make.phone_of(day.zhang)


@pytest.fixture
def written(day: Day, phone: FlaskClient) -> None:
    assert phone.post(f"{day.phone}/emergency", data=CARD).status_code == 303


def card_of(day: Day) -> EmergencyCard | None:
    db.session.rollback()
    return db.session.get(EmergencyCard, day.zhang.id)


def test_card_is_kept_with_the_time_of_consent(day: Day, written: None, phone: FlaskClient) -> None:
    card = card_of(day)
    assert card is not None
    assert (card.health, card.kin_name, card.kin_phone) == (SECRET, "王芳", "13800000001")
    assert card.health_consented_at is not None
    page = phone.get(f"{day.phone}/emergency").text
    assert "还没有人看过" in page
    assert "只有随队医生和领队能看" in page


def test_journal_never_says_what_was_written(day: Day, written: None, phone: FlaskClient) -> None:
    phone.post(f"{day.phone}/emergency/withdraw-health")
    entries = db.session.execute(select(AuditEntry)).scalars().all()
    said = json.dumps([one.detail for one in entries], ensure_ascii=False)
    assert SECRET not in said
    assert "13800000001" not in said
    acts = [one.act for one in entries if one.act.startswith("field_teaching.")]
    assert acts == ["field_teaching.write_card", "field_teaching.withdraw_health"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"consents": ""}, "需要您单独同意"),
        ({"kin_phone": ""}, "姓名和电话要一起填"),
        ({"health": "字" * 401}, "最多 400 个字"),
        ({"kin_relation": "字" * 21}, "最多 20 个字"),
    ],
)
def test_card_that_cannot_stand_is_refused_whole(
    day: Day, phone: FlaskClient, change: dict[str, str], words: str
) -> None:
    answer = phone.post(f"{day.phone}/emergency", data={**CARD, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert card_of(day) is None


def test_health_is_taken_back_with_one_press_and_kin_stays(
    day: Day, written: None, phone: FlaskClient
) -> None:
    phone.post(f"{day.phone}/emergency/withdraw-health")
    card = card_of(day)
    assert card is not None
    assert (card.health, card.health_consented_at, card.kin_name) == ("", None, "王芳")


def test_row_is_gone_when_nothing_else_is_in_it_and_a_second_press_changes_nothing(
    day: Day, phone: FlaskClient
) -> None:
    phone.post(f"{day.phone}/emergency", data={"health": SECRET, "consents": "y"})
    for _press in range(2):
        assert phone.post(f"{day.phone}/emergency/withdraw-health").status_code == 303
    assert rows_of(EmergencyCard) == 0


def test_everything_is_taken_back_with_one_press_also_when_the_class_is_closed(
    day: Day, written: None, phone: FlaskClient
) -> None:
    close(day)
    assert phone.post(f"{day.phone}/emergency", data=CARD).status_code == 422
    page = phone.get(f"{day.phone}/emergency").text
    assert "不能再修改，但可以删除" in page
    phone.post(f"{day.phone}/emergency/delete")
    assert rows_of(EmergencyCard) == 0


def test_empty_card_is_no_row(day: Day, written: None, phone: FlaskClient) -> None:
    phone.post(f"{day.phone}/emergency", data={})
    assert rows_of(EmergencyCard) == 0


def test_text_in_a_card_is_text(day: Day, phone: FlaskClient) -> None:
    phone.post(f"{day.phone}/emergency", data={**CARD, "health": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in phone.get(f"{day.phone}/emergency").text


def close(day: Day) -> None:
    with transaction() as session:
        session.get_one(TrainingClass, day.training_class.id).state = "closed"


# -- who reads health notes ---------------------------------------------------------------------------


def everyone(day: Day, make: Maker) -> dict[str, FlaskClient]:
    return {
        **{role.value: make.staff_browser(day.training_class, role) for role in Role},
        "administrator": make.browser_of(make.account(administrator=True)),
        "doctor": make.browser_of_paired(
            make.paired_phone(day.training_class, "field_teaching.health", name="王大夫")
        ),
        "counter": make.browser_of_paired(
            make.paired_phone(day.training_class, "field_teaching.count")
        ),
        "leader elsewhere": make.staff_browser(make.training_class(), Role.LEADER),
        "trainee": make.phone_of(day.li),
    }


def test_health_is_read_by_the_leader_and_the_doctor_and_by_nobody_else(
    day: Day, make: Maker, written: None
) -> None:
    url = f"{day.console}/outings/{day.outing.id}/health"
    read = {}
    for who, browser in everyone(day, make).items():
        pages = [browser.get(url), browser.post(url), browser.get(f"{day.console}/road/health")]
        pages.append(browser.post(f"{day.console}/outings/{day.outing.id}/emergency.pdf"))
        read[who] = [one.status_code == 200 for one in pages]
        assert (SECRET in pages[1].text) == (who in ("leader", "doctor")), who
        assert SECRET not in pages[0].text + pages[2].text, who
    assert {who for who, seen in read.items() if all(seen)} == {"leader", "doctor"}
    assert {who for who, seen in read.items() if any(seen)} == {"leader", "doctor"}


def test_health_stands_on_no_other_page(day: Day, make: Maker, written: None) -> None:
    code, number = day.training_class.code, day.zhang.id
    urls = [
        f"/console/classes/{code}/",
        f"/console/classes/{code}/trainees/{number}",
        f"/console/classes/{code}/settings/journal",
        f"/console/people/{day.zhang.person_id}",
        f"{day.console}/outings/{day.outing.id}/safety",
        f"{day.console}/incidents",
        f"{day.console}/outings/{day.outing.id}/health",
    ]
    for who, browser in everyone(day, make).items():
        for url in urls:
            assert SECRET not in browser.get(url).text, (who, url)


def test_administrator_who_is_the_leader_of_the_class_reads_as_leader(
    day: Day, make: Maker, written: None
) -> None:
    account = make.account(administrator=True)
    make.role(account, day.training_class, Role.LEADER)
    answer = make.browser_of(account).post(f"{day.console}/outings/{day.outing.id}/health")
    assert SECRET in answer.text


def test_trainee_sees_who_looked_and_when(
    day: Day,
    make: Maker,
    written: None,
    phone: FlaskClient,
    stand: Callable[[timedelta], None],
) -> None:
    url = f"{day.console}/outings/{day.outing.id}/health"
    stand(timedelta(minutes=65))
    make.staff_browser(day.training_class, Role.LEADER).post(url)
    stand(timedelta(minutes=5))
    paired = make.paired_phone(day.training_class, "field_teaching.health", name="王大夫")
    make.browser_of_paired(paired).post(url, data={"who": day.zhang.id})
    page = phone.get(f"{day.phone}/emergency").text
    assert page.index("医生的手机") < page.index("11月23日 09:10:00")
    assert page.index("11月23日 09:10:00") < page.index("11月23日 09:05:00")
    assert "领队" in page


def test_only_the_notes_that_were_asked_for_are_read_and_journaled(
    day: Day, make: Maker, written: None
) -> None:
    make.phone_of(day.li).post(f"{day.phone}/emergency", data={"health": "哮喘", "consents": "y"})
    leader = make.staff_browser(day.training_class, Role.LEADER)
    url = f"{day.console}/outings/{day.outing.id}/health"
    answer = leader.post(url, data={"who": day.li.id})
    assert "哮喘" in answer.text
    assert SECRET not in answer.text
    db.session.rollback()
    looks = select(AuditEntry.subject).where(AuditEntry.act == "field_teaching.look_at_health")
    assert list(db.session.execute(looks).scalars()) == [f"enrolment:{day.li.id}"]
    torn = leader.post(url, data={"who": "x' or 1=1"})
    assert torn.status_code == 200


def test_note_of_another_class_is_not_read_through_this_one(
    day: Day, make: Maker, road: Road, written: None
) -> None:
    other = make.training_class()
    outing = road.outing(other)
    leader = make.staff_browser(other, Role.LEADER)
    url = f"/console/classes/{other.code}/field/outings"
    stolen = leader.post(f"{url}/{outing.id}/health", data={"who": day.zhang.id})
    assert SECRET not in stolen.text
    assert leader.post(f"{url}/{day.outing.id}/health").status_code == 404


# -- on paper -----------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    import pikepdf

    return len(pikepdf.open(BytesIO(pdf)).pages)


def test_card_is_printed_one_sheet_a_bus_without_health(
    day: Day, make: Maker, written: None
) -> None:
    leader = make.staff_browser(day.training_class, Role.LEADER)
    url = f"{day.console}/outings/{day.outing.id}/emergency.pdf"
    whole, one = leader.get(url), leader.get(f"{url}?vehicle={day.first.id}")
    assert (whole.status_code, whole.mimetype) == (200, "application/pdf")
    assert (pages_of(whole.data), pages_of(one.data)) == (2, 1)
    assert pages_of(leader.post(url).data) == 3
    assert leader.get(f"{day.console}/print/emergency.pdf").status_code == 200


def test_card_names_the_doctor_who_rides_where_none_is_laid_down(
    day: Day, make: Maker, road: Road
) -> None:
    road.ride(day.first, road.companion(day.training_class, "周大夫", "doctor"), seat=40)
    with transaction():
        day.outing.doctor = day.outing.doctor_phone = ""
    leader = make.staff_browser(day.training_class, Role.LEADER)
    card = leader.get(f"{day.console}/outings/{day.outing.id}/emergency.pdf?vehicle={day.first.id}")
    raw = ["pdftotext", "-raw", "-", "-"]
    text = subprocess.run(raw, input=card.data, capture_output=True, check=True).stdout.decode()
    assert text.count("周大夫") == 2


def test_papers_are_not_for_the_liaison_nor_for_another_class(
    day: Day, make: Maker, road: Road
) -> None:
    url = f"{day.console}/outings/{day.outing.id}/emergency.pdf"
    assert make.staff_browser(day.training_class, Role.LIAISON).get(url).status_code == 403
    other = make.training_class()
    theirs = road.outing(other)
    leader = make.staff_browser(day.training_class, Role.LEADER)
    assert leader.get(f"{day.console}/outings/{theirs.id}/emergency.pdf").status_code == 404
    none = make.staff_browser(other, Role.HOST)
    assert none.get(f"/console/classes/{other.code}/field/print/emergency.pdf").status_code == 200


def test_printing_asks_the_same_however_many_ride(
    day: Day, make: Maker, road: Road, written: None
) -> None:
    leader = make.staff_browser(day.training_class, Role.LEADER)
    url = f"{day.console}/outings/{day.outing.id}/health"

    def questions() -> int:
        db.session.rollback()
        with counted_queries() as seen:
            assert leader.get(url).status_code == 200
        return len(seen)

    few = questions()
    for seat in range(20, 32):
        other = make.trainee(day.training_class)
        road.ride(day.first, other, seat=seat)
        make.phone_of(other).post(f"{day.phone}/emergency", data=CARD)
    assert questions() == few
