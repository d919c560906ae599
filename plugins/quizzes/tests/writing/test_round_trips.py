"""What is written is read back as it was, in everything that the format can carry; the rest is named."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from plugins.quizzes.reading import FORMATS as READ
from plugins.quizzes.reading import read_file
from plugins.quizzes.reading.pairs import matched
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.terms import LETTERS, Kind, Level
from plugins.quizzes.tests.writing.asked import FILES, items
from plugins.quizzes.writing import FORMATS, format_named, write_xlsx
from plugins.quizzes.writing.gift import is_carried

LISTS = st.lists(items(), min_size=1, max_size=3)
ROUNDS = settings(max_examples=30, deadline=None)


def again(name: str, asked: list[Item]) -> Reading:
    """What is read of what was written; the format is guessed from the file."""
    form = format_named(name)
    assert form is not None
    reading = read_file(form.write(asked, FILES), f"题{form.ending}")
    assert (reading.refused, [one for one in reading.found if one.draft]) == ((), [])
    return reading


def read(reading: Reading) -> list[Item]:
    return [one.item for one in reading.found]


@given(LISTS)
@ROUNDS
def test_our_own_file_loses_nothing(asked: list[Item]) -> None:
    reading = again("json", asked)
    assert read(reading) == asked
    assert set(reading.files) == {shown.name for one in asked for shown in one.pictures}


@given(LISTS)
@ROUNDS
def test_sheet_loses_nothing_but_pictures(asked: list[Item]) -> None:
    assert read(again("xlsx", asked)) == [replace(one, pictures=()) for one in asked]


@pytest.mark.parametrize("version", ["qti-2.1", "qti-3.0"])
@given(asked=LISTS)
@ROUNDS
def test_qti_loses_nothing_but_what_it_names(version: str, asked: list[Item]) -> None:
    reading = again(version, asked)
    assert read(reading) == [
        replace(one, source="", numerals=False, in_order=True) for one in asked
    ]
    assert set(reading.files) == {shown.name for one in asked for shown in one.pictures}


def gift_of(item: Item) -> Item:
    """What GIFT can carry of a question."""
    answer, told = item.answer, item
    if item.kind is Kind.MATCH:
        right = [item.targets[LETTERS.index(letter)] for letter in str(item.answer)]
        lefts = [text.replace("->", "→") for text in item.options]
        pairs = [*zip(lefts, right, strict=True), *(("", text) for text in item.targets)]
        told = matched(pairs)
        answer = told.answer
    if isinstance(answer, tuple):
        texts = tuple(dict.fromkeys(text.replace("->", "→") for text in answer[0].accepted))
        answer = (Blank(texts, answer[0].tolerance),)
    return replace(
        item, answer=None if item.kind is Kind.ESSAY else answer, options=told.options, targets=told.targets,
        score=None, in_order=True, numerals=False, points=(), source="", level=Level.UNKNOWN, pictures=(),
    )  # fmt: skip


@given(LISTS)
@ROUNDS
def test_gift_loses_nothing_but_what_it_names(asked: list[Item]) -> None:
    carried = [one for one in asked if is_carried(one)]
    if carried:
        assert read(again("gift", asked)) == [gift_of(one) for one in carried]


@given(items())
@ROUNDS
def test_question_of_which_nothing_is_named_as_lost_comes_back_whole(item: Item) -> None:
    for form in FORMATS:
        if not form.lost(item):
            bare = item if item.kind is Kind.BLANK else replace(item, in_order=True)
            expected = replace(bare, in_order=True) if form.name == "gift" else bare
            assert read(again(form.name, [bare])) == [expected]


def test_every_format_that_is_written_is_read() -> None:
    assert {one.name.partition("-")[0] for one in FORMATS} <= set(READ)
    assert format_named("song") is None


def test_peer_16_text_that_looks_like_a_formula_is_no_formula_in_the_sheet() -> None:
    attack = "=cmd|' /C calc'!A0"
    asked = Item(Kind.SINGLE, attack, ("+1", "@SUM(1)", "-2"), "A", explanation=attack)
    content = write_xlsx([asked])
    cells = [cell for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert [cell.quotePrefix for cell in cells if cell.value == attack] == [True, True]
    assert read(again("xlsx", [asked])) == [asked]


def test_picture_that_is_not_there_is_not_written() -> None:
    asked = Item(Kind.JUDGE, "看图。", answer=True, pictures=(Picture("stem", "a" * 64 + ".png"),))
    for name in ("json", "qti-2.1", "qti-3.0"):
        assert read(again(name, [asked])) == [replace(asked, pictures=())]
