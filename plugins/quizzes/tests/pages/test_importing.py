"""Three steps of an import: read, looked at beside the source, taken."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from core.db import db
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from plugins.quizzes.models import Question, QuestionImport
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.services.importing import Sent, keep_reading
from plugins.quizzes.tests.pages.conftest import Bank
from plugins.quizzes.tests.services.readings import reading_of

pytestmark = pytest.mark.sqlite
MENDED = {
    "kind": "single",
    "stem": "第3问：下列正确的是",
    "option": ["甲", "乙", "丙"],
    "seen": "1",
}


def kept(bank: Bank, reading: Reading) -> str:
    row = keep_reading(bank.found, reading, Sent("粘贴的文字"), by=STAFF, at=MONDAY)
    return f"/import/{row.id}"


def test_doubtful_question_is_mended_on_the_page_and_all_are_taken_once(bank: Bank) -> None:
    path = kept(bank, reading_of(3, doubtful=2))
    page = bank.get(path).text
    assert page.index('id="q-3"') < page.index('id="q-4"') < page.index('id="q-0"')
    assert [
        word in page for word in ("采用 5 题", "答案 F 不在选项里", "这一段读不出题目", "页码")
    ] == [True] * 4

    part = bank.post(f"{path}/3", {**MENDED, "do": "add"}, part=True).text
    assert part.count('name="option"') == 4
    late = bank.post(f"{path}/3", {**MENDED, "right": "1", "seen": "0"}, part=True)
    assert (late.status_code, "刚才改过这道题" in late.text) == (422, True)
    part = bank.post(f"{path}/3", {**MENDED, "right": "1"}, part=True).text
    assert ('id="import-bar"' in part, "看下一道要改的" in part, 'href="#q-4"' in part) == (
        True,
    ) * 3
    assert bank.post(f"{path}/9", MENDED).status_code == 404
    assert bank.get(f"{path}/4?edit=1").status_code == 200

    part = bank.post(f"{path}/0/choose", {"wanted": "no"}, part=True).text
    assert ("取回" in part, "采用 4 题" in part) == (True, True)
    assert bank.post(f"{path}/1/choose", {"wanted": "no"}).location.endswith(f"{path}#q-1")
    bank.post(f"{path}/1/choose", {"wanted": "yes"})

    told = {"topic": "党史", "level": "easy", "with_drafts": "1"}
    for _press in range(2):
        assert bank.post(f"{path}/take", told).location.endswith(path)
    assert sorted(db.session.scalars(select(Question.state))) == ["active"] * 3 + ["draft"]
    page = bank.get(path).text
    assert "读到 6 = 采用 3 + 草稿 1 + 没有收 1 + 没读成题 1" in page
    assert "您选了不要" in page
    late = bank.post(f"{path}/4", MENDED, part=True)
    assert (late.status_code, "已经采用进题库" in late.text) == (422, True)

    again = bank.get(kept(bank, reading_of(3))).text
    assert again.count("题库里已有") == 2


def test_page_asks_as_often_for_300_questions_as_for_one(bank: Bank) -> None:
    counts = []
    for count in (1, 300):
        path = kept(bank, reading_of(count))
        with counted_queries() as seen:
            assert bank.get(path).text.count("<article") == count
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_sheet_with_unknown_columns_is_mapped_by_hand(bank: Bank) -> None:
    sheet = (
        "甲列,乙列,丙列\n西柏坡位于河北省平山县。,对,判断题\n七届二中全会在延安召开。,错,判断题\n"
    )
    sent = bank.post("/import", {"file": (BytesIO(sheet.encode()), "题.csv"), "text": ""})
    path = sent.location.removeprefix(bank.url)
    assert "没有认出哪一列是题干" in bank.get(path).text
    assert rows_of(QuestionImport) == 1
    bank.post(f"{path}/columns", {"c1": "answer"})
    assert "没有找到“题干”" in bank.get(path).text
    bank.post(f"{path}/columns", {"c0": "stem", "c1": "answer", "c2": "type"})
    page = bank.get(path).text
    assert ("采用 2 题" in page, "七届二中全会在延安召开。" in page) == (True, True)
    named = {"file": (BytesIO(_workbook("甲列", "西柏坡位于河北省平山县。")), "题.gift")}
    strange = bank.post("/import", named).location.removeprefix(bank.url)
    assert "没有认出哪一列是题干" in bank.get(strange).text
    assert bank.post(f"{path}/drop", {}).location.endswith("/bank/import")
    assert rows_of(QuestionImport) == 1


def _workbook(*cells: str) -> bytes:
    book, out = Workbook(), BytesIO()
    for cell in cells:
        book.active.append([cell])
    book.save(out)
    return out.getvalue()


def test_nothing_sent_and_foreign_import_are_refused(bank: Bank, make: Maker) -> None:
    assert "请粘贴题目，或者选一个文件" in bank.post("/import", {"text": " "}).text
    path = kept(bank, reading_of(1))
    other = make.training_class()
    browser = make.staff_browser(other, "host")
    foreign = f"/console/classes/{other.code}/quizzes/bank{path}"
    assert browser.get(foreign).status_code == 404
    assert browser.post(f"{foreign}/take").status_code == 404
    assert rows_of(Question) == 0
