"""A prepared statement says, takes and gives what SQLAlchemy's own way does, on both databases."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, insert, select

from core import clock
from core.attendance.queries.scan import MEETING
from core.attendance.services.checking_in import CHANGE
from core.db import WRITE, db
from core.leave.queries.requests import BEGUN
from core.people.models import Person
from core.prepared import Prepared
from core.testing import MONDAY, Maker, counted_queries, rows_of
from core.transaction import brief_transaction

PERSON = Person.__table__
NAMED = Prepared(
    select(PERSON.c.id, PERSON.c.name, PERSON.c.created_at).where(
        PERSON.c.name == bindparam("name"), PERSON.c.created_at <= bindparam("at")
    )
)
ADDED = Prepared(
    insert(PERSON)
    .values(
        name=bindparam("of"),
        phone=bindparam("number"),
        created_at=bindparam("at"),
        gender=0,
        ethnicity="",
        position="",
    )
    .returning(PERSON.c.id)
)


@pytest.fixture
def person(app: Flask) -> int:
    with brief_transaction() as connection:
        return ADDED.first(connection, {"of": "李娜", "number": "1", "at": MONDAY}).id


def test_prepared_question_answers_as_sqlalchemy_does(person: int) -> None:
    asked = {"name": "李娜", "at": MONDAY}
    row = NAMED.ask(asked)
    assert tuple(row) == tuple(db.session.execute(NAMED.statement, asked).one())
    assert (row.id, row.name, row.created_at) == (person, "李娜", MONDAY)


def test_prepared_question_without_an_answer_is_none(person: int) -> None:
    assert NAMED.ask({"name": "没有这个人", "at": MONDAY}) is None


def test_everything_a_check_in_asks_is_the_same_either_way(make: Maker, stand) -> None:
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class), make.lesson(training_class)
    bound = make.binding(trainee.person_id)
    values = {"public_id": lesson.public_id, "binding_id": bound.id, "device": bound.device}
    db.session.rollback()
    quick = MEETING.ask(values)
    assert tuple(quick) == tuple(db.session.execute(MEETING.statement, values).one())
    assert (quick.person_name, quick.starts_at, quick.checks_in) == (
        trainee.name,
        lesson.starts_at,
        True,
    )
    assert (quick.other_phone, quick.attendance_id) == (False, None)
    assert BEGUN.ask({"trainee": trainee.id, "at": clock.now()}) is None


def test_prepared_statement_is_counted_like_any_other(person: int) -> None:
    db.session.rollback()
    with counted_queries() as seen:
        NAMED.ask({"name": "李娜", "at": MONDAY})
    assert len(seen) == 1
    assert seen[0].startswith("SELECT person.id")


def test_prepared_question_takes_the_connection_that_the_session_holds(person: int) -> None:
    lent: list[int] = []
    db.session.execute(select(1))
    event.listen(db.engine.pool, "checkout", lambda *_all: lent.append(1))
    assert NAMED.ask({"name": "李娜", "at": MONDAY}).id == person
    assert lent == []


def test_prepared_question_gives_its_connection_back(person: int) -> None:
    db.session.rollback()
    before = db.engine.pool.checkedout()
    NAMED.ask({"name": "李娜", "at": MONDAY})
    assert db.engine.pool.checkedout() == before


def test_prepared_write_that_gives_no_row_answers_none(make: Maker, stand) -> None:
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class), make.lesson(training_class)
    change = dict.fromkeys(("from_mark", "to_mark", "leave_kind")) | {
        "class_id": trainee.class_id,
        "lesson_id": lesson.id,
        "enrolment_id": trainee.id,
        "why": "",
        "by": "system",
        "by_name": "系统",
        "source": "scan",
        "device": "",
        "at": MONDAY,
    }
    with brief_transaction() as connection:
        assert CHANGE.first(connection, change) is None


@pytest.mark.sqlite
def test_prepared_write_without_a_value_that_only_python_knows_is_a_mistake(app: Flask) -> None:
    careless = Prepared(insert(PERSON))
    with (
        pytest.raises(ValueError, match="default of person"),
        db.engine.connect() as connection,
    ):
        careless.first(connection, {"name": "李娜", "phone": "1", "created_at": MONDAY})


def test_prepared_write_is_undone_with_its_transaction(person: int) -> None:
    with db.engine.connect().execution_options(**{WRITE: True}) as connection:
        held = connection.begin()
        ADDED.first(connection, {"of": "王强", "number": "2", "at": MONDAY})
        held.rollback()
    assert rows_of(Person) == 1


def test_prepared_statement_serves_many_threads(app: Flask, person: int) -> None:
    found: list[int] = []

    def ask() -> None:
        with app.app_context():
            found.extend(NAMED.ask({"name": "李娜", "at": MONDAY}).id for _time in range(20))

    threads = [threading.Thread(target=ask) for _number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert found == [person] * 120
