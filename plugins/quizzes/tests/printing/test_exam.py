"""试卷, its answers, and who has not written, on paper and as a sheet."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from core.testing import Maker
from plugins.quizzes.rules.items import Point
from plugins.quizzes.tests.conftest import (
    BLANK,
    ESSAY,
    JUDGE,
    MATCH,
    MULTIPLE,
    ORDER,
    SINGLE,
    Office,
)

pytestmark = pytest.mark.sqlite
DESK = "/console/classes/QUIZ/quizzes"


def pages_of(answer: Any) -> list[str]:
    """The text of a PDF, page by page, without spaces."""
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True
    ).stdout.decode()
    return ["".join(one.split()) for one in text.removesuffix("\f").split("\f")]


@pytest.fixture
def desk(app: Flask, make: Maker, stand: Callable[[timedelta], None]) -> FlaskClient:
    return make.staff_browser(make.training_class(code="QUIZ"), "organiser")


def found_of(make: Maker) -> Any:
    from core.training.queries import class_by_code

    return class_by_code("QUIZ")


def test_forms_bear_fields_points_and_rule_and_no_key(
    desk: FlaskClient, office: Office, make: Maker
) -> None:
    essay = replace(ESSAY, points=(Point("谦虚谨慎"),))
    items = (SINGLE, MULTIPLE, JUDGE, BLANK, essay, ORDER, MATCH)
    versions = [office.version(one) for one in items]
    paper = office.paper(found_of(make), *versions, multiple_rule="partial")
    first, second = (
        "".join(pages_of(desk.get(f"{DESK}/papers/{paper.id}/{one}.pdf"))) for one in "AB"
    )
    for words in ("（A卷）", "单位姓名学号组别", "密封线内不要答题", "满分14分", "共7题，每题2分，共14分",
                  "少选且没有错选，得一半分；错选不得分", "1.党的七届二中全会召开于哪一年？（）",
                  "A.1945B.1947C.1949D.1950", "顺序："):  # fmt: skip
        assert words in first, words
    assert ("（B卷）" in second, "1.党的七届二中全会" in second and "A.1945B.1947" in second) == (
        True,
        False,
    )
    for secret in ("142", "务必保持", "1949年3月5日", "谦虚谨慎"):
        assert secret not in first + second
    key = pages_of(desk.get(f"{DESK}/papers/{paper.id}/key.pdf"))
    assert len(key) == 2
    for page in key:
        for words in ("142", "务必保持谦虚谨慎", "谦虚谨慎", "1949年3月5日至13日。"):
            assert words in page
    assert "B→A→C" not in key[0] or "B→A→C" not in key[1]


def test_paper_of_a_sitting_is_printed_as_it_was_given_out(
    desk: FlaskClient, office: Office, make: Maker
) -> None:
    found = found_of(make)
    given, changed = office.version(SINGLE), office.version(JUDGE)
    sitting = office.sitting(found, given, paper_id=office.paper(found, changed).id)
    text = pages_of(desk.get(f"{DESK}/papers/{sitting.paper_id}/A.pdf?sitting={sitting.id}"))[0]
    assert ("党的七届二中全会" in text, "西柏坡位于" in text, "时间30分钟" in text) == (
        True,
        False,
        True,
    )
    latest = pages_of(desk.get(f"{DESK}/papers/latest.pdf"))[0]
    assert latest == text


def test_empty_paper_and_a_hundred_questions_are_printed(
    desk: FlaskClient, office: Office, make: Maker
) -> None:
    assert "本班还没有试卷" in pages_of(desk.get(f"{DESK}/papers/latest.pdf"))[0]
    found = found_of(make)
    empty = office.paper(found)
    assert "一、试题" in pages_of(desk.get(f"{DESK}/papers/{empty.id}/A.pdf"))[0]
    long = "请结合本次现场教学中在纪念馆看到的展陈内容，选出最符合史实的一项"
    many = [office.version(replace(SINGLE, stem=f"第{n}问：{long}？")) for n in range(100)]
    pages = pages_of(desk.get(f"{DESK}/papers/{office.paper(found, *many).id}/A.pdf"))
    text = "".join(pages)
    assert [n for n in range(100) if f"{n + 1}.第{n}问：" not in text] == []
    assert 4 < len(pages) < 14
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]


def test_list_of_who_has_not_written_on_paper_and_as_a_sheet(
    desk: FlaskClient, office: Office, make: Maker
) -> None:
    found = found_of(make)
    version = office.version(SINGLE)
    sitting = office.sitting(found, version)
    there, away = make.trainee(found, "张伟"), make.trainee(found, "欧阳静怡")
    office.attempt(sitting, there, version)
    text = pages_of(desk.get(f"{DESK}/{sitting.id}/missing.pdf"))[0]
    assert ("欧阳静怡" in text, "张伟" in text, "应答2人，未作答1人" in text) == (True, False, True)
    book = load_workbook(io.BytesIO(desk.get(f"{DESK}/{sitting.id}/missing.xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[:2] for row in rows] == [("学号", "姓名"), (away.number, "欧阳静怡")]
    office.attempt(sitting, away, version)
    assert "都已作答" in pages_of(desk.get(f"{DESK}/{sitting.id}/missing.pdf"))[0]
