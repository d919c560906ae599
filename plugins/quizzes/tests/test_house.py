"""The plugin in the house: off it leaves no trace, away the core goes on, broken it hurts no page but its own."""

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
from core.completion.services import close_class
from core.db import db
from core.errors import Refused
from core.plugins import PluginFault
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.services import switch_plugin
from core.transaction import transaction
from plugins.quizzes.models import PollVote, SavedAnswer
from plugins.quizzes.services import polls
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office
from tests.attendance.conftest import Hall


class Day:
    """A class with a lesson, a required test that is being written, and a question on the screen."""

    def __init__(self, app: Flask, make: Maker, office: Office) -> None:
        self.app, self.make = app, make
        self.found = make.training_class(code="QUIZ")
        self.hall = Hall(app, make, self.found, make.lesson(self.found))
        self.zhang = make.trainee(self.found, "张伟")
        version = office.version(SINGLE)
        self.sitting = office.sitting(self.found, version, required=True, title="结业小测")
        self.attempt = office.attempt(self.sitting, self.zhang, version)
        judge = office.version(JUDGE)
        self.poll = polls.open_poll(self.found, judge.id, by=STAFF, at=MONDAY)

    def answer(self, phone: FlaskClient) -> Any:
        """The phone sends an answer that it kept."""
        payload = {"attempt": self.attempt.id, "number": 1, "given": ["C"], "signed": ""}
        act = {"id": str(uuid.uuid4()), "kind": "quizzes.answer", "seq": 1,
               "made_at": 1000, "payload": payload}  # fmt: skip
        sent = phone.post("/outbox/QUIZ/sync", json={"now": 1000, "acts": [act]},
                          headers={"X-Jixun-Outbox": "1"})  # fmt: skip
        return sent.get_json()["answers"][0]


@pytest.fixture
def day(app: Flask, make: Maker, office: Office, stand: Callable[[timedelta], None]) -> Day:
    return Day(app, make, office)


def test_class_without_the_plugin_shows_nothing_of_it_and_takes_nothing(day: Day) -> None:
    host, phone = day.make.staff_browser(day.found, "host"), day.make.phone_of(day.zhang)
    desk, own = "/console/classes/QUIZ/quizzes", "/m/QUIZ/quizzes"
    pages = [(host, f"{desk}/{one}") for one in ("", "bank", "papers", "polls", "exchanges")]
    sitting = f"{desk}/{day.sitting.id}"
    pages += [(host, one) for one in (sitting, f"{sitting}/results", f"{desk}/marking")]
    pages += [(host, f"{desk}/polls/screen"), (phone, f"{own}/"), (phone, f"{own}/poll")]
    pages += [(phone, f"{own}/attempts/{day.attempt.id}")]
    assert [who.get(path).status_code for who, path in pages] == [200] * len(pages)
    assert day.answer(phone)["state"] != "refused"
    held = rows_of(SavedAnswer)
    switch_plugin(day.found, "quizzes", False, by=STAFF, at=MONDAY)
    assert [who.get(path).status_code for who, path in pages] == [404] * len(pages)
    assert phone.post(f"{own}/polls/{day.poll.id}", data={"given": "true"}).status_code == 404
    shown = host.get("/console/classes/QUIZ/").text + phone.get("/m/QUIZ/today").text
    assert [word for word in ("测验", "小测", "投票") if word in shown] == []
    answer = day.answer(phone)
    assert (answer["state"], "没有启用" in answer["message"]) == ("refused", True)
    assert (rows_of(SavedAnswer), rows_of(PollVote)) == (held, 0)


def test_core_runs_and_migrates_where_the_plugin_is_gone(
    settings: config.Settings, day: Day
) -> None:
    gone = replace(settings, plugins_disabled=("quizzes",))
    without = create_app(settings=gone, testing=True)
    with without.app_context():
        assert (migrate.behind(), migrate.upgrade()) == ([], [])
        make = Maker(without)
        lesson = make.lesson(day.found, starts_at=MONDAY + timedelta(minutes=20))
        hall = Hall(without, make, day.found, lesson)
        assert "正常" in hall.check_in(make.phone_of(day.zhang))
        overview = make.staff_browser(day.found, "host").get("/console/classes/QUIZ/")
        assert (overview.status_code, "测验" in overview.text) == (200, False)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("table", ["quizzes_poll", "quizzes_sitting", "quizzes_attempt"])
@pytest.mark.sqlite
def test_broken_plugin_stops_no_check_in_and_no_page_of_the_core(day: Day, table: str) -> None:
    phone, host = day.make.phone_of(day.zhang), day.make.staff_browser(day.found, "host")
    with transaction() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO quizzes_lost"))
    assert "正常" in day.hall.check_in(phone)
    assert rows_of(Attendance) == 1
    assert phone.get("/m/QUIZ/today").status_code == 200
    assert phone.get("/m/QUIZ/me").status_code == 200
    trainee = f"/console/classes/QUIZ/trainees/{day.zhang.id}"
    lesson = f"/console/classes/QUIZ/lessons/{day.hall.lesson.id}"
    for page in ("/console/classes/QUIZ/", "/console/classes/QUIZ/completion", trainee, lesson):
        assert (page, host.get(page, follow_redirects=True).status_code) == (page, 200)
    assert set(db.session.execute(select(PluginFault.plugin)).scalars()) == {"quizzes"}


def test_class_is_not_closed_while_the_plugin_cannot_say_who_passed(day: Day) -> None:
    with transaction() as session:
        session.execute(text("ALTER TABLE quizzes_sitting RENAME TO quizzes_lost"))
    with pytest.raises(Refused) as refused:
        close_class(day.found, {}, by=STAFF, at=MONDAY)
    assert "插件“quizzes”出错" in str(refused.value)
    db.session.rollback()
    db.session.refresh(day.found)
    assert day.found.is_frozen is False


def test_core_never_says_the_name_of_the_plugin() -> None:
    core = Path(config.ROOT) / "core"
    named = [
        str(file.relative_to(config.ROOT))
        for file in sorted(core.rglob("*.py"))
        if "quizzes" in file.read_text(encoding="utf-8")
    ]
    assert named == []
