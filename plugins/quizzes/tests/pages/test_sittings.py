"""A test while it is written, as the desk and the hall see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from core.attendance.models import Attendance
from core.db import db
from core.testing import MONDAY, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.tests.conftest import SINGLE, Office

MINUTE = timedelta(minutes=1)
DESK = "/console/classes/QUIZ/quizzes"


class Hall:
    """An organiser watches a test that is open: one writes, one has sent, one has not come."""

    def __init__(self, office: Office, make: Maker) -> None:
        self.office, self.make = office, make
        self.found: TrainingClass = make.training_class(code="QUIZ")
        self.version = office.version(SINGLE)
        self.lesson = make.lesson(self.found, "结业考试", kind="exam", starts_at=MONDAY)
        self.sitting: Sitting = office.sitting(
            self.found, self.version, lesson_id=self.lesson.id, password="西柏坡"
        )
        self.group = make.group(self.found)
        self.zhang, self.wang, self.zhao = (
            make.trainee(self.found, name, group_id=self.group.id)
            for name in ("张伟", "王芳", "赵敏")
        )
        self.writing = office.attempt(self.sitting, self.zhang, self.version, away=2)
        self.sent = office.attempt(
            self.sitting, self.wang, self.version, ended_how="sent", ended_at=MONDAY,
            points=Decimal(0),
        )  # fmt: skip
        self.desk = make.staff_browser(self.found, "organiser")
        self.page = f"{DESK}/{self.sitting.id}"


@pytest.fixture
def hall(app: Flask, office: Office, make: Maker, stand: Callable[[timedelta], None]) -> Hall:
    made = Hall(office, make)
    stand(10 * MINUTE)
    return made


def test_desk_watches_gives_time_collects_and_lets_go_on(hall: Hall) -> None:
    shown = hall.desk.get(f"{hall.page}/progress").text
    assert "作答中，答了 0/1 题，还有 20 分钟，离开 2 次" in shown
    seat = hall.desk.get(f"{hall.page}/seats/{hall.zhang.id}").text
    assert ("现在收卷" in seat, "2 次，共 0 秒" in seat) == (True, True)

    def press(path: str, **data: str) -> str:
        return hall.desk.post(f"{hall.page}/{path}", data=data, follow_redirects=True).text

    whom = f"person:{hall.zhang.id}"
    assert "正在作答的 1 人立即生效。" in press("extra", whom=whom, minutes="5", why="手机卡")
    assert "正在作答的 1 人同时延长。" in press("extend", minutes="10")
    assert "请选择本班的一位学员或一个组。" in press("extra", whom="group:x", minutes="5")
    assert "请填 1 到 600 之间的分钟数。" in press("extend", minutes="很多")
    one = f"attempts/{hall.writing.id}"
    assert "已收卷。" in press(f"{one}/collect")
    assert "请写明重新打开的原因。" in press(f"{one}/reopen", minutes="5")
    assert "可以接着答 5 分钟。" in press(f"{one}/reopen", minutes="5", why="误收")
    assert "收回 1 份正在作答的试卷。" in press("close")
    assert "提前收回的 1 份试卷可以接着答。" in press("reopen", minutes="20")
    db.session.rollback()
    row = db.session.get_one(Attempt, hall.writing.id)
    assert (row.ended_how, row.ends_at) == ("", MONDAY + 30 * MINUTE)


def test_papers_are_collected_while_somebody_watches(
    hall: Hall, stand: Callable[[timedelta], None]
) -> None:
    stand(26 * MINUTE)
    assert "到时收卷" in hall.desk.get(f"{hall.page}/progress").text
    assert hall.sent.ended_how == "sent"


@pytest.mark.sqlite
def test_progress_asks_as_often_for_a_full_hall_as_for_one(hall: Hall) -> None:
    def asked() -> list[int]:
        counts = []
        for path in (hall.page, f"{hall.page}/progress", f"{hall.page}/screen/state", f"{DESK}/"):
            with counted_queries() as seen:
                assert hall.desk.get(path).status_code == 200
            counts.append(len(seen))
        return counts

    hall.desk.get(hall.page)  # a paper that was given out is read once
    few = asked()
    for n in range(117):
        who = hall.make.trainee(hall.found, f"学员{n}", group_id=hall.group.id if n % 2 else None)
        if n % 3:
            hall.office.attempt(hall.sitting, who, hall.version)
    assert asked() == few
    assert hall.desk.get(f"{hall.page}/screen/state").get_json()["due"] == 120


def test_screen_in_the_hall_shows_where_to_go_and_how_many_are_done(hall: Hall) -> None:
    shown = hall.desk.get(f"{hall.page}/screen").text
    assert f"http://localhost/m/QUIZ/quizzes/{hall.sitting.id}" in shown
    state = hall.desk.get(f"{hall.page}/screen/state").get_json()
    assert {name: state[name] for name in ("clock", "left", "begun", "sent", "due", "open")} == {
        "clock": "08:10", "left": 50 * 60, "begun": 2, "sent": 1, "due": 3, "open": True,
    }  # fmt: skip
    assert (state["message"], "西柏坡" in str(state)) == ("09:00 结束", False)


def test_test_stands_on_the_overview_and_on_its_lesson(hall: Hall) -> None:
    words = "已交 1，作答中 1，应答 3 人"
    assert words in hall.desk.get("/console/classes/QUIZ/").text
    assert words in hall.desk.get(f"/console/classes/QUIZ/lessons/{hall.lesson.id}").text
    assert rows_of(Attendance) == 0


@pytest.mark.sqlite
def test_lesson_that_was_moved_or_called_off_is_said_on_the_page_of_its_test(hall: Hall) -> None:
    later = MONDAY + timedelta(hours=6)
    words = "“结业考试”这节课现在是 11月23日 周一 14:00–15:00，测验的时间没有跟着改。"
    assert "没有跟着改" not in hall.desk.get(hall.page).text
    with transaction():
        hall.lesson.starts_at, hall.lesson.ends_at = later, later + timedelta(hours=1)
    assert words in hall.desk.get(hall.page).text
    with transaction():
        hall.lesson.cancelled_at = MONDAY
    assert "这节课已经取消" in hall.desk.get(hall.page).text


@pytest.mark.sqlite
def test_lesson_of_one_group_is_due_to_that_group_alone(hall: Hall) -> None:
    hall.make.trainee(hall.found, "外组")
    lesson = hall.make.lesson(hall.found, group_id=hall.group.id)
    own = hall.office.sitting(hall.found, hall.version, lesson_id=lesson.id)
    assert hall.desk.get(f"{DESK}/{own.id}/screen/state").get_json()["due"] == 3
    assert "外组" not in hall.desk.get(f"{DESK}/{own.id}/progress").text


def test_make_up_sitting_is_offered_to_those_who_missed_it_with_their_numbers(
    hall: Hall, stand: Callable[[timedelta], None]
) -> None:
    stand(timedelta(hours=1))
    hall.desk.get(f"{hall.page}/progress")
    form = hall.desk.get(f"{DESK}/new?make_up_of={hall.sitting.id}").text
    assert "缺考 1 人，未达 1 分 2 人" in form
    assert form.count("checked") >= 3
    data = {
        "make_up_of": str(hall.sitting.id), "paper_id": str(hall.sitting.paper_id), "purpose": "final",
        "title": "补考", "opens_on": "2026-11-24", "opens": "09:00", "closes": "10:00", "attempts": "1",
        "counts": "best", "grace_seconds": "300", "pass_mark": "1", "marks_from": "closed",
        "keys_from": "closed", "markers": "1", "difference_limit": "2", "guests": [str(hall.zhao.id)],
    }  # fmt: skip
    made = hall.desk.post(f"{DESK}/new", data=data).location
    assert "补“结业测验”" in hall.desk.get(made).text
    row = db.session.execute(select(Sitting).order_by(Sitting.id.desc()).limit(1)).scalar_one()
    assert row.make_up_of == hall.sitting.id
    assert "补考" in hall.desk.get(f"{DESK}/").text
