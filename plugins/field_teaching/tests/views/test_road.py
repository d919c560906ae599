"""The pages of vehicles, of the head count and of the bus's QR, as people meet them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import String, cast, literal, select, update

from core import clock
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import Refused
from core.outbox.models import Conflict
from core.people.models import Person
from core.plugins import ClassPlugin
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import (
    Companion,
    CountEntry,
    Departure,
    Outing,
    Stop,
    Vehicle,
)
from plugins.field_teaching.queries.roster import badge_mark
from plugins.field_teaching.services.counts import Told, say_aboard
from plugins.field_teaching.tests.conftest import Road

NINE = MONDAY + timedelta(hours=1)


def base(cls: TrainingClass) -> str:
    return f"/console/classes/{cls.code}/field"


def fill(road: Road, make: Maker, buses: int, people: int) -> tuple[TrainingClass, Outing]:
    """A class on the road: every person has a place and a word, every bus has left once."""
    cls = make.training_class()
    outing = road.outing(cls)
    stop = road.stop(outing, "gather", "北门集合", NINE)
    road.stop(outing, "return", "返程上车", NINE + timedelta(hours=4))
    fleet = [road.vehicle(cls, f"{number}号车", seats=people) for number in range(buses)]
    for number in range(people):
        bus = fleet[number % buses]
        one = make.trainee(cls)
        road.ride(bus, one, seat=number + 1)
        with transaction() as session:
            session.add(entry(cls, outing, stop, bus, one, number))
    return cls, outing


def entry(
    cls: TrainingClass, outing: Outing, stop: Stop, bus: Vehicle, one: Enrolment, number: int
) -> CountEntry:
    return CountEntry(
        act_id=f"act-{number}", class_id=cls.id, outing_id=outing.id, stop_id=stop.id,
        vehicle_id=bus.id, rider=f"e:{one.id}", said="missing" if number % 9 == 0 else "here",
        way="tap", happened_at=NINE, arrived_at=NINE, by="phone:1", by_name="李娜", device="A",
    )  # fmt: skip


@pytest.mark.parametrize("page", ["outings/{id}/control", "outings/{id}/control/board", "vehicles",
                                  "vehicles?outing={id}", "outings/{id}/replay", "road/"])  # fmt: skip
def test_statements_do_not_grow_with_people_and_buses(
    road: Road, make: Maker, stand: Any, page: str
) -> None:
    counts = []
    for buses, people in ((2, 12), (20, 120)):
        cls, outing = fill(road, make, buses, people)
        leader = make.staff_browser(cls, "head_teacher")
        with counted_queries() as seen:
            answer = leader.get(f"{base(cls)}/{page.format(id=outing.id)}")
        assert answer.status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_data_of_a_vehicle_takes_the_same_statements_and_carries_no_token(
    road: Road, make: Maker, stand: Any
) -> None:
    counts = []
    for buses, people in ((2, 12), (6, 60)):
        cls, outing = fill(road, make, buses, people)
        phone = make.browser_of_paired(make.paired_phone(cls, "field_teaching.count"))
        bus = (
            db.session.execute(select(Vehicle).where(Vehicle.class_id == cls.id)).scalars().first()
        )
        assert bus is not None
        address = f"{base(cls)}/road/{outing.id}/{bus.id}/data"
        with counted_queries() as seen:
            answer = phone.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    tokens = (
        db.session.execute(select(Enrolment.token).where(Enrolment.class_id == cls.id))
        .scalars()
        .all()
    )
    assert [token for token in tokens if token in answer.text] == []
    marks = {one["mark"] for one in answer.json["riders"]}
    assert marks == {badge_mark(token) for token in tokens}
    others = {one["phone"] for one in answer.json["riders"] if one["vehicle"] != bus.id}
    assert others == {""}


def test_page_of_a_vehicle_lets_the_reader_compile_and_nothing_else(
    road: Road, make: Maker, stand: Any
) -> None:
    cls, outing = fill(road, make, 1, 1)
    phone = make.browser_of_paired(make.paired_phone(cls, "field_teaching.count"))
    bus = db.session.execute(select(Vehicle)).scalars().one()
    answer = phone.get(f"{base(cls)}/road/{outing.id}/{bus.id}")
    assert "script-src 'self' 'wasm-unsafe-eval';" in answer.headers["Content-Security-Policy"]
    assert 'data-keep-owner="phone:' in answer.text


def test_outing_of_another_class_is_not_found(road: Road, make: Maker, stand: Any) -> None:
    cls, outing = fill(road, make, 1, 1)
    bus = db.session.execute(select(Vehicle)).scalars().one()
    elsewhere = make.training_class()
    leader = make.staff_browser(elsewhere, "head_teacher")
    for path in (f"outings/{outing.id}/control", f"outings/{outing.id}/replay", f"vehicles/{bus.id}",
                 f"road/{outing.id}/{bus.id}", f"road/{outing.id}/{bus.id}/data",
                 f"vehicles?outing={outing.id}", "vehicles/riders/e:1", "vehicles/riders/x"):  # fmt: skip
        assert leader.get(f"{base(elsewhere)}/{path}").status_code == 404
    assert cls.code not in leader.get(f"{base(elsewhere)}/road/").text


def test_desk_settles_a_doubt_with_one_press(road: Road, make: Maker, stand: Any) -> None:
    cls, outing = fill(road, make, 1, 1)
    leader = make.staff_browser(cls, "head_teacher")
    (word,) = db.session.execute(select(CountEntry)).scalars()
    rider, stop, bus = word.rider, word.stop_id, word.vehicle_id
    sent = {"rider": rider, "said": "here", "stop": stop, "vehicle": bus}
    assert leader.post(f"{base(cls)}/outings/{outing.id}/control/say", data=sent).status_code == 303
    ways = db.session.execute(select(CountEntry.way).order_by(CountEntry.id)).scalars().all()
    assert (ways, rows_of(Conflict)) == (["tap", "desk"], 0)


@pytest.mark.parametrize("sent", [
    {}, {"rider": "e:1"}, {"rider": "x", "said": "here"}, {"rider": "e:99999", "said": "here"},
    {"rider": "e:1", "said": "left", "stop": "1", "vehicle": "1"}, {"rider": "e:1", "said": "here", "stop": "9" * 30},
])  # fmt: skip
def test_torn_post_of_the_desk_writes_nothing(
    road: Road, make: Maker, stand: Any, sent: dict[str, str]
) -> None:
    cls, outing = fill(road, make, 1, 1)
    leader = make.staff_browser(cls, "head_teacher")
    assert leader.post(f"{base(cls)}/outings/{outing.id}/control/say", data=sent).status_code == 303
    assert rows_of(CountEntry) == 1


def test_viewer_may_look_but_not_count(road: Road, make: Maker, stand: Any) -> None:
    cls, outing = fill(road, make, 1, 1)
    viewer = make.staff_browser(cls, "liaison")
    if viewer.get(f"{base(cls)}/").status_code == 200:
        assert viewer.post(f"{base(cls)}/outings/{outing.id}/control/say").status_code == 403
    assert viewer.post(f"{base(cls)}/vehicles/seats").status_code in (403, 404)


def test_lists_are_printed_and_downloaded(road: Road, make: Maker, stand: Any) -> None:
    cls, outing = fill(road, make, 2, 5)
    leader = make.staff_browser(cls, "head_teacher")
    for path, start in (("buses.pdf", b"%PDF"), (f"buses.pdf?outing={outing.id}", b"%PDF"),
                        ("buses.xlsx", b"PK"), ("bus-codes.pdf", b"%PDF")):  # fmt: skip
        answer = leader.get(f"{base(cls)}/print/{path}")
        assert (answer.status_code, answer.data[: len(start)]) == (200, start)


def test_liaison_sees_who_is_where_but_no_numbers_and_no_reasons(
    road: Road, make: Maker, stand: Any
) -> None:
    cls, outing = fill(road, make, 2, 5)
    stand(timedelta(hours=2))
    road.companion(cls, "王医生", "doctor")
    with transaction() as session:
        session.execute(update(Companion).values(phone="19912345678"))
        session.execute(
            update(Person).values(phone=literal("1981234567") + cast(Person.id, String))
        )
        session.execute(update(CountEntry).values(said="left", why="胃痛，去县医院"))
    head, liaison = (make.staff_browser(cls, role) for role in ("head_teacher", "liaison"))
    board = f"{base(cls)}/outings/{outing.id}/control/board"
    assert ("胃痛" in head.get(board).text, "胃痛" in liaison.get(board).text) == (True, False)
    with transaction() as session:
        session.execute(update(CountEntry).values(said="missing"))
    assert ("19812" in head.get(board).text, "19812" in liaison.get(board).text) == (True, False)
    seats = f"{base(cls)}/vehicles"
    assert "19912345678" in head.get(seats).text
    shown = liaison.get(seats).text
    assert ("王医生" in shown, "19912345678" in shown, "buses.pdf" in shown) == (True, False, False)
    for path in ("print/buses.pdf", "print/buses.xlsx", f"outings/{outing.id}/replay"):
        assert liaison.get(f"{base(cls)}/{path}").status_code == 403


def test_recall_that_names_no_departure_writes_nothing(road: Road, make: Maker, stand: Any) -> None:
    cls, outing = fill(road, make, 1, 1)
    stop, bus = (db.session.execute(select(one)).scalars().first() for one in (Stop, Vehicle))
    desk = make.staff_browser(cls, "head_teacher")
    address = f"{base(cls)}/outings/{outing.id}/control/recall"
    for act in ("", "x" * 37):
        said = {"act": act, "stop": stop.id, "vehicle": bus.id}
        assert "没有说明撤回哪一次发车" in desk.post(address, data=said, follow_redirects=True).text
    assert rows_of(Departure) == 0


def door(make: Maker, trainee: Enrolment, bus: Vehicle) -> tuple[FlaskClient, str]:
    return make.phone_of(trainee), f"/f/b/{bus.token}"


def test_own_word_at_the_door_counts_once_the_button_is_pressed(
    road: Road, make: Maker, stand: Any
) -> None:
    cls = make.training_class()
    bus, outing = road.vehicle(cls), road.outing(cls)
    road.stop(outing, "gather", "北门集合", NINE)
    zhang = make.trainee(cls, "张伟")
    road.ride(bus, zhang, seat=3)
    phone, address = door(make, zhang, bus)
    assert "3 号座" in phone.get(address).text
    assert rows_of(CountEntry) == 0
    assert "已记：在一号车" in phone.post(address).text
    assert "已记：在一号车" in phone.post(address).text
    (first, _second) = db.session.execute(select(CountEntry)).scalars()
    assert (first.said, first.way, first.by_name) == ("here", "self", "张伟")


def test_door_says_what_is_wrong_in_a_sentence(road: Road, make: Maker, stand: Any) -> None:
    cls = make.training_class()
    bus, other = road.vehicle(cls), road.vehicle(cls, "二号车")
    zhang = make.trainee(cls, "张伟")
    road.ride(other, zhang, seat=3)
    phone, address = door(make, zhang, bus)
    assert "今天没有行程" in phone.get(address).text
    outing = road.outing(cls)
    assert "现在没有要上车的站点" in phone.post(address).text
    road.stop(outing, "gather", "北门集合", NINE)
    assert "您应该坐二号车，这里是一号车。" in phone.post(address).text
    assert rows_of(CountEntry) == 0
    assert "已记" in phone.post(address, data={"insist": "yes"}).text
    with transaction():
        cls.state = "closed"
    assert phone.post(address, data={"insist": "yes"}).status_code == 409


def test_door_opens_for_no_draft_and_no_stop_that_was_called_off(
    road: Road, make: Maker, stand: Any
) -> None:
    cls = make.training_class()
    bus, zhang = road.vehicle(cls), make.trainee(cls)
    draft, outing = road.outing(cls, published_at=None), road.outing(cls)
    stops = (road.stop(draft, "gather", "草稿集合", NINE),
             road.stop(outing, "gather", "北门集合", NINE, cancelled_at=NINE))  # fmt: skip
    for stop in stops:
        told = Told(str(uuid.uuid4()), cls.id, stop.outing_id, stop.id, bus.id, clock.now())
        with pytest.raises(Refused) as refused:
            say_aboard(told, zhang.id, by=STAFF, at=clock.now())
        assert refused.value.codes == ["not_boarding"]
    assert rows_of(CountEntry) == 0


def test_trainee_is_counted_by_no_act_that_a_phone_sends_later(
    road: Road, make: Maker, stand: Any
) -> None:
    """Only the tap at the door takes a trainee's own word: ids and a time can be invented at home."""
    cls = make.training_class()
    bus, outing, zhang = road.vehicle(cls), road.outing(cls), make.trainee(cls)
    stop = road.stop(outing, "gather", "北门集合", NINE)
    words = [{"rider": f"e:{zhang.id}", "said": "here", "way": "tap"}]
    place = {"outing": outing.id, "stop": stop.id, "vehicle": bus.id, "words": words}
    acts = [
        {"id": str(uuid.uuid4()), "kind": kind, "seq": number, "made_at": 1, "payload": place}
        for number, kind in enumerate(("field_teaching.here", "field_teaching.count"))
    ]
    answer = make.phone_of(zhang).post(
        f"/outbox/{cls.code}/sync",
        json={"now": 1, "acts": acts},
        headers={"X-Jixun-Outbox": "1"},
    )
    assert [one["state"] for one in answer.json["answers"]] == ["refused", "refused"]
    assert rows_of(CountEntry) == 0


def test_door_of_another_class_and_an_unknown_phone(road: Road, make: Maker, stand: Any) -> None:
    bus = road.vehicle(make.training_class())
    stranger = make.trainee(make.training_class())
    phone, address = door(make, stranger, bus)
    assert phone.get(address).status_code == 404
    assert phone.get("/f/b/invented").status_code == 404
    unknown = make.app.test_client().get(address)
    assert (unknown.status_code, "bind" in unknown.headers["Location"]) == (303, True)


def test_door_is_shut_where_the_plugin_is_off(road: Road, make: Maker, stand: Any) -> None:
    cls = make.training_class()
    bus = road.vehicle(cls)
    zhang = make.trainee(cls)
    with transaction():
        db.session.add(ClassPlugin(class_id=cls.id, plugin="field_teaching", on=False))
    phone, address = door(make, zhang, bus)
    assert (phone.get(address).status_code, phone.post(address).status_code) == (404, 404)
