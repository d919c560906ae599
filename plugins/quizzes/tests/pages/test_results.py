"""What the desk sees of a test: results, papers explained, questions analysed; with nobody, one, and a full hall."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from core import files
from core.enrolment.models import Enrolment
from core.testing import MONDAY, STAFF, Maker, counted_queries
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Attempt, QuestionPicture, QuestionVersion, Sitting
from plugins.quizzes.rules.items import Picture
from plugins.quizzes.services.collecting import collect_overdue
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, MATCH, MULTIPLE, SINGLE, Office

HOURS = timedelta(hours=3)
DESK = "/console/classes/QUIZ/quizzes"


@dataclass
class Hall:
    """A class, a test of five questions worth ten points, and a desk."""

    office: Office
    make: Maker
    found: TrainingClass
    versions: list[QuestionVersion]
    sitting: Sitting
    desk: FlaskClient

    def write(self, who: Enrolment, *said: object, sitting: Sitting | None = None) -> Attempt:
        attempt = self.office.attempt(sitting or self.sitting, who, *self.versions)
        for number, answer in enumerate(said, 1):
            self.office.saved(attempt, number, answer)
        return attempt

    def people(self, count: int) -> list[Enrolment]:
        return [self.make.trainee(self.found, f"学员{n}") for n in range(count)]


@pytest.fixture
def hall(app: Flask, office: Office, make: Maker, stand: Callable[[timedelta], None]) -> Hall:
    found = make.training_class(code="QUIZ")
    versions = [office.version(one) for one in (SINGLE, MULTIPLE, JUDGE, BLANK, MATCH)]
    sitting = office.sitting(found, *versions, pass_mark=Decimal(6))
    stand(HOURS)
    return Hall(office, make, found, versions, sitting, make.staff_browser(found, "organiser"))


def test_results_of_nobody_one_and_many_ask_the_same_number_of_statements(hall: Hall) -> None:
    pages = [f"{DESK}/{hall.sitting.id}/results", f"{DESK}/{hall.sitting.id}/items"]
    asked = []
    for count in (1, 30):
        for who in hall.people(count):
            hall.write(who, "C", "AB", True)
        collect_overdue(hall.sitting, at=MONDAY + HOURS)
        for path in pages:
            hall.desk.get(path)
        with counted_queries() as seen:
            answers = [hall.desk.get(path) for path in pages]
        assert [one.status_code for one in answers] == [200, 200]
        asked.append(len(seen))
    assert asked[0] == asked[1]


@pytest.mark.sqlite
def test_pages_say_so_where_nobody_wrote(hall: Hall) -> None:
    assert "本班还没有学员" in hall.desk.get(f"{DESK}/{hall.sitting.id}/results").text
    hall.people(1)
    assert "未参加" in hall.desk.get(f"{DESK}/{hall.sitting.id}/results").text
    assert "还没有判过分的试卷" in hall.desk.get(f"{DESK}/{hall.sitting.id}/items").text


def test_results_collect_what_is_over_and_count_make_ups(hall: Hall) -> None:
    zhang, li = hall.people(2)
    hall.write(zhang, "C", "ABC", True)
    hall.write(li, "A")
    again = hall.office.sitting(hall.found, issued_id=hall.sitting.issued_id, paper_id=hall.sitting.paper_id,
                                make_up_of=hall.sitting.id, pass_mark=Decimal(6), title="补考")  # fmt: skip
    hall.write(li, "C", "ABC", True, ["142"], sitting=again)
    assert hall.desk.get(f"{DESK}/{again.id}/results").status_code == 200
    text = hall.desk.get(f"{DESK}/{hall.sitting.id}/results").text
    assert (text.count(">及格<"), text.count(">补考<")) == (2 + 1, 1)


def test_sheet_opens_with_points_as_numbers_and_a_name_that_is_no_formula(hall: Hall) -> None:
    who = hall.make.trainee(hall.found, "=cmd|' /C calc'!A0")
    hall.write(who, "C", "AB", True)
    answer = hall.desk.get(f"{DESK}/{hall.sitting.id}/results.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    told = dict(zip(head, row, strict=True))
    assert (told["姓名"], told["得分"], told["满分"], told["结果"]) == (
        "=cmd|' /C calc'!A0",
        4,
        10,
        "不及格",
    )
    assert [cell.data_type for cell in sheet[2] if cell.value == told["姓名"]] == ["s"]


def test_transcript_is_printed_for_one_test_and_for_all(hall: Hall) -> None:
    hall.write(hall.people(1)[0], "C")
    for path in (f"{DESK}/{hall.sitting.id}/results.pdf", f"{DESK}/print/results.pdf"):
        answer = hall.desk.get(path)
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


def test_paper_explains_every_mark_with_answers_times_and_ways(hall: Hall) -> None:
    attempt = hall.write(hall.people(1)[0], "C", "AB", False, ["１４２"], "BA")
    hall.office.saved(attempt, 2, "ABC", MONDAY + timedelta(minutes=2))
    text = hall.desk.get(f"{DESK}/attempts/{attempt.id}").text
    for words in ("答 C，答对，得 2 分", "答 ABC，答对", "答 错误，答错，得 0 分", "第 1 空“１４２”对",
                  "作答记录（2 次）", "即时", "到时收卷"):  # fmt: skip
        assert words in text, words
    assert hall.desk.get("/console/classes/QUIZ/quizzes/attempts/999").status_code == 404
    other = hall.make.training_class(code="OTHER")
    there = hall.make.staff_browser(other, "organiser")
    assert there.get(f"/console/classes/OTHER/quizzes/attempts/{attempt.id}").status_code == 404


def test_analysis_shows_that_a_key_is_wrong(hall: Hall) -> None:
    for place, who in enumerate(hall.people(12)):
        good = place < 6
        hall.write(
            who, "B" if good else "C", "ABC" if good else "D", good, ["142"] if good else ["1"]
        )
    text = hall.desk.get(f"{DESK}/{hall.sitting.id}/items").text
    assert "高分组多选“B. 1947”：请核对答案。" in text
    assert "区分度为负" in text


@pytest.mark.sqlite
def test_trainee_page_shows_their_tests(hall: Hall) -> None:
    who = hall.people(1)[0]
    hall.write(who, "C", "ABC", True)
    hall.desk.get(f"{DESK}/{hall.sitting.id}/results")
    text = hall.desk.get(f"/console/classes/QUIZ/trainees/{who.id}").text
    assert ("结业测验" in text, "第 1 次" in text) == (True, True)


@pytest.mark.sqlite
def test_marker_sees_the_pictures_of_what_was_asked_and_no_others(hall: Hall) -> None:
    name = f"{'a' * 64}.png"
    shown = replace(ESSAY, pictures=(Picture("stem", name, "旧址"),))
    version = hall.office.version(shown)
    sitting = hall.office.sitting(hall.found, version)
    with transaction() as session:
        file = files.store(b"\x89PNG", name, "image/png", by=STAFF, at=MONDAY)
        session.add(QuestionPicture(name=name, file_id=file.id, media_type="image/png"))
    attempt = hall.office.attempt(sitting, hall.people(1)[0], version)
    hall.office.saved(attempt, 1, "写了")
    path = f"{DESK}/{sitting.id}/pictures/{name}"
    pages = (
        f"attempts/{attempt.id}",
        f"marking/{sitting.id}/{version.id}",
        f"{sitting.id}/questions/{version.id}/regrade",
    )
    for page in pages:
        assert path in hall.desk.get(f"{DESK}/{page}").text, page
    assert hall.desk.get(path).data == b"\x89PNG"
    assert hall.desk.get(f"{DESK}/{hall.sitting.id}/pictures/{name}").status_code == 404
