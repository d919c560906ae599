"""清点 written down: what a leader's phone says, what the register and the conflicts become."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from core.attendance.models import Attendance, AttendanceChange
from core.attendance.rules import Mark
from core.attendance.services import lock_register, mark_by_hand, settle_lesson
from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import Refused
from core.leave.models import LeaveRequest
from core.outbox.models import Conflict
from core.outbox.services import take_act
from core.outbox.terms import ArrivedAct
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.transaction import transaction
from plugins.field_teaching.models import CountEntry, Departure
from plugins.field_teaching.queries.counts import (
    day_of,
    departures_of,
    last_seen,
    progress_of,
)
from plugins.field_teaching.queries.summary import standing_departures
from plugins.field_teaching.services.counts import Told, recall, say_aboard
from plugins.field_teaching.tests.conftest import Road

NINE = MONDAY + timedelta(hours=1)


class Trip:
    """Two buses, three riders on the first, one on the second; one lesson; three boardings."""

    def __init__(self, road: Road, make: Maker, **lesson: Any) -> None:
        self.make, self.road = make, road
        self.cls = make.training_class()
        self.lesson = make.lesson(self.cls, "现场教学", **lesson)
        self.outing = road.outing(self.cls, lesson_id=self.lesson.id)
        self.gather = road.stop(self.outing, "gather", "北门集合", NINE)
        self.back = road.stop(self.outing, "return", "返程上车", NINE + timedelta(hours=4))
        self.bus, self.other = road.vehicle(self.cls), road.vehicle(self.cls, "二号车", ordering=1)
        self.people = [make.trainee(self.cls, name) for name in ("张伟", "李娜", "王䶮")]
        for seat, one in enumerate(self.people, start=1):
            road.ride(self.bus, one, seat=seat)
        self.stray = make.trainee(self.cls, "赵二")
        road.ride(self.other, self.stray, seat=1)
        self.phones = {
            name: make.paired_phone(self.cls, "field_teaching.count", name=name) for name in "AB"
        }
        self.ids = [f"e:{one.id}" for one in self.people]
        self.stop_ids = {"gather": self.gather.id, "back": self.back.id}

    def act(
        self, kind: str, minute: int, phone: str = "A", where: str = "gather", **payload: Any
    ) -> ArrivedAct:
        known = {"outing": self.outing.id, "stop": self.stop_ids[where], "vehicle": self.bus.id}
        held = self.phones[phone]
        return ArrivedAct(
            str(uuid.uuid4()), f"field_teaching.{kind}", self.cls.id, {**known, **payload},
            NINE + timedelta(minutes=minute), NINE + timedelta(minutes=minute + 1), minute,
            Actor("phone", held.id, held.name), held.id, None, held.device,
        )  # fmt: skip

    def say(self, minute: int, said: str, *who: int, way: str = "tap", **more: Any) -> Any:
        words = [{"rider": self.ids[one], "said": said, "way": way} for one in who]
        return take_act(self.act("count", minute, words=words, **more))

    def verdicts(self, minute: int = 30) -> list[str]:
        count = day_of(self.outing).count(
            self.stop_ids["gather"], self.bus.id, NINE + timedelta(minutes=minute)
        )
        return [one.verdict.value for one in count.judged]

    def marks(self) -> dict[str, tuple[str, str]]:
        db.session.rollback()
        rows = db.session.execute(
            select(Attendance, Enrolment).join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        )
        return {one.name: (row.mark, row.source) for row, one in rows.unique()}

    def conflicts(self) -> list[str]:
        db.session.rollback()
        rows = select(Conflict.title).where(Conflict.settled_at.is_(None)).order_by(Conflict.id)
        return list(db.session.execute(rows).scalars())


@pytest.fixture
def trip(road: Road, make: Maker, stand: Any) -> Trip:
    return Trip(road, make)


def test_count_becomes_presence_with_its_source(trip: Trip) -> None:
    assert trip.say(1, "missing", 0).state == "done"
    assert trip.say(2, "here", 1, 2, way="rest").state == "done"
    assert trip.verdicts() == ["missing", "here", "here"]
    assert trip.marks() == {"李娜": ("present", "count"), "王䶮": ("present", "count")}
    (why,) = set(db.session.execute(select(AttendanceChange.why)).scalars())
    assert why == "清点：北门集合"


def test_presence_taken_back_takes_our_mark_back(trip: Trip) -> None:
    trip.say(1, "here", 0)
    trip.say(2, "missing", 0)
    assert trip.marks() == {}


def test_count_at_the_way_home_says_nothing_of_the_lesson(trip: Trip) -> None:
    trip.say(1, "here", 0, where="back")
    assert trip.marks() == {}


def test_presence_stands_before_a_settled_absence_and_leaves_a_late_mark(
    road: Road, make: Maker, stand: Any
) -> None:
    trip = Trip(road, make, starts_at=MONDAY - timedelta(hours=4))
    zhang, li, _wang = trip.people
    mark_by_hand(trip.lesson, zhang, Mark.LATE, why="看见了", by=STAFF, at=MONDAY)
    mark_by_hand(trip.lesson, li, Mark.ABSENT, why="没看见", by=STAFF, at=MONDAY)
    settle_lesson(trip.lesson, by=STAFF, at=MONDAY)
    trip.say(1, "here", 0, 1, 2)
    marks = trip.marks()
    assert (marks["张伟"], marks["李娜"]) == (("late", "hand"), ("absent", "hand"))
    assert marks["王䶮"] == ("present", "count")
    assert trip.conflicts() == ["清点与考勤不一致：李娜"]
    trip.say(2, "missing", 1)
    assert trip.conflicts() == []


def test_locked_register_loses_no_count_and_is_told(trip: Trip) -> None:
    lock_register(trip.lesson, by=STAFF, at=MONDAY)
    assert trip.say(1, "here", 0).state == "done"
    assert trip.verdicts()[0] == "here"
    assert trip.marks() == {}
    assert trip.conflicts() == ["清点与考勤不一致：张伟"]


def test_sweep_of_another_phone_does_not_wipe_the_missing_in_any_order(trip: Trip) -> None:
    trip.say(5, "here", 0, 1, 2, way="rest", phone="B")
    trip.say(1, "missing", 0)
    assert trip.verdicts() == ["missing", "here", "here"]
    assert trip.conflicts() == ["清点：张伟 在不在说法不一"]
    trip.say(6, "here", 0, way="scan")
    assert trip.verdicts() == ["here", "here", "here"]
    assert trip.conflicts() == []


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_register_comes_out_the_same_in_any_order_and_sent_twice(
    trip: Trip, order: tuple[int, ...]
) -> None:
    def words(said: str, *who: int, way: str = "tap") -> list[dict[str, str]]:
        return [{"rider": trip.ids[one], "said": said, "way": way} for one in who]

    acts = [
        trip.act("count", 1, words=words("missing", 0, 1)),
        trip.act("count", 4, words=words("here", 1, way="scan")),
        trip.act("count", 3, "B", words=words("here", 0, 1, 2, way="rest")),
        trip.act("depart", 6, "B", here=2, due=3, missing=[trip.ids[0]], rest=[], why="不等了"),
    ]
    for one in [*order, *order[::-1]]:
        take_act(acts[one])
    assert trip.verdicts() == ["missing", "here", "here"]
    assert trip.marks() == {"李娜": ("present", "count"), "王䶮": ("present", "count")}
    assert set(trip.conflicts()) == {f"清点：{name} 在不在说法不一" for name in ("张伟",)}
    assert (rows_of(CountEntry), rows_of(Departure)) == (6, 1)


def test_sweep_against_a_missing_is_no_last_seen(trip: Trip) -> None:
    trip.say(1, "missing", 0)
    trip.say(5, "here", 0, 1, way="rest", phone="B")
    assert list(last_seen(trip.outing.id)) == [trip.ids[1]]


def test_repeated_act_is_written_once(trip: Trip) -> None:
    words = [{"rider": trip.ids[0], "said": "here", "way": "tap"}]
    act = trip.act("count", 1, words=words)
    assert [take_act(act).state, take_act(replace(act)).state] == ["done", "already"]
    assert rows_of(CountEntry) == 1


def test_rider_of_another_bus_is_taken_and_flagged(trip: Trip) -> None:
    words = [{"rider": f"e:{trip.stray.id}", "said": "here", "way": "scan"}]
    assert take_act(trip.act("count", 1, words=words)).state == "done"
    first, second = progress_of(trip.outing, NINE + timedelta(minutes=5))
    assert [one.rider for one in first.count.strangers] == [f"e:{trip.stray.id}"]
    assert (second.count.due, second.count.missing) == (0, [])


def test_leave_is_not_due_and_withdrawn_is_gone(trip: Trip) -> None:
    with transaction() as session:
        session.add(
            LeaveRequest(
                class_id=trip.cls.id, enrolment_id=trip.people[0].id, kind="personal",
                starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=9), state="approved",
                asked_at=MONDAY,
            )
        )  # fmt: skip
        trip.people[1].state = "withdrawn"
    assert trip.verdicts() == ["leave", "unsaid"]


def test_departure_in_one_press_counts_the_rest_and_moves_on(trip: Trip) -> None:
    answer = take_act(trip.act("depart", 5, here=3, due=3, missing=[], rest=trip.ids))
    assert answer.state == "done"
    (first, _second) = progress_of(trip.outing, NINE + timedelta(minutes=9))
    assert first.halt is not None
    assert first.halt.stop.title == "返程上车"
    assert [(one.stop.title, one.leaving.here) for one in departures_of(trip.outing.id)] == [
        ("北门集合", 3)
    ]
    assert trip.verdicts() == ["here", "here", "here"]
    stop, when = last_seen(trip.outing.id)[trip.ids[0]]
    assert (stop.title, when) == ("北门集合", NINE + timedelta(minutes=5))


def test_departure_without_somebody_needs_a_reason(trip: Trip) -> None:
    missing = {"here": 2, "due": 3, "missing": [trip.ids[0]], "rest": trip.ids[1:]}
    answer = take_act(trip.act("depart", 5, **missing))
    assert (answer.state, answer.message) == ("refused", "还缺 1 人。要先走，请写明原因。")
    assert (rows_of(Departure), rows_of(CountEntry)) == (0, 0)
    assert take_act(trip.act("depart", 6, **missing, why="不等了：自己去")).state == "done"


def test_recalled_departure_is_none_whichever_phone_recalls(trip: Trip) -> None:
    left = trip.act("depart", 5, here=3, due=3, missing=[], rest=[])
    take_act(left)
    assert take_act(trip.act("recall", 6, phone="B", act=left.id)).state == "done"
    assert departures_of(trip.outing.id) == []
    first = progress_of(trip.outing, NINE + timedelta(minutes=9))[0]
    assert first.halt is not None
    assert first.halt.stop.title == "北门集合"


@pytest.mark.parametrize("late", [False, True], ids=["in-order", "recall-arrives-first"])
def test_recalled_departure_takes_its_sweep_and_its_marks_with_it(trip: Trip, late: bool) -> None:
    trip.say(1, "here", 0, way="scan")
    left = trip.act("depart", 5, here=3, due=3, missing=[], rest=trip.ids[1:])
    acts = [left, trip.act("recall", 8, act=left.id)]
    assert [take_act(one).state for one in (reversed(acts) if late else acts)] == ["done", "done"]
    assert trip.verdicts() == ["here", "unsaid", "unsaid"]
    assert trip.marks() == {"张伟": ("present", "count")}
    assert trip.verdicts(minute=6) == ["here", "here", "here"]  # as it stood before the recall


def test_departure_after_a_recall_counts_anew(trip: Trip) -> None:
    left = trip.act("depart", 5, here=3, due=3, missing=[], rest=trip.ids)
    for one in (left, trip.act("recall", 8, act=left.id)):
        take_act(one)
    assert trip.marks() == {}
    take_act(
        trip.act(
            "depart", 11, here=2, due=3, missing=[trip.ids[0]], rest=trip.ids[1:], why="不等了"
        )
    )
    assert trip.verdicts() == ["unsaid", "here", "here"]
    assert sorted(trip.marks()) == ["李娜", "王䶮"]


def test_swap_to_the_rain_plan_while_people_board_keeps_the_count(trip: Trip) -> None:
    trip.say(1, "missing", 0)
    trip.road.placing(trip.gather, NINE, variant="rain")
    with transaction():
        trip.outing.variant = "rain"
    first = progress_of(trip.outing, NINE + timedelta(minutes=5))[0]
    assert first.halt is not None
    assert (first.halt.stop.title, first.count.of()) == ("北门集合", [])
    assert [one.verdict.value for one in first.count.judged] == ["missing", "unsaid", "unsaid"]


def test_late_boarding_after_departure_still_counts(trip: Trip) -> None:
    take_act(
        trip.act("depart", 5, here=2, due=3, missing=[trip.ids[0]], rest=trip.ids[1:], why="不等了")
    )
    trip.say(7, "here", 0)
    assert trip.verdicts() == ["here", "here", "here"]
    assert departures_of(trip.outing.id)[0].leaving.here == 2


BAD: list[tuple[str, dict[str, Any]]] = [
    ("count", {}),
    ("count", {"words": []}),
    ("count", {"words": "e:1"}),
    ("count", {"words": [None]}),
    ("count", {"words": [{"rider": 5, "said": "here", "way": "tap"}]}),
    ("count", {"words": [{"rider": "e:0", "said": "here", "way": "tap"}]}),
    ("count", {"words": [{"rider": "e:1", "said": "here", "way": "desk"}]}),
    ("count", {"words": [{"rider": "e:1", "said": "missing", "way": "rest"}]}),
    ("count", {"words": [{"rider": "e:1", "said": ["here"], "way": {}}]}),
    ("count", {"words": [{"rider": "e:1", "said": "left", "way": "tap"}]}),
    ("count", {"words": [{"rider": "e:1", "said": "here", "way": "tap", "why": "长" * 201}]}),
    ("count", {"words": [{"rider": "e:999999", "said": "here", "way": "tap"}]}),
    ("count", {"stop": True, "words": [{"rider": "e:1", "said": "here", "way": "tap"}]}),
    ("count", {"stop": 10**20, "words": [{"rider": "e:1", "said": "here", "way": "tap"}]}),
    ("depart", {"here": 1, "due": 3, "missing": [], "rest": []}),
    ("depart", {"here": "3", "due": 3, "missing": [], "rest": []}),
    ("depart", {"here": 2, "due": 3, "missing": ["x"], "rest": []}),
    ("depart", {"here": 3, "due": 3, "missing": [], "rest": ["e:1", "e:1"]}),
    ("recall", {"act": 5}),
    ("recall", {"act": "'; drop table"}),
]


@pytest.mark.parametrize(("kind", "payload"), BAD)
def test_torn_act_is_refused_in_words_and_leaves_nothing(
    trip: Trip, kind: str, payload: dict[str, Any]
) -> None:
    answer = take_act(trip.act(kind, 1, **payload))
    assert answer.state == "refused"
    assert answer.message
    assert (rows_of(CountEntry), rows_of(Departure)) == (0, 0)


def test_stop_of_another_class_is_refused(trip: Trip, road: Road, make: Maker) -> None:
    there = road.stop(road.outing(make.training_class()), "gather", "别处", NINE)
    words = [{"rider": trip.ids[0], "said": "here", "way": "tap"}]
    act = trip.act("count", 1, words=words)
    act.payload["stop"] = there.id
    assert take_act(act).state == "refused"
    assert rows_of(CountEntry) == 0


def test_closed_class_takes_no_count(trip: Trip) -> None:
    with transaction():
        trip.cls.state = "closed"
    assert trip.say(1, "here", 0).state == "refused"


def test_trainee_is_not_on_board_of_another_day(trip: Trip) -> None:
    zhang = trip.people[0]
    with transaction():
        trip.outing.held_on += timedelta(days=1)
    told = Told(str(uuid.uuid4()), trip.cls.id, trip.outing.id, trip.gather.id, trip.bus.id, NINE)
    own = Actor("trainee", zhang.person_id, "张伟")
    with pytest.raises(Refused, match="“北门集合”现在不用扫码上车，没有记录。"):
        say_aboard(told, zhang.id, by=own, at=NINE)
    assert rows_of(CountEntry) == 0


def test_phone_without_the_right_is_refused(trip: Trip, make: Maker) -> None:
    bare = make.paired_phone(trip.cls, "outbox.rehearse")
    words = [{"rider": trip.ids[0], "said": "here", "way": "tap"}]
    act = replace(trip.act("count", 1, words=words), by=Actor("phone", bare.id, "外人"))
    assert take_act(act).state == "refused"


def test_refused_reason_is_a_problem(trip: Trip) -> None:
    told = Told(str(uuid.uuid4()), trip.cls.id, 10**6, trip.gather.id, trip.bus.id, NINE)
    with pytest.raises(Refused) as refused:
        recall(told, "x", by=STAFF, at=NINE)
    assert refused.value.codes == ["place_unknown"]


def test_departure_pressed_twice_is_taken_back_in_the_archive_too(road: Road, make: Maker) -> None:
    trip = Trip(road, make)
    for minute in (10, 10):
        take_act(trip.act("depart", minute, here=3, due=3, missing=[], rest=[*trip.ids], why=""))
    first = db.session.execute(select(Departure.act_id).order_by(Departure.id)).scalars().first()
    assert len(standing_departures([trip.outing.id])) == 1
    take_act(trip.act("recall", 12, act=first))
    assert standing_departures([trip.outing.id]) == {}
    assert departures_of(trip.outing.id) == []
