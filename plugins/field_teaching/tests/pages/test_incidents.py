"""What has happened on the way: reported at the desk and from the road, handled, closed, told on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.access.terms import Role
from core.audit import AuditEntry
from core.db import db
from core.errors import Refused
from core.files import StoredFile
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.training.services import set_setting
from core.transaction import transaction
from plugins.field_teaching.hooks import closing_problems
from plugins.field_teaching.models import Departure, Incident, IncidentStep, Outing
from plugins.field_teaching.rules.incidents import TOLD_WITHIN
from plugins.field_teaching.services import incidents
from plugins.field_teaching.services.incidents import Report
from plugins.field_teaching.tests.conftest import Road
from plugins.field_teaching.tests.pages.conftest import HOUR, Day, photo

MINUTE = timedelta(minutes=1)


@pytest.fixture
def leader(day: Day, make: Maker) -> FlaskClient:
    return make.staff_browser(day.training_class, Role.LEADER)


@pytest.fixture
def host(day: Day, make: Maker) -> FlaskClient:
    return make.staff_browser(day.training_class, Role.HOST)


def reported(day: Day, what: str = "扭伤脚踝", **values: Any) -> Incident:
    told = Report("injury", what, values.pop("happened_at", MONDAY), **values)
    return incidents.report(day.training_class.id, told, by=STAFF, at=MONDAY)


def fresh(incident: Incident) -> Incident:
    db.session.rollback()
    return db.session.get_one(Incident, incident.id, populate_existing=True)


FORM = {"kind": "injury", "what": "在台阶上扭伤", "place": "纪念馆西门",
        "happened_at": "2026-11-23T07:40", "outing_id": "", "vehicle_id": "", "enrolment_id": ""}  # fmt: skip


def test_report_keeps_what_where_when_who_and_a_small_picture(
    day: Day, leader: FlaskClient
) -> None:
    given = {**FORM, "outing_id": day.outing.id, "vehicle_id": day.first.id,
             "enrolment_id": day.zhang.id, "photo": (photo_file(), "IMG_0001.jpg")}  # fmt: skip
    answer = leader.post(f"{day.console}/incidents/new", data=given)
    assert answer.status_code == 303
    db.session.rollback()
    made = db.session.execute(select(Incident)).scalar_one()
    assert (made.what, made.place, made.state) == ("在台阶上扭伤", "纪念馆西门", "open")
    assert made.happened_at == MONDAY - 20 * MINUTE
    assert (made.vehicle_id, made.enrolment_id) == (day.first.id, day.zhang.id)
    kept = leader.get(f"{day.console}/incidents/{made.id}/photo")
    assert kept.mimetype == "image/jpeg"
    assert b"SecretPhone" not in kept.data
    page = leader.get(answer.location).text
    assert "张伟" in page
    assert "还没有报主办" in page


def photo_file() -> Any:
    from io import BytesIO

    return BytesIO(photo())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"what": " "}, "请写明发生了什么"),
        ({"what": "字" * 2001}, "最多 2000 个字"),
        ({"kind": "<script>"}, "请选择是什么情况"),
        ({"happened_at": "2026-11-23T09:00"}, "发生时间在将来"),
        ({"happened_at": "昨天"}, "不是有效的日期与时间值"),
        ({"happened_at": "0001-01-01T00:00"}, "1950 年到 2199 年"),
        ({"vehicle_id": "999"}, "不是有效的选择"),
        ({"enrolment_id": "x"}, "选择无效"),
    ],
)
def test_report_that_cannot_stand_writes_nothing(
    day: Day, leader: FlaskClient, change: dict[str, str], words: str
) -> None:
    answer = leader.post(f"{day.console}/incidents/new", data={**FORM, **change})
    assert answer.status_code == 422
    errors = answer.text.split('class="problems"')[1].split("</div>")[0]
    assert words in errors
    assert rows_of(Incident) == 0


def test_what_is_no_picture_is_refused(day: Day, leader: FlaskClient) -> None:
    from io import BytesIO

    for content in (b"<script>alert(1)</script>", photo()[:200], b""):
        given = {**FORM, "photo": (BytesIO(content), "x.jpg")}
        leader.post(f"{day.console}/incidents/new", data=given)
    assert rows_of(StoredFile) == 0


def test_script_in_a_report_is_text(day: Day, leader: FlaskClient) -> None:
    made = reported(day, "<script>alert(1)</script>")
    for url in (f"{day.console}/incidents", f"{day.console}/incidents/{made.id}"):
        assert "<script>alert(1)" not in leader.get(url).text


def test_incident_goes_on_with_a_word_for_each_step_and_opens_again_with_a_reason(
    day: Day, leader: FlaskClient
) -> None:
    made = reported(day)
    url = f"{day.console}/incidents/{made.id}"
    steps = [("handled", "已送医院"), ("closed", "拍片无碍，已归队"), ("open", "下午又疼")]
    for state, body in steps:
        assert leader.post(f"{url}/step/{state}", data={"body": body}).status_code == 303
        assert fresh(made).state == state
    page = leader.get(url).text
    for _state, body in steps:
        assert body in page
    assert "重新打开" in page


def test_step_out_of_turn_or_without_a_word_changes_nothing(day: Day, leader: FlaskClient) -> None:
    made = reported(day)
    url = f"{day.console}/incidents/{made.id}/step"
    assert leader.post(f"{url}/closed", data={"body": "没事了"}).status_code == 422
    assert leader.post(f"{url}/handled", data={"body": " "}).status_code == 422
    assert leader.post(f"{url}/nonsense", data={"body": "x"}).status_code == 404
    assert (fresh(made).state, rows_of(IncidentStep)) == ("open", 0)


def test_what_is_not_closed_stands_on_top_and_is_counted(day: Day, leader: FlaskClient) -> None:
    closed = reported(day, "第一件", happened_at=MONDAY)
    for state, body in (("handled", "好了"), ("closed", "完了")):
        leader.post(f"{day.console}/incidents/{closed.id}/step/{state}", data={"body": body})
    reported(day, "第二件", happened_at=MONDAY - HOUR)
    page = leader.get(f"{day.console}/incidents").text
    assert page.index("第二件") < page.index("第一件")
    assert '安全<span class="count num">1</span>' in page


def test_open_incident_keeps_the_class_from_being_closed(day: Day, leader: FlaskClient) -> None:
    assert closing_problems(day.training_class) == []
    made = reported(day)
    (problem,) = closing_problems(day.training_class)
    assert "还有 1 件途中情况没有办结" in str(problem)
    for state in ("handled", "closed"):
        leader.post(f"{day.console}/incidents/{made.id}/step/{state}", data={"body": "已处置"})
    assert closing_problems(day.training_class) == []


def test_closed_class_takes_no_reports_and_no_steps(day: Day, leader: FlaskClient) -> None:
    made = reported(day)
    with transaction() as session:
        session.get_one(TrainingClass, day.training_class.id).state = "closed"
    assert leader.post(f"{day.console}/incidents/new", data=FORM).status_code == 422
    url = f"{day.console}/incidents/{made.id}"
    assert leader.post(f"{url}/step/handled", data={"body": "晚了"}).status_code == 422
    leader.post(f"{url}/tell-host")
    assert (fresh(made).state, fresh(made).told_host_at) == ("open", None)


def test_incident_of_another_class_is_not_there(day: Day, make: Maker) -> None:
    made = reported(day)
    other = make.training_class()
    theirs = make.staff_browser(other, Role.LEADER)
    url = f"/console/classes/{other.code}/field/incidents/{made.id}"
    assert theirs.get(url).status_code == 404
    assert theirs.post(f"{url}/step/handled", data={"body": "x"}).status_code == 404
    assert theirs.post(f"{url}/tell-host").status_code == 404


def test_outing_vehicle_and_trainee_must_be_of_the_class(day: Day, make: Maker, road: Road) -> None:
    other = make.training_class()
    named = [
        {"outing_id": road.outing(other).id},
        {"vehicle_id": road.vehicle(other).id},
        {"enrolment_id": make.trainee(other).id},
    ]
    for values in named:
        with pytest.raises(Refused):
            reported(day, **values)
    assert rows_of(Incident) == 0


# -- told to the 主办 ---------------------------------------------------------------------------------


def overview(day: Day, browser: FlaskClient) -> str:
    return browser.get(f"/console/classes/{day.training_class.code}/").text


def test_host_is_told_with_one_press_and_says_that_they_know(
    day: Day, leader: FlaskClient, host: FlaskClient, make: Maker
) -> None:
    made = reported(day)
    assert "需要您知道" not in overview(day, host)
    for _press in range(2):
        leader.post(f"{day.console}/incidents/{made.id}/tell-host")
    assert "需要您知道：受伤" in overview(day, host)
    assert "需要您知道" not in overview(day, leader)
    assert "未办结 1 件" in overview(day, leader)
    host.post(f"{day.console}/incidents/{made.id}/acknowledge")
    assert "需要您知道" not in overview(day, host)
    assert fresh(made).host_seen_by != ""
    db.session.rollback()
    acts = list(db.session.execute(select(AuditEntry.act)).scalars())
    assert acts.count("field_teaching.tell_host") == 1


def test_only_the_host_acknowledges_and_only_what_was_told(
    day: Day, leader: FlaskClient, host: FlaskClient
) -> None:
    made = reported(day)
    url = f"{day.console}/incidents/{made.id}/acknowledge"
    assert leader.post(url).status_code == 403
    host.post(url)
    assert fresh(made).host_seen_at is None


@pytest.mark.parametrize(
    ("setting", "words"), [("", "迟报 45 分钟"), ("60", ""), ("10", "迟报 45 分钟")]
)
def test_late_word_to_the_host_is_said_with_its_minutes(
    day: Day,
    leader: FlaskClient,
    stand: Callable[[timedelta], None],
    setting: str,
    words: str,
) -> None:
    if setting:
        set_setting(day.training_class, TOLD_WITHIN, setting, by=STAFF, at=MONDAY)
    made = reported(day)
    stand(45 * MINUTE)
    leader.post(f"{day.console}/incidents/{made.id}/tell-host")
    page = leader.get(f"{day.console}/incidents").text
    assert ("迟报" in page, words in page) == (bool(words), True)


def test_minutes_that_make_no_sense_are_refused(day: Day) -> None:
    for value in ("0", "-5", "1441", "半小时", "９"):
        with pytest.raises(Refused):
            set_setting(day.training_class, TOLD_WITHIN, value, by=STAFF, at=MONDAY)


def test_late_bus_is_told_with_one_press_and_once(
    day: Day, leader: FlaskClient, host: FlaskClient
) -> None:
    for _press in range(2):
        url = f"{day.console}/outings/{day.outing.id}/vehicles/{day.second.id}/late"
        assert leader.post(url).status_code == 303
    assert rows_of(Incident) == 1
    page = overview(day, host)
    assert "需要您知道：晚归" in page
    assert "二号车会晚到。" in page


def test_late_bus_of_another_class_is_not_there(
    day: Day, leader: FlaskClient, make: Maker, road: Road
) -> None:
    foreign = road.vehicle(make.training_class())
    url = f"{day.console}/outings/{day.outing.id}/vehicles/{foreign.id}/late"
    assert leader.post(url).status_code == 404


def depart(day: Day, vehicle_id: int, act: str, recalls: str = "") -> None:
    with transaction() as session:
        session.add(
            Departure(act_id=act, class_id=day.training_class.id, outing_id=day.outing.id,
                      stop_id=day.back.id, vehicle_id=vehicle_id, recalls=recalls, missing=[],
                      happened_at=MONDAY, arrived_at=MONDAY, by="staff:1", by_name="李")
        )  # fmt: skip


def test_return_that_was_not_counted_raises_its_line_by_itself(
    day: Day, leader: FlaskClient, host: FlaskClient, stand: Callable[[timedelta], None]
) -> None:
    with transaction() as session:
        session.get_one(Outing, day.outing.id).back_by = MONDAY + 10 * HOUR
    words = "预计 18:00 返回，尚未清点返回："
    stand(10 * HOUR)
    assert words not in overview(day, host)
    stand(MINUTE)
    assert f"需要您知道：{words}一号车、二号车" in overview(day, host)
    assert f"{words}一号车、二号车" in leader.get(f"{day.console}/incidents").text
    depart(day, day.first.id, "a")
    assert f"{words}二号车" in overview(day, host)
    depart(day, day.second.id, "b")
    assert words not in overview(day, host)
    depart(day, day.first.id, "c", recalls="a")
    assert f"{words}一号车" in overview(day, host)
    stand(24 * HOUR)
    assert words not in overview(day, host)


# -- from the road ------------------------------------------------------------------------------------


def send(browser: FlaskClient, day: Day, payload: Any, n: int = 1, age: int = 0) -> dict[str, Any]:
    now = 1_700_000_000_000
    act = {"id": str(UUID(int=n)), "kind": "field_teaching.incident", "seq": n,
           "made_at": now - age * 60_000, "payload": payload}  # fmt: skip
    answer = browser.post(
        f"/outbox/{day.training_class.code}/sync",
        json={"now": now, "acts": [act]},
        headers={"X-Jixun-Outbox": "1"},
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json["answers"][0]
    return found


@pytest.fixture
def paired(day: Day, make: Maker) -> FlaskClient:
    return make.browser_of_paired(make.paired_phone(day.training_class, "field_teaching.count"))


LOST = {"kind": "lost", "what": "少一人", "place": "碑林"}


def test_incident_from_the_road_bears_its_own_time_and_is_written_once(
    day: Day, paired: FlaskClient
) -> None:
    payload = {**LOST, "outing": day.outing.id, "vehicle": day.first.id, "trainee": day.zhang.id}
    assert send(paired, day, payload, age=50)["state"] == "done"
    assert send(paired, day, payload, age=50)["state"] == "already"
    db.session.rollback()
    made = db.session.execute(select(Incident)).scalar_one()
    assert made.happened_at == MONDAY - 50 * MINUTE
    assert made.reported_by == "一号车 李娜"
    assert made.told_host_at is None


def test_incident_from_the_road_tells_the_host_where_it_says_so(
    day: Day, paired: FlaskClient, host: FlaskClient
) -> None:
    assert send(paired, day, {**LOST, "tell_host": True}, age=50)["state"] == "done"
    page = overview(day, host)
    assert "需要您知道：走失" in page
    assert "迟报 50 分钟" in page


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {**LOST, "kind": 7},
        {**LOST, "what": ["x"]},
        {**LOST, "what": "字" * 2001},
        {**LOST, "outing": "1"},
        {**LOST, "outing": True},
        {**LOST, "vehicle": 2**40},
        {**LOST, "trainee": 999},
        {**LOST, "kind": "<script>"},
    ],
)
def test_torn_report_from_the_road_is_refused_with_words(
    day: Day, paired: FlaskClient, payload: Any
) -> None:
    answer = send(paired, day, payload)
    assert answer["state"] == "refused"
    assert answer["message"]
    assert rows_of(Incident) == 0


def test_phone_without_the_right_reports_nothing(day: Day, make: Maker) -> None:
    doctor = make.paired_phone(day.training_class, "field_teaching.health")
    assert send(make.browser_of_paired(doctor), day, LOST)["state"] == "refused"
    assert make.browser_of_paired(doctor).get(f"{day.console}/road/incident").status_code != 200


def test_page_of_the_road_names_who_rides_and_whom_to_call(day: Day, paired: FlaskClient) -> None:
    page = paired.get(f"{day.console}/road/incident")
    assert page.status_code == 200
    for text in ("张伟", "李娜", "一号车", f'data-outing="{day.outing.id}"'):
        assert text in page.text


# -- the same for any number -------------------------------------------------------------------------


def test_log_and_overview_ask_the_same_however_much_happened(
    day: Day, leader: FlaskClient, make: Maker, road: Road
) -> None:
    urls = [f"{day.console}/incidents", f"/console/classes/{day.training_class.code}/",
            f"{day.console}/road/incident"]  # fmt: skip

    def questions() -> list[int]:
        found = []
        for url in urls:
            db.session.rollback()
            with counted_queries() as seen:
                assert leader.get(url).status_code == 200
            found.append(len(seen))
        return found

    reported(day, vehicle_id=day.first.id, enrolment_id=day.zhang.id)
    few = questions()
    for seat in range(20, 28):
        other = make.trainee(day.training_class)
        road.ride(day.first, other, seat=seat)
        reported(day, vehicle_id=day.first.id, enrolment_id=other.id)
        reported(day, "无人受伤")
    assert questions() == few
