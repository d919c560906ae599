"""A class, a bus, and phones that send what they counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.access.models import PairedPhone
from core.testing import Maker
from core.training.models import TrainingClass
from tests.outbox import bus

HEADERS = {"X-Jixun-Outbox": "1"}
NOW = 1_700_000_000_000
"""By the clock of a phone, which is years behind the server's."""


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("bus", bus.Bus())]}


@pytest.fixture
def the_class(app: Flask, make: Maker, stand: Callable[..., None]) -> TrainingClass:
    bus.make_table()
    return make.training_class(code="ROAD")


@pytest.fixture
def leader(make: Maker, the_class: TrainingClass) -> PairedPhone:
    return make.paired_phone(the_class, "bus.count")


@pytest.fixture
def phone(make: Maker, leader: PairedPhone) -> FlaskClient:
    return make.browser_of_paired(leader)


def number(n: int) -> str:
    """An act's own number."""
    return str(UUID(int=n))


def counted(
    n: int, value: Any = "上车", *, age: float = 0, kind: str = "bus.count", **more: Any
) -> dict[str, Any]:
    """An act as a phone sends it; `age` in seconds."""
    payload = {"seat": more.pop("seat", "王䶮"), "value": value}
    told = {"id": number(n), "kind": kind, "seq": n, "made_at": NOW - age * 1000}
    return {**told, "payload": payload, **more}


def send(client: FlaskClient, *acts: Any, code: str = "ROAD", **options: Any) -> Any:
    """What is answered to these acts, as (state, message) by order."""
    body = {"now": NOW, "acts": list(acts)}
    return client.post(f"/outbox/{code}/sync", **{"json": body, "headers": HEADERS, **options})


def states(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["state"] for one in answer.json["answers"]]
