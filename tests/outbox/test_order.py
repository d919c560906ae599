"""Sent twice, in any order, cut anywhere, by two phones: the receipts and the register come out the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.access.models import PairedPhone
from core.access.queries import paired_phones
from core.db import db
from core.outbox.models import SentAct
from core.testing import Maker
from core.training.models import TrainingClass
from tests.outbox import bus
from tests.outbox.conftest import counted, number, send, states

SEATS = ("1A", "1B", "")
VALUES = ("上车", "未到", "请假")
numbers = count(1000)
made = st.tuples(
    st.integers(0, 1), st.sampled_from(SEATS), st.sampled_from(VALUES), st.integers(0, 5)
)


@dataclass(frozen=True)
class Way:
    """What two phones made, and in which pieces it reached the server."""

    acts: list[tuple[int, str, str, int]]
    pieces: list[list[int]]


@st.composite
def ways(draw: Callable[..., Any]) -> Way:
    acts = draw(st.lists(made, min_size=1, max_size=8))
    one = st.lists(st.integers(0, len(acts) - 1), max_size=5)
    pieces = draw(st.lists(one, max_size=6))
    rest = draw(st.permutations(range(len(acts))))
    cut = draw(st.integers(0, len(acts)))
    return Way(acts, [*pieces, rest[:cut], rest[cut:], rest])


def sent_by(way: Way, first: int) -> list[tuple[int, dict[str, Any]]]:
    """The acts as their phones send them: whose, and what."""
    return [
        (phone, counted(first + place, value, seat=seat, age=age))
        for place, (phone, seat, value, age) in enumerate(way.acts)
    ]


def last_words(acts: list[tuple[int, dict[str, Any]]]) -> dict[str, str]:
    """What the register must say: the latest count of each seat, the larger number where two are as late."""
    ordered = sorted((act for _phone, act in acts), key=lambda act: (act["made_at"], act["id"]))
    return {
        act["payload"]["seat"]: act["payload"]["value"] for act in ordered if act["payload"]["seat"]
    }


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(way=ways())
def test_register_comes_out_the_same(
    way: Way, app: Flask, make: Maker, the_class: TrainingClass
) -> None:
    here = make.training_class()
    phones = [make.browser_of_paired(make.paired_phone(here, "bus.count")) for _ in range(2)]
    first = next(numbers) * 100
    acts = sent_by(way, first)
    for piece in way.pieces:
        for phone, browser in enumerate(phones):
            mine = [acts[place][1] for place in piece if acts[place][0] == phone]
            assert "later" not in states(send(browser, *mine, code=here.code))
    assert bus.seats(here.id) == last_words(acts)
    db.session.rollback()
    kept = db.session.execute(select(SentAct).where(SentAct.class_id == here.id)).scalars()
    assert {one.id: (one.state, one.seq) for one in kept} == {
        act["id"]: ("done" if act["payload"]["seat"] else "refused", act["seq"])
        for _phone, act in acts
    }


def test_two_windows_that_send_the_same_at_once_count_once(
    bare_app: Flask, make: Maker, the_class: TrainingClass, leader: PairedPhone
) -> None:
    acts = [counted(n, VALUES[n % 3], seat=f"{n % 4}座", age=20 - n) for n in range(1, 13)]
    browsers = [make.browser_of_paired(leader) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda browser: states(send(browser, *acts)), browsers))
    for place in range(12):
        assert sorted(told[place] for told in answers) == ["already"] * 3 + ["done"]
    assert bus.seats(the_class.id) == {f"{n % 4}座": VALUES[n % 3] for n in range(1, 13)}


def test_two_leaders_at_once_lose_nothing(
    bare_app: Flask, make: Maker, the_class: TrainingClass
) -> None:
    for name in ("一号车 李娜", "随车医生 周敏"):
        make.paired_phone(the_class, "bus.count", name=name)
    browsers = [make.browser_of_paired(one) for one in paired_phones(the_class.id)]
    jobs = [
        (browsers[n % 2], [counted(100 * n + k, seat=f"{n}-{k}") for k in range(5)])
        for n in range(1, 9)
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda job: states(send(job[0], *job[1])), jobs))
    assert answers == [["done"] * 5] * 8
    assert len(bus.seats(the_class.id)) == 40


@pytest.mark.parametrize("cut", range(4))
def test_connection_that_breaks_after_some_acts_is_taken_up_again(
    phone: Any, the_class: TrainingClass, cut: int
) -> None:
    acts = [counted(n, VALUES[n - 1]) for n in (1, 2, 3)]
    send(phone, *acts[:cut])
    assert states(send(phone, *acts)) == ["already"] * cut + ["done"] * (3 - cut)
    assert (bus.seats(the_class.id), number(3)) == ({"王䶮": "请假"}, acts[2]["id"])
