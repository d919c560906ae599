"""试卷 and their planning in the console: from an empty class to a test that trainees see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from core.testing import MONDAY, Maker, counted_queries
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Paper, PaperQuestion, PaperSection, QuestionImport, Sitting
from plugins.quizzes.tests.conftest import BLANK, JUDGE, MULTIPLE, SINGLE, Office

HTMX = {"HX-Request": "true"}
PAPER = {"draw": "fixed", "multiple_rule": "partial", "pass_mark": "3", "marks_from": "sent",
         "keys_from": "closed"}  # fmt: skip
SITTING = {
    "purpose": "final", "title": "结业测验", "opens_on": "2026-11-23", "opens": "09:00", "closes": "10:00",
    "minutes": "30", "attempts": "1", "counts": "best", "grace_seconds": "300", "pass_mark": "4",
    "marks_from": "closed", "keys_from": "closed", "markers": "1", "difference_limit": "2",
}  # fmt: skip


@dataclass
class Desk:
    """An organiser at the tests of a class."""

    office: Office
    make: Maker
    found: TrainingClass
    browser: FlaskClient

    @property
    def base(self) -> str:
        return f"/console/classes/{self.found.code}/quizzes"

    def get(self, path: str) -> Any:
        return self.browser.get(path if path.startswith("/") else f"{self.base}/{path}")

    def post(self, path: str, data: dict[str, Any] | None = None, **values: Any) -> Any:
        where = path if path.startswith("/") else f"{self.base}/{path}"
        return self.browser.post(where, data=data or {}, **values)


@pytest.fixture
def desk(app: Flask, office: Office, make: Maker, stand: Callable[[timedelta], None]) -> Desk:
    found = make.training_class(code="QUIZ")
    return Desk(office, make, found, make.staff_browser(found, "organiser"))


def test_paper_is_set_by_hand_planned_and_given_out(desk: Desk) -> None:
    versions = [desk.office.version(one) for one in (SINGLE, MULTIPLE, JUDGE, BLANK)]
    page = desk.post("papers/new", {**PAPER, "title": "结业测验卷"}).location
    assert "还没有大题" in desk.get(page).text
    picker = desk.post(f"{page}/sections/new", {"title": "选择题", "points": "2"}).location
    assert "党的七届二中全会召开于哪一年？" in desk.get(picker).text
    assert "三大战役历时" not in desk.get(f"{picker}?search=七届+哪一年").text
    chosen = {"chosen": [str(one.id) for one in versions]}
    assert desk.post(picker, chosen).location == page
    assert "4 题，共 8 分" in desk.get(page).text
    paper = db.session.execute(select(Paper)).scalar_one()
    offered = desk.get(f"new?paper={paper.id}").text
    assert 'value="结业测验卷"' in offered
    planned = desk.post("new", {**SITTING, "paper_id": str(paper.id)}).location
    assert "还没有发布" in desk.get(planned).text
    told = desk.post(f"{planned}/publish", follow_redirects=True).text
    assert "已发布，学员手机上看得到了。" in told
    row = db.session.execute(select(Sitting)).scalar_one()
    assert (row.published_at, row.opens_at) == (MONDAY, MONDAY + timedelta(hours=1))
    assert "将要进行" in desk.get("").text


def test_press_on_a_paper_answers_a_part_to_htmx_and_a_page_without_it(desk: Desk) -> None:
    paper = desk.office.paper(desk.found, *(desk.office.version(one) for one in (SINGLE, JUDGE)))
    first, second = db.session.execute(select(PaperQuestion).order_by(PaperQuestion.id)).scalars()
    page = f"{desk.base}/papers/{paper.id}"
    part = desk.post(f"{page}/questions/{second.id}/move", {"to": "up"}, headers=HTMX).text
    assert ("<html" in part, part.index(f'id="row-{second.id}"') < part.index(f'id="row-{first.id}"')) == (
        False, True,
    )  # fmt: skip
    assert "现在是第 1 题。" in part
    part = desk.post(f"{page}/questions/{first.id}/points", {"points": "3.5"}, headers=HTMX).text
    assert '<b class="num">5.5</b>' in part
    for told in ("-1", "多", "NaN", "1e99"):
        refused = desk.post(f"{page}/questions/{first.id}/points", {"points": told}, headers=HTMX)
        assert (refused.status_code, "分值请填大于 0" in refused.text) == (200, True)
    plain = desk.post(f"{page}/questions/{first.id}/remove", follow_redirects=True).text
    assert ("<html" in plain, "已移出试卷，题目还在题库里。" in plain) == (True, True)


def test_quick_paper_shows_what_there_is_and_refuses_more_beside_the_field(desk: Desk) -> None:
    for n in range(3):
        desk.office.version(replace(SINGLE, stem=f"单选{n}"), topic="党史" if n else "宪法")
    assert "专题：党史" in desk.get("papers/quick?source=topic:党史").text
    wanted = {"title": "小测", "source": "topic:党史", "count_single": "3", "points_single": "2"}
    refused = desk.post("papers/quick", wanted)
    assert (refused.status_code, "只有 2 题可用，要 3 题。" in refused.text) == (422, True)
    page = desk.post("papers/quick", {**wanted, "count_single": "2"}).location
    assert "2 题，共 4 分" in desk.get(page).text


@pytest.mark.sqlite
def test_import_comes_to_a_quick_paper_with_all_its_questions_and_points(desk: Desk) -> None:
    with transaction() as session:
        taken = QuestionImport(class_id=desk.found.id, name="群里的题.txt", format="text",
                               read_at=MONDAY, read_by="test", taken_at=MONDAY)  # fmt: skip
        session.add(taken)
    for n in range(3):
        item = replace(SINGLE, stem=f"单选{n}", score=Decimal("2.50"))
        desk.office.version(item, class_id=desk.found.id)
    desk.office.version(replace(JUDGE, stem="别的班的"))
    shown = desk.get(f"papers/quick?source=import:{taken.id}").text
    assert "本班导入：群里的题.txt" in shown
    fields = dict(
        re.findall(r'name="((?:count|points)_(?:single|judge))"[^>]* value="([^"]*)"', shown)
    )
    assert fields == {
        "count_single": "3",
        "points_single": "2.5",
        "count_judge": "",
        "points_judge": "1",
    }


@pytest.mark.sqlite
def test_sitting_that_cannot_be_meant_is_said_beside_its_fields(desk: Desk) -> None:
    paper = desk.office.paper(desk.found, desk.office.version(SINGLE))
    lesson = desk.make.lesson(desk.found, "结业考试", kind="exam")
    assert "11月23日 周一 08:30 结业考试" in desk.get(f"new?lesson={lesson.id}").text
    cases: dict[str, dict[str, str]] = {
        "结束时间要晚于开始时间。": {"closes": "08:00"},
        "答题时间 90 分钟，比开放的 60 分钟还长。": {"minutes": "90"},
        "答案不能比成绩更早公布。": {"keys_from": "sent"},
        "这个数字太大，请核对。": {"minutes": "99999999999"},
        "请填写开始和结束的日期、时间。": {"opens_on": ""},
        "请选择本班的一份试卷。": {"paper_id": "999"},
        "要求签到后才能作答，就要选一节课。": {"needs_presence": "y"},
    }
    for words, values in cases.items():
        refused = desk.post("new", {**SITTING, "paper_id": str(paper.id), **values})
        assert (refused.status_code, words in refused.text) == (422, True), words


@pytest.mark.sqlite
def test_page_of_a_paper_asks_as_often_with_a_hundred_questions_as_with_one(desk: Desk) -> None:
    few = desk.office.paper(desk.found, desk.office.version(SINGLE))
    many = desk.office.paper(
        desk.found, *(desk.office.version(replace(SINGLE, stem=f"题{n}")) for n in range(100))
    )
    paths = [
        f"{desk.base}/papers/{paper.id}{path}"
        for paper in (few, many)
        for path in ("", "/preview", f"/sections/{section_of(paper)}/choose")
    ]
    asked = []
    for path in paths:
        with counted_queries() as seen:
            assert desk.get(path).status_code == 200
        asked.append(len(seen))
    assert asked[:3] == asked[3:]


def section_of(paper: Paper) -> int:
    rows = select(PaperSection.id).where(PaperSection.paper_id == paper.id)
    return db.session.execute(rows).scalar_one()


@pytest.mark.sqlite
def test_what_belongs_to_another_class_is_not_there_and_viewers_change_nothing(desk: Desk) -> None:
    other = desk.make.training_class()
    version = desk.office.version(SINGLE)
    own, foreign = (desk.office.paper(one, version) for one in (desk.found, other))
    sitting = desk.office.sitting(other, paper_id=foreign.id)
    row = db.session.execute(
        select(PaperQuestion.id).where(PaperQuestion.section_id == section_of(foreign))
    ).scalar_one()
    gets = (f"papers/{foreign.id}", f"papers/{foreign.id}/A.pdf", f"papers/{own.id}/C.pdf",
            f"papers/{own.id}/A.pdf?sitting={sitting.id}", f"{sitting.id}", f"{sitting.id}/progress",
            f"{sitting.id}/screen/state", f"{sitting.id}/missing.xlsx", f"new?make_up_of={sitting.id}",
            f"papers/{own.id}/sections/{section_of(foreign)}/choose")  # fmt: skip
    assert [desk.get(path).status_code for path in gets] == [404] * len(gets)
    posts = (f"papers/{own.id}/questions/{row}/remove", f"{sitting.id}/close", f"{sitting.id}/extra",
             f"papers/{own.id}/sections/{section_of(foreign)}/delete")  # fmt: skip
    assert [desk.post(path).status_code for path in posts] == [404] * len(posts)
    copied = desk.post("papers/copy", {"source": str(other.id), "paper": str(foreign.id)})
    assert copied.status_code == 404
    viewer = desk.make.staff_browser(desk.found, "counsellor")
    assert viewer.get(f"{desk.base}/").status_code == 200
    refused = [viewer.get(f"{desk.base}/papers/{own.id}"), viewer.get(f"{desk.base}/new")]
    refused += [viewer.post(f"{desk.base}/papers/{own.id}/delete")]
    assert [one.status_code for one in refused] == [403] * 3
