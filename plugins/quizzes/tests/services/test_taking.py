"""What was read comes into the bank once, in one act, with what was doubtful about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from core import files
from core.audit import AuditEntry
from core.db import db
from core.errors import Problem
from core.testing import MONDAY, STAFF, rows_of
from plugins.quizzes.models import Question, QuestionPicture, QuestionVersion
from plugins.quizzes.queries.duplicates import Duplicate
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.drawn_anew import clean_picture
from plugins.quizzes.rules.items import Item, Picture, item_of
from plugins.quizzes.rules.pictures import picture_name
from plugins.quizzes.services.taking import Taken, take_reading
from plugins.quizzes.tests.conftest import BLANK, JUDGE, SINGLE


def dot() -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


DOT = dot()


def reading(items: Iterable[Item], **files_: Any) -> Reading:
    found = tuple(Read(one, line, f"line {line}") for line, one in enumerate(items, start=1))
    return Reading("text", found, **files_)


def take(read: Reading, **told: Any) -> Taken:
    return take_reading(read, source_name="题.txt", by=STAFF, at=MONDAY, **told)


def test_what_was_read_is_added_once_and_drafts_say_what_is_doubtful(app: Flask) -> None:
    doubtful = Read(
        replace(SINGLE, stem="下列正确的是？", answer="F"), 9, "9.下列正确的是(F)", 40, True,
        (Problem("answer_guessed", "答案可能有误。"),),
    )  # fmt: skip
    first = reading([SINGLE, BLANK])
    taken = take(replace(first, found=(*first.found, doubtful)))
    assert (len(taken.added), len(taken.drafts), taken.duplicates) == (2, 1, ())
    drafted = db.session.scalars(
        select(QuestionVersion).where(QuestionVersion.question_id == taken.drafts[0])
    ).one()
    assert (drafted.line, drafted.origin, item_of(drafted.content)) == (
        9, "9.下列正确的是(F)", doubtful.item,
    )  # fmt: skip
    assert [one["code"] for one in drafted.warnings] == ["answer_guessed", "answer_not_an_option"]
    rows = db.session.execute(select(Question.id, Question.state))
    states = {one.id: one.state for one in rows}
    assert states == {**dict.fromkeys(taken.added, "active"), taken.drafts[0]: "draft"}
    said = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "quizzes.read_questions"))
    assert said.one().detail == {"added": 2, "drafts": 1, "duplicates": 0}

    turned = replace(SINGLE, stem=f" {SINGLE.stem} ", options=SINGLE.options[::-1], answer="B")
    again = take(reading([turned, JUDGE, replace(JUDGE, answer=False)]))
    assert (len(again.added), again.drafts) == (1, ())
    assert again.duplicates == (
        Duplicate(1, turned.stem, taken.added[0]),
        Duplicate(3, JUDGE.stem, again.added[0]),
    )
    assert rows_of(Question) == rows_of(QuestionVersion) == 4


def test_pictures_are_drawn_anew_and_known_again(app: Flask) -> None:
    shown = replace(SINGLE, pictures=(Picture("stem", "点.png"), Picture("A", "点.png")))
    taken = take(reading([shown], files={"点.png": DOT, "没用.png": DOT + b"2"}))
    kept = db.session.scalars(select(QuestionPicture)).one()
    stored = db.session.get(files.StoredFile, kept.file_id)
    assert stored is not None
    drawn = clean_picture(DOT)
    assert (kept.name, kept.media_type, files.read(stored)) == (
        picture_name(drawn), "image/png", drawn,
    )  # fmt: skip
    again = take(reading([shown], files={"点.png": DOT}))
    assert again.duplicates == (Duplicate(1, shown.stem, taken.added[0]),)
    assert rows_of(QuestionPicture) == rows_of(Question) == 1


def test_picture_that_is_none_makes_a_draft_and_says_why(app: Flask) -> None:
    shown = replace(SINGLE, pictures=(Picture("stem", "x.png"),))
    taken = take(reading([JUDGE, shown], files={"x.png": b"<svg/>"}))
    assert (len(taken.added), len(taken.drafts)) == (1, 1)
    drafted = db.session.scalars(
        select(QuestionVersion).where(QuestionVersion.question_id == taken.drafts[0])
    ).one()
    assert [one["code"] for one in drafted.warnings] == ["picture_lost"]
    assert item_of(drafted.content) == SINGLE
