"""The bank on the desk: found, several at once, one question with its versions."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from core.db import db
from core.testing import Maker, counted_queries, rows_of
from plugins.quizzes.models import Question, QuestionPicture, QuestionVersion
from plugins.quizzes.reading import read_file
from plugins.quizzes.rules.items import item_of
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, MATCH, MULTIPLE, ORDER, SINGLE
from plugins.quizzes.tests.pages.conftest import Bank
from plugins.quizzes.writing import FORMATS

pytestmark = pytest.mark.sqlite
FOUR = {"kind": "single", "stem": "哪一年？", "option": ["1945", "1947", "1949", ""], "right": "2"}


def latest() -> Any:
    rows = select(QuestionVersion).order_by(QuestionVersion.id.desc())
    return item_of(db.session.scalars(rows).first().content)


def test_empty_bank_invites_to_paste(bank: Bank) -> None:
    text = bank.get().text
    assert "题库还是空的" in text
    assert f"{bank.url}/import" in text


def test_every_page_draws_and_asks_a_fixed_number_of_times(bank: Bank) -> None:
    items = (SINGLE, MULTIPLE, JUDGE, ESSAY, ORDER, MATCH)
    versions = [bank.office.version(item) for item in items]
    paths = ["", "/new", "/new?kind=blank", "/import", "/export"]
    paths += [f"/{one.question_id}" for one in versions]
    paths += [f"/{one.question_id}/edit" for one in versions]
    assert [bank.get(path).status_code for path in paths] == [200] * len(paths)
    counts = []
    for more in (0, 300):
        for number in range(more):
            bank.office.version(replace(SINGLE, stem=f"第{number}问"))
        with counted_queries() as seen:
            assert bank.get().status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_question_is_written_row_by_row_and_changed_by_two(bank: Bank) -> None:
    part = bank.post("/new", {**FOUR, "do": "add"}, part=True).text
    assert (part.count('name="option"'), "<html" in part) == (5, False)
    plain = bank.post("/new", {**FOUR, "do": "up-2"}).text
    assert plain.index('value="1949"') < plain.index('value="1947"')
    assert rows_of(Question) == 0
    assert bank.post("/new", {"kind": "single", "stem": " "}).status_code == 422

    made = bank.post("/new", {**FOUR, "topic": "党史"})
    question_id = db.session.scalars(select(Question.id)).one()
    assert made.location.endswith(f"/bank/{question_id}")
    assert (latest().options, latest().answer) == (("1945", "1947", "1949"), "C")
    first = bank.post(
        f"/{question_id}/edit", {**FOUR, "stem": "哪年？", "seen": "1", "why": "短些"}
    )
    assert first.status_code == 303
    second = bank.post(f"/{question_id}/edit", {**FOUR, "stem": "哪一年开的？", "seen": "1"})
    assert (second.status_code, "刚才改过这道题" in second.text) == (422, True)
    assert 'name="seen" value="2"' in second.text
    assert "哪一年开的？" in second.text
    assert (
        bank.post(f"/{question_id}/edit", {**FOUR, "stem": "哪一年开的？", "seen": "2"}).status_code
        == 303
    )
    shown = bank.get(f"/{question_id}").text
    assert [word in shown for word in ("第 3 版", "短些", "<del>", "<ins>")] == [True] * 4


def test_several_are_set_retired_and_exported(bank: Bank) -> None:
    ids = [bank.office.version(replace(SINGLE, stem=f"第{n}问")).question_id for n in range(2)]
    told: dict[str, Any] = {"chosen": ids, "kind": "single"}
    assert bank.post("/several", {**told, "act": "label", "set_topic": "党史"}).location.endswith(
        "?kind=single"
    )
    assert latest().topic == "党史"
    assert "停用了 2 道题" in (bank.post("/several", {**told, "act": "retire"}), bank.get())[1].text
    bank.post("/several", {**told, "act": "restore"})
    assert set(db.session.scalars(select(Question.state))) == {"active"}
    assert (
        f"chosen={ids[0]}&chosen={ids[1]}"
        in bank.post("/several", {**told, "act": "export"}).location
    )
    assert (
        "请先勾选题目"
        in (bank.post("/several", {"act": "retire", "chosen": "x"}), bank.get())[1].text
    )


def test_picture_is_kept_drawn_anew_and_shown_to_whoever_may_see_the_bank(
    bank: Bank, make: Maker, app: Flask
) -> None:
    out = BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG")
    sent = {**FOUR, "do": "picture", "picture-stem": (BytesIO(out.getvalue()), "a.png")}
    part = bank.post("/new", sent, part=True).text
    name = db.session.scalars(select(QuestionPicture.name)).one()
    assert f'name="stem_picture" value="{name}"' in part
    both = {**FOUR, "stem_picture": [name, "../../secret"], "stem_alt": ["红", ""]}
    bank.post("/new", both)
    assert [(one.name, one.alt) for one in latest().pictures] == [(name, "红")]
    answer = bank.get(f"/pictures/{name}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert bank.get("/pictures/none.png").status_code == 404
    torn = {**FOUR, "picture-0": (BytesIO(b"<svg/>"), "a.png")}
    assert "这不是能读的图片" in bank.post("/new", torn).text

    counsellor = make.staff_browser(bank.found, "counsellor")
    paths = ["", "/new", "/import", "/export", f"/pictures/{name}"]
    assert [counsellor.get(f"{bank.url}{path}").status_code for path in paths] == [403] * 5


def test_export_says_what_is_lost_and_what_it_writes_is_read_again(bank: Bank) -> None:
    items = (SINGLE, MULTIPLE, JUDGE, BLANK, ESSAY, ORDER, MATCH)
    ids = [bank.office.version(item).question_id for item in items]
    page = bank.get("/export").text
    assert ("共 7 道题" in page, "这些题全部能带走" in page) == (True, True)
    assert f'/bank/{ids[5]}">{ids[5]}</a>' in page
    for form in FORMATS:
        answer = bank.get(f"/export/{form.name}?chosen={ids[0]}&chosen={ids[2]}")
        assert (answer.status_code, answer.mimetype) == (200, form.media_type)
        told = read_file(answer.data, f"a{form.ending}")
        assert [one.item.answer for one in told.found] == ["C", True]
    assert bank.get("/export/exe").status_code == 404
    assert "没有题可以导出" in bank.get("/export?kind=essay&topic=x").text
