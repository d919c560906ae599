"""The plugin in the house: off it leaves no trace, away the core goes on, broken it stops no check-in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from core import config, migrate
from core.app import create_app
from core.attendance.models import Attendance
from core.db import db
from core.enrolment.models import Enrolment
from core.outbox.models import SentAct
from core.plugins import PluginFault
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from core.training.services import switch_plugin
from core.transaction import transaction
from plugins.field_teaching.models import CountEntry, Outing, Stop, Vehicle
from plugins.field_teaching.queries.feeds import class_feed_path
from plugins.field_teaching.tests.conftest import Road
from tests.attendance.conftest import Hall


class Day:
    """A class with a lesson, and an outing that boards one bus."""

    def __init__(self, app: Flask, make: Maker, road: Road) -> None:
        self.app, self.make = app, make
        self.found: TrainingClass = make.training_class(code="ROAD")
        self.hall = Hall(app, make, self.found, make.lesson(self.found))
        self.outing: Outing = road.outing(self.found)
        self.stop: Stop = road.stop(self.outing, "gather", "集合上车", MONDAY)
        self.bus: Vehicle = road.vehicle(self.found)
        self.zhang: Enrolment = make.trainee(self.found, "张伟")
        road.ride(self.bus, self.zhang, seat=1)

    def count(self, phone: FlaskClient) -> Any:
        """A leader's phone sends that somebody is there."""
        payload = {
            "outing": self.outing.id, "stop": self.stop.id, "vehicle": self.bus.id,
            "words": [{"rider": f"e:{self.zhang.id}", "said": "here", "way": "tap"}],
        }  # fmt: skip
        act = {"id": str(uuid.uuid4()), "kind": "field_teaching.count", "seq": 1,
               "made_at": 1000, "payload": payload}  # fmt: skip
        answer = phone.post("/outbox/ROAD/sync", json={"now": 1000, "acts": [act]},
                            headers={"X-Jixun-Outbox": "1"})  # fmt: skip
        return answer.get_json()["answers"][0]


@pytest.fixture
def day(app: Flask, make: Maker, road: Road, stand: Callable[[timedelta], None]) -> Day:
    return Day(app, make, road)


def test_class_without_the_plugin_shows_nothing_of_it_and_takes_no_count(day: Day) -> None:
    phone = day.make.paired_phone(day.found, "field_teaching.count")
    leader, trainee = day.make.browser_of_paired(phone), day.make.phone_of(day.zhang)
    host = day.make.staff_browser(day.found, "host")
    feed = class_feed_path(day.found, day.app.config["SECRET_KEY"])
    pages = (
        (host, "/console/classes/ROAD/field/"),
        (leader, "/console/classes/ROAD/field/road/"),
        (trainee, "/m/ROAD/field/"),
        (trainee, f"/f/b/{day.bus.token}"),
        (day.app.test_client(), feed),
    )
    assert [who.get(path).status_code for who, path in pages] == [200] * 5
    switch_plugin(day.found, "field_teaching", False, by=STAFF, at=MONDAY)
    assert [who.get(path).status_code for who, path in pages] == [404] * 5
    shown = host.get("/console/classes/ROAD/").text + trainee.get("/m/ROAD/today").text
    assert [word for word in ("现场教学", "集合上车", "一号车", "清点") if word in shown] == []
    answer = day.count(leader)
    assert (answer["state"], rows_of(CountEntry)) == ("refused", 0)
    assert "没有启用" in answer["message"]


def test_count_that_was_refused_while_the_plugin_was_off_stays_readable(day: Day) -> None:
    leader = day.make.browser_of_paired(day.make.paired_phone(day.found, "field_teaching.count"))
    switch_plugin(day.found, "field_teaching", False, by=STAFF, at=MONDAY)
    day.count(leader)
    kept = db.session.execute(select(SentAct)).scalar_one()
    assert (kept.state, kept.payload["stop"]) == ("refused", day.stop.id)


def test_core_runs_and_migrates_where_the_plugin_is_gone(
    settings: config.Settings, day: Day
) -> None:
    without = create_app(
        settings=replace(settings, plugins_disabled=("field_teaching",)), testing=True
    )
    with without.app_context():
        assert (migrate.behind(), migrate.upgrade()) == ([], [])
        make = Maker(without)
        lesson = make.lesson(day.found, starts_at=MONDAY + timedelta(minutes=20))
        hall = Hall(without, make, day.found, lesson)
        assert "正常" in hall.check_in(make.phone_of(day.zhang))
        host = make.staff_browser(day.found, "host")
        overview = host.get("/console/classes/ROAD/")
        assert (overview.status_code, "现场教学" in overview.text) == (200, False)
        db.session.remove()
        db.engine.dispose()


def test_broken_plugin_stops_no_check_in_and_no_page_of_the_core(day: Day) -> None:
    phone, host = day.make.phone_of(day.zhang), day.make.staff_browser(day.found, "host")
    with transaction() as session:
        session.execute(text("ALTER TABLE field_teaching_outing RENAME TO field_teaching_lost"))
    assert "正常" in day.hall.check_in(phone)
    assert rows_of(Attendance) == 1
    assert phone.get("/m/ROAD/today").status_code == 200
    assert host.get("/console/classes/ROAD/").status_code == 200
    assert host.get(f"/console/classes/ROAD/lessons/{day.hall.lesson.id}").status_code == 200
    faults = select(PluginFault.plugin, PluginFault.hook).distinct()
    assert set(db.session.execute(faults).all()) == {
        ("field_teaching", hook) for hook in ("phone_cards", "class_panels", "lesson_panels")
    }


def test_core_never_says_the_name_of_the_plugin() -> None:
    core = config.ROOT / "core"
    named = [
        str(file.relative_to(config.ROOT))
        for file in sorted(Path(core).rglob("*.py"))
        if "field_teaching" in file.read_text(encoding="utf-8")
    ]
    assert named == []
