"""Two who do the same at the same moment: both go on, or one reads a sentence; never a broken page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import add_once, db
from core.errors import Refused
from core.people.models import Person, Unit
from core.people.services import unit_named
from core.testing import Maker, rows_of
from core.transaction import transaction

AT_ONCE = 6


def unit(name: str) -> dict[str, object]:
    return {"name": name, "created_at": clock.now()}


def test_row_that_is_there_is_not_added_again(app: Flask) -> None:
    with transaction() as session:
        add_once(session, Unit, unit("市总工会"))
        add_once(session, Unit, unit("市总工会"))
    assert rows_of(Unit) == 1


def test_act_that_met_another_is_refused_in_words(make: Maker) -> None:
    phone = make.person("张伟").phone
    with pytest.raises(Refused) as refused, transaction() as session:
        session.add(Person(name="李丽", phone=phone, created_at=clock.now()))
    assert refused.value.codes == ["met_another"]
    assert list(db.session.execute(select(Person.name)).scalars()) == ["张伟"]


def test_mistake_of_ours_is_no_collision(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Unit(created_at=clock.now()))


def test_unit_that_is_new_to_several_at_once_is_one_unit(bare_app: Flask) -> None:
    ready = Barrier(AT_ONCE)

    def named(_number: int) -> int:
        with bare_app.app_context():
            ready.wait(timeout=10)
            found = unit_named("新成立的工会", at=clock.now())
            return found.id if found else 0

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert len(set(pool.map(named, range(AT_ONCE)))) == 1
    with bare_app.app_context():
        assert rows_of(Unit) == 1
