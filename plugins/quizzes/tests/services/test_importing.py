"""An import is mended, chosen and taken once, whatever is pressed how often by whom."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from core.db import db
from core.errors import NotFound, Refused
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from plugins.quizzes.models import Question, QuestionImport, QuestionPicture, QuestionVersion
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.entries import ForAll, entry_of
from plugins.quizzes.rules.items import Picture, item_of
from plugins.quizzes.services import importing
from plugins.quizzes.services.importing import Sent
from plugins.quizzes.terms import Level
from plugins.quizzes.tests.conftest import SINGLE
from plugins.quizzes.tests.services.readings import reading_of, single

WHO = {"by": STAFF, "at": MONDAY}


def kept(found: TrainingClass, reading: Reading) -> QuestionImport:
    return importing.keep_reading(found, reading, Sent("粘贴的文字"), by=STAFF, at=MONDAY)


def states() -> list[tuple[str, str]]:
    rows = select(Question.state, Question.topic).order_by(Question.id)
    return [(state, topic) for state, topic in db.session.execute(rows)]


def test_import_is_mended_and_taken_once(app: Flask, make: Maker) -> None:
    found = make.training_class()
    row = kept(found, reading_of(2, doubtful=2))
    entry = entry_of(row.found[2])
    assert (entry.doubtful, [one["code"] for one in entry.warnings]) == (
        True,
        ["answer_not_an_option"],
    )
    mended = importing.mend_entry(row, 2, single(2), 1, by=STAFF, at=MONDAY)
    assert (mended.doubtful, mended.mended, mended.revision) == (False, STAFF.name, 2)
    assert importing.mend_entry(row, 2, single(2), 1, by=STAFF, at=MONDAY) == mended
    with pytest.raises(Refused) as met:
        importing.mend_entry(row, 2, single(2, "C"), 1, by=STAFF, at=MONDAY)
    assert met.value.codes == ["changed_meanwhile"]
    with pytest.raises(NotFound):
        importing.mend_entry(row, 4, single(2), 1, by=STAFF, at=MONDAY)

    for_all = ForAll("党史", Level.EASY, "练习册", ("入学",))
    assert importing.take_import(row, for_all, by=STAFF, at=MONDAY) == 4
    assert importing.take_import(row, for_all, by=STAFF, at=MONDAY) == 4
    assert states() == [("active", "党史")] * 3 + [("draft", "党史")]
    with pytest.raises(Refused) as late:
        importing.mend_entry(row, 3, single(3), 1, by=STAFF, at=MONDAY)
    assert late.value.codes == ["taken_already"]
    versions = db.session.scalars(select(QuestionVersion).order_by(QuestionVersion.id)).all()
    assert [(one.line, one.origin) for one in versions][:2] == [
        (0, "0. 第0问（B）"),
        (1, "1. 第1问（B）"),
    ]
    last = item_of(versions[3].content)
    assert (last.source, last.level, last.tags) == ("练习册", Level.EASY, ("入学",))
    assert [one["code"] for one in versions[3].warnings] == ["answer_not_an_option"]


def test_what_the_bank_has_is_left_out_unless_it_is_wanted(app: Flask, make: Maker) -> None:
    found = make.training_class()
    first, second = kept(found, reading_of(3)), kept(found, reading_of(4, doubtful=1))
    importing.choose_entry(first, 0, False, by=STAFF, at=MONDAY)
    assert importing.take_import(first, ForAll(), by=STAFF, at=MONDAY) == 2
    importing.choose_entry(second, 1, True, by=STAFF, at=MONDAY)
    assert importing.take_import(second, ForAll(), False, by=STAFF, at=MONDAY) == 3
    assert states() == [("active", "")] * 5
    db.session.expire_all()
    assert [one["question"] is None for one in second.found] == [False, False, True, False, True]

    twice = replace(reading_of(1), found=(*reading_of(1).found, *reading_of(1).found))
    third = kept(make.training_class(), replace(twice, found=twice.found))
    assert importing.take_import(third, ForAll(), by=STAFF, at=MONDAY) == 0
    long = replace(SINGLE, topic="题" * 300)
    fresh = Reading("text", tuple(Read(long, line, "") for line in (1, 2)))
    assert importing.take_import(kept(found, fresh), ForAll(), by=STAFF, at=MONDAY) == 1


def test_nothing_read_or_too_much_is_refused_and_a_batch_is_dropped(
    app: Flask, make: Maker
) -> None:
    found = make.training_class()
    for reading, code in (
        (Reading("text"), "nothing_read"),
        (Reading("text", reading_of(1).found * 2001), "too_many"),
    ):
        with pytest.raises(Refused) as refused:
            kept(found, reading)
        assert refused.value.codes == [code]
    row = kept(found, reading_of(1))
    importing.drop_import(row, by=STAFF, at=MONDAY)
    assert (rows_of(QuestionImport), rows_of(Question)) == (0, 0)
    with pytest.raises(NotFound):
        importing.take_import(row, ForAll(), by=STAFF, at=MONDAY)


def test_pictures_of_a_file_are_drawn_anew_and_missing_ones_make_a_draft(
    app: Flask, make: Maker
) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    pictured = replace(
        SINGLE,
        pictures=(Picture("stem", "a.jpg"), Picture("A", "lost.png"), Picture("B", "torn.png")),
    )
    reading = Reading(
        "qti", (Read(pictured, 1, ""),), files={"a.jpg": out.getvalue(), "torn.png": b"torn"}
    )
    row = kept(make.training_class(), reading)
    entry = entry_of(row.found[0])
    name = db.session.scalars(select(QuestionPicture.name)).one()
    assert [(one.place, one.name) for one in entry.item.pictures] == [("stem", name)]
    assert (entry.doubtful, [one["code"] for one in entry.warnings]) == (True, ["picture_lost"] * 2)
