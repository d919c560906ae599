"""The door: who is let in, once, and until when."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.attendance.models import Attendance
from core.audit import Actor, AuditEntry
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound, Refused
from core.testing import MONDAY, Maker
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Sitting, SittingExtra, SittingGuest
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.services.writing import start
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office

MINUTE = timedelta(minutes=1)


def begin(sitting: Sitting, trainee: Enrolment, after: float = 1, password: str = "") -> Attempt:
    by = Actor("trainee", trainee.person_id, trainee.name)
    return start(sitting, trainee, password, by=by, at=MONDAY + after * MINUTE)


def why_not(sitting: Sitting, trainee: Enrolment, after: float = 1, password: str = "") -> str:
    with pytest.raises(Refused) as refused:
        begin(sitting, trainee, after, password)
    return ",".join(refused.value.codes)


def add(*rows: object) -> None:
    with transaction() as session:
        session.add_all(rows)


def test_attempt_begins_once_and_is_given_back_while_it_runs(make: Maker, office: Office) -> None:
    found = make.training_class()
    zhang = make.trainee(found, "张伟")
    sitting = office.sitting(found, office.version(SINGLE), office.version(JUDGE), attempts=2)
    first = begin(sitting, zhang)
    assert (first.ends_at, first.number, first.ended_how) == (MONDAY + 31 * MINUTE, 1, "")
    assert [one.version for one in layout_of(first.layout)] == [1, 2]
    assert begin(sitting, zhang, 20).id == first.id
    second = begin(sitting, zhang, 45)
    db.session.refresh(first)
    assert (first.ended_how, first.ended_at, first.points) == ("time", first.ends_at, 0)
    assert (second.number, second.ends_at) == (2, MONDAY + 60 * MINUTE)
    assert why_not(sitting, zhang, 66) == "closed"
    noted = select(AuditEntry.act).where(AuditEntry.act == "quizzes.start")
    assert len(db.session.execute(noted).all()) == 2


def test_two_phones_that_start_at_once_write_one_attempt(
    bare_app: Flask,
) -> None:
    with bare_app.app_context():
        make = Maker(bare_app)
        office, found = Office(bare_app, make), make.training_class(code="QUIZ")
        zhang = make.trainee(found, "张伟")
        sitting_id = office.sitting(found, office.version(SINGLE)).id
        ids = (sitting_id, zhang.id)
    gate, answers = threading.Barrier(4), list[int]()

    def press() -> None:
        with bare_app.app_context():
            sitting, trainee = (
                db.session.get_one(Sitting, ids[0]),
                db.session.get_one(Enrolment, ids[1]),
            )
            gate.wait(10)
            answers.append(begin(sitting, trainee).id)

    presses = [threading.Thread(target=press) for _number in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    with bare_app.app_context():
        assert (len(answers), len(set(answers))) == (4, 1)
        assert db.session.execute(select(func.count(Attempt.id))).scalar() == 1


def test_extra_time_of_a_person_or_else_the_group_prolongs_writing_and_closing(
    make: Maker, office: Office
) -> None:
    found = make.training_class()
    group = make.group(found)
    own, of_group = make.trainee(found, group_id=group.id), make.trainee(found, group_id=group.id)
    sitting = office.sitting(found, office.version(SINGLE))
    add(
        SittingExtra(sitting_id=sitting.id, enrolment_id=own.id, minutes=5),
        SittingExtra(sitting_id=sitting.id, group_id=group.id, minutes=20),
    )
    assert begin(sitting, own).ends_at == MONDAY + 36 * MINUTE
    assert begin(sitting, of_group, 70).ends_at == MONDAY + 80 * MINUTE
    assert why_not(sitting, make.trainee(found), 61) == "closed"


def test_door_asks_for_presence_password_invitation_and_the_right_group(
    make: Maker, office: Office
) -> None:
    found = make.training_class()
    first, second = make.group(found), make.group(found)
    zhang = make.trainee(found, group_id=first.id)
    lesson = make.lesson(found, group_id=first.id)
    version = office.version(SINGLE)
    sitting = office.sitting(
        found, version, lesson_id=lesson.id, needs_presence=True, password="西柏坡1949"
    )
    assert why_not(sitting, make.trainee(found, group_id=second.id)) == "other_group"
    assert why_not(sitting, make.trainee(found, state="enrolled", group_id=first.id)) == "not_due"
    assert why_not(sitting, zhang) == "not_present"
    for mark in ("on_leave", "late"):
        add(
            Attendance(class_id=found.id, lesson_id=lesson.id, enrolment_id=make.trainee(found).id
                       if mark == "on_leave" else zhang.id, mark=mark, source="desk",
                       received_at=MONDAY)
        )  # fmt: skip
    assert why_not(sitting, zhang, password="西柏坡1948") == "wrong_password"
    assert begin(sitting, zhang, password=" 西柏坡1949 ").number == 1
    make_up = office.sitting(found, version, make_up_of=sitting.id)
    assert why_not(make_up, zhang) == "not_invited"
    add(SittingGuest(sitting_id=make_up.id, enrolment_id=zhang.id))
    assert begin(make_up, zhang).sitting_id == make_up.id
    draft = office.sitting(found, version, published_at=None)
    with pytest.raises(NotFound):
        begin(draft, zhang)
    with transaction():
        found.state = "closed"
    assert why_not(office.sitting(found, version), zhang) == "class_frozen"


@pytest.mark.sqlite
def test_password_can_be_tried_ten_times_a_minute(make: Maker, office: Office) -> None:
    found = make.training_class()
    zhang = make.trainee(found)
    sitting = office.sitting(found, office.version(SINGLE), password="1949")
    office.app.config["LIMITS_ON"] = True
    tries = [why_not(sitting, zhang, password=str(n)) for n in range(11)]
    assert tries == ["wrong_password"] * 10 + ["too_many_guesses"]
