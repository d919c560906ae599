"""One act: all of it or none, told after the commit, judged by what stands under the lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from core import clock
from core.app import create_app
from core.config import Settings
from core.db import db
from core.errors import Refused
from core.events import CheckedIn
from core.hookspecs import hookimpl
from core.people.models import Unit
from core.prepared import Prepared
from core.testing import rows_of
from core.transaction import announce, brief_transaction, in_transaction, transaction

WRITERS, ROUNDS = 4, 200


class Listener:
    """A plugin that writes down what it is told, and whether an act was still open then."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, bool, int]] = []

    @hookimpl
    def checked_in(self, event: CheckedIn) -> None:
        self.heard.append((event.enrolment_id, in_transaction(), rows_of(Unit)))


LISTENER = Listener()


@pytest.fixture
def app_options() -> dict[str, Any]:
    LISTENER.heard.clear()
    return {"extra_plugins": [("listener", LISTENER)]}


def unit(name: str) -> Unit:
    return Unit(name=name, created_at=clock.now())


def fact(number: int) -> CheckedIn:
    return CheckedIn(1, clock.now(), 1, number, "present")


def torn(begin: Callable[[], object]) -> None:
    """An act that begins well and then breaks."""
    with transaction():
        begin()
        raise ValueError("torn")


def test_act_is_there_when_it_ends(app: Flask) -> None:
    with transaction() as session:
        session.add(unit("甲"))
    assert rows_of(Unit) == 1


def test_act_that_breaks_leaves_nothing(app: Flask) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn(lambda: (db.session.add(unit("甲")), db.session.flush()))
    assert (rows_of(Unit), in_transaction()) == (0, False)


def test_inner_act_joins_the_outer(app: Flask) -> None:
    with transaction() as outer:
        outer.add(unit("甲"))
        with transaction() as inner:
            inner.add(unit("乙"))
            assert inner is outer
        assert in_transaction()
    assert rows_of(Unit) == 2


def act_that_overlooks_a_fault() -> None:
    with transaction() as session:
        session.add(unit("甲"))
        with suppress(ValueError):
            torn(lambda: None)


def test_outer_act_cannot_be_saved_after_an_inner_one_broke(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inner act failed"):
        act_that_overlooks_a_fault()
    assert rows_of(Unit) == 0
    with transaction() as session:
        session.add(unit("乙"))
    assert rows_of(Unit) == 1


def test_fact_is_told_after_the_commit(app: Flask) -> None:
    with transaction() as session:
        session.add(unit("甲"))
        with transaction():
            announce(fact(7))
        assert LISTENER.heard == []
    assert LISTENER.heard == [(7, False, 1)]


def test_fact_of_a_broken_act_is_never_told(app: Flask) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn(lambda: announce(fact(7)))
    with transaction():
        pass
    assert LISTENER.heard == []


def test_announce_outside_an_act_is_a_mistake(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside"):
        announce(fact(7))


def test_change_made_outside_an_act_is_a_mistake(app: Flask) -> None:
    with transaction() as session:
        session.add(unit("甲"))
    db.session.execute(select(Unit)).scalar_one().name = "乙"
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass


def test_what_was_read_before_is_read_anew_under_the_lock(app: Flask) -> None:
    with transaction() as session:
        session.add(unit("甲"))
    seen = db.session.execute(select(Unit)).scalar_one()
    assert seen.name == "甲"
    elsewhere(app, "乙")
    with transaction():
        assert seen.name == "乙"


def elsewhere(app: Flask, name: str) -> None:
    """Another process renames every unit."""

    def rename() -> None:
        with app.app_context(), transaction() as session:
            session.execute(update(Unit).values(name=name))

    thread = threading.Thread(target=rename)
    thread.start()
    thread.join(30)


# -- brief acts -------------------------------------------------------------------------------------


def add(name: str) -> None:
    """A brief act that writes a unit."""
    with brief_transaction() as connection:
        connection.execute(insert(Unit).values(name=name, created_at=clock.now()))
        announce(fact(7))


def test_brief_act_is_there_when_it_ends_and_told_after(app: Flask) -> None:
    add("甲")
    assert (rows_of(Unit), in_transaction()) == (1, False)
    assert LISTENER.heard == [(7, False, 1)]


def test_brief_act_that_breaks_leaves_nothing_and_tells_nothing(app: Flask) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn_brief_act()
    assert (rows_of(Unit), in_transaction(), LISTENER.heard) == (0, False, [])
    add("甲")
    assert rows_of(Unit) == 1


def torn_brief_act() -> None:
    with brief_transaction() as connection:
        connection.execute(insert(Unit).values(name="甲", created_at=clock.now()))
        announce(fact(7))
        raise ValueError("torn")


def test_brief_act_inside_a_longer_one_is_a_part_of_it(app: Flask) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn(lambda: (db.session.add(unit("甲")), add("乙")))
    assert (rows_of(Unit), LISTENER.heard) == (0, [])
    with transaction() as session:
        session.add(unit("甲"))
        add("乙")
        assert LISTENER.heard == []
    assert (rows_of(Unit), LISTENER.heard) == (2, [(7, False, 2)])


def test_longer_act_inside_a_brief_one_is_a_mistake(app: Flask) -> None:
    def mistaken() -> None:
        with brief_transaction(), transaction():
            pass

    with pytest.raises(RuntimeError, match="brief"):
        mistaken()
    assert not in_transaction()


def test_brief_act_lets_go_of_the_connection_that_was_read_by(app: Flask) -> None:
    held: list[int] = []
    db.session.execute(select(Unit)).all()
    with brief_transaction():
        held.append(db.engine.pool.checkedout())
    assert held == [1]


def test_brief_act_that_meets_another_is_refused_in_words(app: Flask) -> None:
    with transaction() as session:
        session.add(unit("甲"))
    again = Prepared(insert(Unit.__table__))
    values = {"name": "甲", "created_at": clock.now()}

    def twice() -> None:
        with brief_transaction() as connection:
            again.first(connection, values)

    with pytest.raises(Refused, match="同时改了"):
        twice()
    assert rows_of(Unit) == 1


# -- many writers -----------------------------------------------------------------------------------


@pytest.fixture
def writers(settings: Settings) -> Iterator[list[Flask]]:
    """As many apps on one database as there are writers, as separate processes have them."""
    made = [create_app(settings=settings, testing=True) for _number in range(WRITERS)]
    yield made
    for one in made:
        with one.app_context():
            db.engine.dispose()


@pytest.mark.slow
def test_four_writers_who_read_then_write_lose_nothing(writers: list[Flask]) -> None:
    with writers[0].app_context(), transaction() as session:
        session.add(unit("0"))
    faults: list[Exception] = []

    def count(app: Flask) -> None:
        try:
            with app.app_context():
                for _round in range(ROUNDS):
                    one_more()
        except Exception as fault:  # noqa: BLE001 — told to the test
            faults.append(fault)

    threads = [threading.Thread(target=count, args=(app,)) for app in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    with writers[0].app_context():
        counted = db.session.execute(select(Unit.name)).scalar_one()
    assert (faults, counted) == ([], str(WRITERS * ROUNDS))


def one_more() -> None:
    """Reads a number, thinks, and writes the next: the pattern that loses updates without a lock."""
    db.session.execute(select(Unit)).scalar_one()
    with transaction() as session:
        found = session.execute(select(Unit)).scalar_one()
        found.name = str(int(found.name) + 1)


@pytest.mark.sqlite
def test_write_begins_as_one_and_a_read_begins_nothing(app: Flask) -> None:
    said: list[str] = []
    db.session.remove()
    with db.engine.connect() as connection:
        connection.connection.dbapi_connection.set_trace_callback(said.append)
    db.session.execute(select(Unit)).all()
    assert [word for word in said if word.startswith("BEGIN")] == []
    with transaction() as session:
        session.add(unit("甲"))
    assert [word for word in said if word.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


@pytest.mark.sqlite
def test_commit_on_sqlite_is_on_disk_when_it_returns(app: Flask) -> None:
    with db.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1, 30000]
