"""The desk marks essays blind, mends keys, answers appeals; what trainees and the closing page see of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import plugins
from core.attendance.rules import Tally
from core.completion.queries import proposals
from core.db import db
from core.enrolment.models import Enrolment
from core.testing import Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Appeal, Attempt, Marking, QuestionVersion, Regrade, Sitting
from plugins.quizzes.queries.standings import required_of
from plugins.quizzes.rules.items import Point
from plugins.quizzes.tests.conftest import ESSAY, SINGLE, Office

D = Decimal
DESK = "/console/classes/QUIZ/quizzes"
POINTED = replace(ESSAY, points=(Point("谦虚谨慎", D(1)), Point("艰苦奋斗", D(1))))
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')


class Room:
    """A test of a choice whose key is wrong and an essay, two points each; two markers."""

    def __init__(self, office: Office, make: Maker) -> None:
        self.office, self.make = office, make
        self.found: TrainingClass = make.training_class(code="QUIZ")
        self.versions: list[QuestionVersion] = [
            office.version(replace(SINGLE, answer="B")),
            office.version(POINTED),
        ]
        self.sitting: Sitting = office.sitting(self.found, *self.versions, pass_mark=D(3))
        self.wang, self.zhao = (make.staff_browser(self.found, "organiser") for _one in range(2))

    @property
    def pile(self) -> str:
        return f"{DESK}/marking/{self.sitting.id}/{self.versions[1].id}"

    @property
    def key(self) -> str:
        return f"{DESK}/{self.sitting.id}/questions/{self.versions[0].id}/regrade"

    def write(
        self, who: Enrolment, text: str = "两个务必", sitting: Sitting | None = None
    ) -> Attempt:
        attempt = self.office.attempt(sitting or self.sitting, who, *self.versions)
        self.office.saved(attempt, 1, "C")
        self.office.saved(attempt, 2, text)
        return attempt

    def give(self, desk: FlaskClient, **fields: object) -> str:
        token = TOKEN.findall(desk.get(self.pile).text)[0]
        answer = desk.post(
            self.pile, data={"token": token, **fields}, headers={"HX-Request": "true"}
        )
        return answer.text if answer.status_code == 200 else f"{answer.status_code} {answer.text}"

    def fresh(self, attempt: Attempt) -> Attempt:
        db.session.rollback()
        return db.session.get_one(Attempt, attempt.id)


@pytest.fixture
def room(app: Flask, office: Office, make: Maker, stand: Callable[[timedelta], None]) -> Room:
    made = Room(office, make)
    stand(timedelta(hours=3))
    return made


def test_marker_sees_no_name_number_or_group_and_gets_the_next_one_at_once(room: Room) -> None:
    group = room.make.group(room.found, "第三组")
    for name in ("欧阳修远", "司马光明"):
        room.write(room.make.trainee(room.found, name, group_id=group.id), f"{name[0]}的答案")
    whole = room.wang.get(f"{DESK}/marking").text
    assert "去评" in whole
    page = room.wang.get(room.pile).text
    first = TOKEN.findall(page)[0]
    for words in ("欧阳修远", "司马光明", "第三组", "/attempts/", "学号"):
        assert words not in page, words
    after = room.give(room.wang, ticked=["0"], comment="还差一点")
    assert TOKEN.findall(after) not in ([], [first])
    assert "都评完了" in room.give(room.wang, points="1.5")
    assert rows_of(Marking) == 2


@pytest.mark.sqlite
def test_marker_is_told_what_is_wrong_and_keeps_what_was_typed(room: Room) -> None:
    room.write(room.make.trainee(room.found))
    text = room.give(room.wang, points="三分", comment="写过的评语")
    assert ("分数要写数字" in text, "写过的评语" in text, text[:3], rows_of(Marking)) == (
        True,
        True,
        "422",
        0,
    )
    answer = room.wang.post(room.pile, data={"token": "0" * 24, "points": "1"})
    assert answer.status_code == 404


def test_second_marker_never_sees_the_first_and_the_third_sees_both(room: Room) -> None:
    with transaction():
        db.session.get_one(Sitting, room.sitting.id).markers = 2
        db.session.get_one(Sitting, room.sitting.id).difference_limit = D("0.5")
    attempt = room.write(room.make.trainee(room.found))
    room.give(room.wang, points="0", comment="甲的话")
    for path in (room.pile, f"{DESK}/attempts/{attempt.id}"):
        assert "甲的话" not in room.zhao.get(path).text
    room.give(room.zhao, points="2", comment="乙的话")
    third = room.make.staff_browser(room.found, "organiser")
    page = third.get(room.pile).text
    assert ("甲的话" in page, "乙的话" in page, "裁定" in page) == (True, True, True)
    room.give(third, points="1.5")
    assert room.fresh(attempt).points == D("1.50")


def test_regrade_is_tried_then_applied_and_shown_before_and_after(room: Room) -> None:
    attempt = room.write(room.make.trainee(room.found, "张伟"))
    assert 'value="B" checked' in room.wang.get(room.key).text
    said = {"key": "C", "why": "答案印错"}
    tried = room.wang.post(room.key, data={**said, "step": "preview"})
    assert ("张伟" in tried.text, "确认重判" in tried.text, rows_of(Regrade)) == (True, True, 0)
    done = room.wang.post(room.key, data={**said, "step": "apply"}, follow_redirects=True)
    assert ("按更正后的答案：答 C，答对" in done.text, rows_of(Regrade)) == (True, 1)
    paper = room.wang.get(f"{DESK}/attempts/{attempt.id}").text
    assert ("答案更正过" in paper, "更正：答案印错" in paper, "自动判分" in paper) == (
        True,
        True,
        True,
    )
    again = room.wang.post(room.key, data={**said, "step": "apply"})
    assert (again.status_code, "没有更改" in again.text) == (422, True)
    wrong = room.wang.post(room.key, data={"key": "Z", "why": "乱写", "step": "apply"})
    assert (wrong.status_code, rows_of(Regrade)) == (422, 1)


def test_appeal_from_the_phone_is_answered_at_the_desk_and_read_on_the_phone(room: Room) -> None:
    who, other = room.make.trainee(room.found, "张伟"), room.make.trainee(room.found, "李娜")
    attempt = room.write(who)
    room.wang.get(f"{DESK}/{room.sitting.id}/results")
    phone, path = room.make.phone_of(who), f"/m/QUIZ/quizzes/attempts/{attempt.id}"
    assert phone.post(f"{path}/appeal/1", data={"words": "应选 C"}).status_code == 303
    assert phone.post(f"{path}/appeal/1", data={"words": "应选 C"}).status_code == 303
    assert (
        room.make.phone_of(other).post(f"{path}/appeal/1", data={"words": "x"}).status_code == 404
    )
    assert rows_of(Appeal) == 1
    assert "应选 C" in room.wang.get(f"{DESK}/appeals").text
    overview = room.wang.get("/console/classes/QUIZ/").text
    assert ("待阅卷" in overview, "1 件" in overview) == (True, True)
    paper = room.wang.get(f"{DESK}/attempts/{attempt.id}").text
    where = re.findall(r'action="(/[^"]+/appeals/\d+)"', paper)[0]
    data = {"points": "2", "answer": "确应选 C", "decision": "upheld"}
    assert "复核后改判" in room.wang.post(where, data=data, follow_redirects=True).text
    assert "确应选 C" in phone.get(f"{path}/result").text


@pytest.mark.sqlite
def test_appeal_while_marks_are_hidden_is_not_there(room: Room) -> None:
    who = room.make.trainee(room.found)
    with transaction():
        db.session.get_one(Sitting, room.sitting.id).marks_from = "never"
    attempt = room.write(who)
    room.wang.get(f"{DESK}/{room.sitting.id}/results")
    path = f"/m/QUIZ/quizzes/attempts/{attempt.id}/appeal/1"
    assert room.make.phone_of(who).post(path, data={"words": "看看"}).status_code == 404
    assert rows_of(Appeal) == 0


def test_pairs_hold_only_who_wrote_both_in_per_cent(room: Room) -> None:
    entry = room.office.sitting(room.found, issued_id=room.sitting.issued_id, paper_id=room.sitting.paper_id,
                                purpose="entry", title="入学测验")  # fmt: skip
    zhang, li = (room.make.trainee(room.found, name) for name in ("张伟", "李娜"))
    for sitting, who in ((entry, zhang), (room.sitting, zhang), (room.sitting, li)):
        room.write(who, "" if sitting is entry else "写了", sitting)
    assert "还没有人两次都有成绩" in room.wang.get(f"{DESK}/pairs").text
    room.give(room.wang, points="2")
    room.give(room.wang, points="2")
    text = room.wang.get(f"{DESK}/pairs").text
    assert ("张伟" in text, "李娜" in text, "+50" in text) == (True, False, True)


def test_completion_names_what_is_missing_failed_unmarked_or_made_up(room: Room) -> None:
    with transaction():
        db.session.get_one(Sitting, room.sitting.id).required = True
    again = room.office.sitting(room.found, issued_id=room.sitting.issued_id, paper_id=room.sitting.paper_id,
                                make_up_of=room.sitting.id, pass_mark=D(1), title="补考")  # fmt: skip
    names = ("缺考", "不及格", "待阅", "补考及格")
    people = {name: room.make.trainee(room.found, name) for name in names}
    room.write(people["不及格"], "")
    room.write(people["补考及格"], "")
    made_up = room.write(people["补考及格"], "务必", again)
    for one in (room.sitting, again):
        room.wang.get(f"{DESK}/{one.id}/results")
    page = f"{DESK}/marking/{again.id}/{room.versions[1].id}"
    token = TOKEN.findall(room.wang.get(page).text)[0]
    room.wang.post(page, data={"token": token, "points": "2"})
    assert room.fresh(made_up).points == 2
    room.write(people["待阅"])
    room.wang.get(f"{DESK}/{room.sitting.id}/results")
    found = room.found

    def told(name: str) -> list[str]:
        one = db.session.get_one(Enrolment, people[name].id)
        return [str(each) for each in plugins.ask("completion_problems", found.id, enrolment=one,
                                                  tally=Tally(attended=D(1)))]  # fmt: skip

    assert {name: told(name) for name in names} == {
        "缺考": ["没有参加结业测验"],
        "不及格": ["未达 3 分：结业测验 0 分"],
        "待阅": ["结业测验还没有阅完卷"],
        "补考及格": [],
    }
    problems = plugins.ask("closing_problems", found.id, training_class=found)
    assert ["结业测验还有 1 份试卷没有阅完" in str(one) for one in problems].count(True) == 1


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.sqlite
def test_closing_asks_the_tests_once_for_any_number_of_trainees(room: Room, count: int) -> None:
    with transaction():
        db.session.get_one(Sitting, room.sitting.id).required = True
    for _one in range(count):
        room.make.trainee(room.found)
    db.session.rollback()
    with counted_queries() as seen:
        assert len(proposals(room.found)) == count
    asked = [text for text in seen if "quizzes_" in text]
    assert len(asked) == 2
    before = required_of(room.found.id)
    with transaction():
        assert required_of(room.found.id) is not before
