"""The pages that grow with a class, at 120 and at 1,200 trainees: the same number of queries."""

from __future__ import annotations

import secrets
import statistics
import time
from typing import Any

from flask.testing import FlaskClient

from bench.hall import Hall, hall
from core import clock
from core.access.models import Account, SystemRole
from core.db import db
from core.testing import counted_queries
from core.transaction import transaction

SMALL, LARGE = 120, 1200
ROUNDS = 5


def measure() -> dict[str, dict[str, Any]]:
    """Queries and milliseconds of each page, the large class against the small one."""
    with hall(SMALL, 3) as place:
        small = _pages(place)
    with hall(LARGE, 3) as place:
        large = _pages(place)
    figures: dict[str, dict[str, Any]] = {}
    for name, (queries, milliseconds) in large.items():
        before = small[name]
        figures[f"{name}_queries"] = _line(queries, "queries", before[0])
        figures[f"{name}_time"] = _line(milliseconds, "ms", before[1])
    return figures


def _line(value: float, unit: str, reference: float) -> dict[str, Any]:
    return {
        "value": round(value, 1),
        "unit": unit,
        "reference": round(reference, 1),
        "ratio": round(value / reference, 2),
    }


def _pages(place: Hall) -> dict[str, tuple[int, float]]:
    browser = _administrator(place)
    top = f"/console/classes/{place.class_code}"
    wanted = {
        "class_page": f"{top}/",
        "class_trainees": f"{top}/trainees/",
        "live_board": f"{top}/lessons/{place.lesson_ids[0]}/board",
    }
    return {name: _asked(browser, path) for name, path in wanted.items()}


def _asked(browser: FlaskClient, path: str) -> tuple[int, float]:
    times = []
    for _round in range(ROUNDS):
        db.session.rollback()
        start = time.perf_counter()
        with counted_queries() as seen:
            answer = browser.get(path)
        times.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(seen), statistics.median(times) * 1000


def _administrator(place: Hall) -> FlaskClient:
    with transaction() as session:
        account = Account(
            username="bench",
            name="管理员",
            password="!",
            active=True,
            fs_uniquifier=secrets.token_hex(16),
            created_at=clock.now(),
            roles=[SystemRole(name="administrator")],
        )
        session.add(account)
    browser = place.app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
    return browser
