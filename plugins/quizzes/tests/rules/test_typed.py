"""What is typed of a question and the item that it means."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.items import Blank, Item, Picture, Point
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.rules.typed import PointRow, Row, Typed, item_from, typed_of
from plugins.quizzes.rules.typed_acts import acted, padded
from plugins.quizzes.terms import LETTERS, Kind, Level
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, MATCH, MULTIPLE, ORDER, SINGLE

WORDS = st.text("甲乙丙丁1一|｜±\\ .", min_size=1, max_size=6).map(
    lambda text: " ".join(text.split()) or "空"
)
LINES = st.lists(WORDS, min_size=2, max_size=6, unique=True)
COMMON = st.fixed_dictionaries(
    {
        "explanation": st.sampled_from(["", "见教材。\n第二行"]),
        "topic": st.sampled_from(["", "党史"]),
        "level": st.sampled_from(Level),
        "tags": st.sampled_from([(), ("入学", "必考")]),
        "score": st.sampled_from([None, Decimal(2), Decimal("0.5")]),
        "source": st.sampled_from(["", "练习册 第 3 页"]),
    }
)


@st.composite
def items(draw: Any) -> Item:
    kind = draw(st.sampled_from(Kind))
    common, lines = draw(COMMON), tuple(draw(LINES))
    letters = LETTERS[: len(lines)]
    if kind is Kind.JUDGE:
        return Item(kind, "对不对？", answer=draw(st.booleans()), **common)
    if kind is Kind.ESSAY:
        return Item(kind, "简述", answer="答", points=(Point("点", Decimal(2)),), **common)
    if kind is Kind.BLANK:
        accepted = draw(
            st.lists(st.lists(WORDS, min_size=1, max_size=3, unique=True), min_size=1, max_size=3)
        )
        tolerance = draw(st.sampled_from([None, Decimal("0.01"), Decimal(0)]))
        blanks = tuple(Blank(tuple(one), tolerance) for one in accepted)
        return Item(kind, "填" + "____、" * len(blanks), answer=blanks, in_order=draw(st.booleans()),
                    numerals=draw(st.booleans()), **common)  # fmt: skip
    pictures = (Picture("stem", "a.png", "图"), Picture("B", "b.png", ""))
    answers = {
        Kind.SINGLE: st.sampled_from(letters),
        Kind.MULTIPLE: st.sets(st.sampled_from(letters), min_size=1).map(lambda s: "".join(sorted(s))),
        Kind.ORDER: st.permutations(letters).map("".join),
        Kind.MATCH: st.lists(st.sampled_from("ABC"), min_size=len(lines), max_size=len(lines)).map("".join),
    }  # fmt: skip
    targets = ("一", "二", "三") if kind is Kind.MATCH else ()
    return Item(kind, "题干", lines, draw(answers[kind]), targets, pictures=pictures, **common)


@given(items())
@settings(max_examples=60, deadline=None)
def test_item_in_the_form_and_back_is_the_same(item: Item) -> None:
    assert item_from(typed_of(item), item) == (item, [])


def test_draft_in_the_form_keeps_what_it_has() -> None:
    strange = replace(SINGLE, answer="F")
    assert item_from(typed_of(strange), strange) == (replace(SINGLE, answer=None), [])
    for item in (SINGLE, MULTIPLE, JUDGE, BLANK, ESSAY, ORDER, MATCH):
        bare = replace(item, answer=None, targets=())
        assert item_from(typed_of(bare), bare) == (bare, [])


def test_new_match_and_order_do_not_give_the_key_away() -> None:
    pairs = tuple(Row(left, target=right) for left, right in zip("甲乙丙", "一二三", strict=True))
    match, problems = item_from(Typed(Kind.MATCH, "配对", pairs, spares="四\n\n"))
    assert (problems, problems_of(match)) == ([], [])
    assert match.answer != "ABC"
    letters = str(match.answer)
    assert [match.targets[LETTERS.index(one)] for one in letters] == ["一", "二", "三"]
    assert set(match.targets) == {"一", "二", "三", "四"}

    torn, _problems = item_from(Typed(Kind.MATCH, "配对", (pairs[0], Row("乙"), pairs[2])), match)
    assert [torn.targets[LETTERS.index(one)] for one in str(torn.answer)] == ["一"]
    assert [one.code for one in problems_of(torn)] == ["answer_count"]

    order, problems = item_from(Typed(Kind.ORDER, "排序", tuple(map(Row, "甲乙丙"))))
    assert problems == []
    assert order.answer != "ABC"
    assert [order.options[LETTERS.index(one)] for one in str(order.answer)] == ["甲", "乙", "丙"]


def test_empty_lines_are_left_out_with_their_letters() -> None:
    rows = (Row("甲"), Row(" "), Row("乙", right=True), Row(picture="c.png", alt="丙"), Row())
    item, problems = item_from(Typed(Kind.SINGLE, " 选\r\n一个 ", rows))
    assert problems == []
    assert (item.stem, item.options, item.answer) == ("选\n一个", ("甲", "乙", ""), "B")
    assert item.pictures == (Picture("C", "c.png", "丙"),)
    assert problems_of(item) == []


@pytest.mark.parametrize(
    "stem", ["历时__天", "历时______天", "历时（ ）天", "历时()天", "历时____天"]
)
def test_blank_is_written_in_any_way(stem: str) -> None:
    item, problems = item_from(Typed(Kind.BLANK, stem, blanks="142 | 一百四十二±0.5"))
    assert (item.stem, problems) == ("历时____天", [])
    assert item.answer == (Blank(("142", "一百四十二"), Decimal("0.5")),)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (Typed(score="两分"), "bad_score"),
        (Typed(score="-1"), "bad_score"),
        (Typed(score="1e99"), "bad_score"),
        (Typed(score="0.333"), "bad_score"),
        (Typed(Kind.ESSAY, points=(PointRow("点", "NaN"),)), "bad_score"),
        (Typed(Kind.BLANK, blanks="3.14±x"), "bad_tolerance"),
        (Typed(Kind.BLANK, blanks="3.14±1e-999999"), "bad_tolerance"),
        (Typed(Kind.BLANK, blanks="1\n" * 60), "blanks_long"),
        (Typed(Kind.ORDER, rows=(Row("甲", place="1"), Row("乙", place="1"))), "bad_places"),
        (Typed(stem="长" * 6001), "too_long"),
        (Typed(rows=(Row("长" * 1001),)), "too_long"),
        (Typed(tags="标" * 41), "tags_long"),
    ],
)
def test_what_cannot_be_meant_is_said(typed: Typed, code: str) -> None:
    assert [one.code for one in item_from(typed)[1]] == [code]


def test_buttons_beside_lines_add_move_and_take_away() -> None:
    typed = padded(Typed())
    assert len(typed.rows) == 4
    typed = replace(typed, rows=(Row("甲", right=True), Row("乙", picture="b.png")))
    texts = {
        "add": ["甲", "乙", ""],
        "drop-0": ["乙"],
        "up-1": ["乙", "甲"],
        "up-0": ["甲", "乙"],
        "down-0": ["乙", "甲"],
        "drop-7": ["甲", "乙"],
        "drop-x": ["甲", "乙"],
        "kind": ["甲", "乙"],
    }
    found = {act: [row.text for row in acted(typed, act).rows] for act in texts}
    assert found == texts
    assert acted(typed, "up-1").rows[1].right
    assert acted(typed, "unpicture-1").rows[1] == Row("乙")
    shown = replace(typed, pictures=(Picture("stem", "a.png"),))
    assert acted(shown, "unstem-0").pictures == ()
    many = replace(typed, rows=(Row("甲"),) * 26)
    assert acted(many, "add") == many
    assert len(acted(padded(Typed(Kind.ESSAY)), "add-point").points) == 2
