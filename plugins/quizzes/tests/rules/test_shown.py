"""Letters on the page and letters of the author: each way and back, whatever the order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.errors import Refused
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.shown import given_of, key_words, said_words, shown, texts_of
from plugins.quizzes.terms import Kind

OPTIONS = ("甲", "乙", "丙", "丁")
SINGLE = Item(Kind.SINGLE, "单选", OPTIONS, "C")
MULTIPLE = Item(Kind.MULTIPLE, "多选", OPTIONS, "AC")
ORDER = Item(Kind.ORDER, "排序", OPTIONS, "DCBA")
MATCH = Item(Kind.MATCH, "匹配", OPTIONS[:2], "BA", targets=("一", "二", "三"))
BLANK = Item(Kind.BLANK, "填____和____。", answer=(Blank(("1", "一")), Blank(("2",))))
JUDGE = Item(Kind.JUDGE, "判断", answer=False)
ESSAY = Item(Kind.ESSAY, "简答", answer="要点")
LAID = Laid(0, 1, Decimal(2), "DACB")
PAIRS = Laid(0, 1, Decimal(2), "BA", "CAB")


@pytest.mark.parametrize(
    ("item", "laid", "texts", "meant"),
    [
        (SINGLE, LAID, ["C"], "C"),
        (SINGLE, LAID, ["A"], "D"),
        (SINGLE, LAID, [], ""),
        (MULTIPLE, LAID, ["A", "B"], "AD"),
        (ORDER, LAID, ["A", "C", "D", "B"], "DCBA"),
        (ORDER, LAID, ["", "", "", ""], ""),
        (MATCH, PAIRS, ["A", "B"], "AC"),
        (MATCH, PAIRS, ["", "B"], "A-"),
        (MATCH, PAIRS, ["", ""], ""),
        (BLANK, LAID, [" 1 "], ["1", ""]),
        (JUDGE, LAID, ["false"], False),
        (JUDGE, LAID, [], ""),
        (ESSAY, LAID, [" 务必 "], "务必"),
        (ESSAY, LAID, ["一\r\n二"], "一\n二"),
    ],
)
def test_answer_is_read_in_the_authors_letters(
    item: Item, laid: Laid, texts: list[str], meant: Any
) -> None:
    assert given_of(laid, item, texts) == meant
    assert given_of(laid, item, texts_of(laid, item, meant)) == meant


@pytest.mark.parametrize(
    ("item", "texts"),
    [
        (SINGLE, ["E"]), (SINGLE, ["A", "B"]), (SINGLE, ["AB"]), (SINGLE, ["甲"]), (SINGLE, "A"),
        (SINGLE, [1]), (SINGLE, None), (SINGLE, ["A"] * 99), (MULTIPLE, ["A", "A"]),
        (ORDER, ["A", "B"]), (ORDER, ["A", "A", "B", "C"]), (MATCH, ["A", "B", "C"]),
        (MATCH, ["D", ""]), (JUDGE, ["yes"]), (JUDGE, ["true", "false"]), (BLANK, ["1", "2", "3"]),
        (BLANK, ["1" * 201]), (ESSAY, ["字" * 4001]), (ESSAY, ["a", "b"]),
    ],
)  # fmt: skip
def test_answer_that_cannot_be_meant_is_refused(item: Item, texts: Any) -> None:
    with pytest.raises(Refused):
        given_of(PAIRS if item is MATCH else LAID, item, texts)


@settings(max_examples=50, deadline=None)
@given(some.permutations("ABCD"), some.permutations("ABCD"))
def test_key_is_said_by_the_letters_that_stand_on_the_page(one: list[str], two: list[str]) -> None:
    laid = Laid(0, 1, Decimal(2), "".join(one))
    page = shown(1, laid, SINGLE)
    by_letter = {option.letter: option.text for option in page.options}
    assert [by_letter[letter] for letter in key_words(laid, MULTIPLE)] in (
        ["甲", "丙"],
        ["丙", "甲"],
    )
    assert by_letter[key_words(laid, SINGLE)] == "丙"
    order = Item(Kind.ORDER, "排序", OPTIONS, "".join(two))
    told = key_words(laid, order).split(" → ")
    assert [by_letter[letter] for letter in told] == [OPTIONS["ABCD".index(n)] for n in two]


def test_page_of_a_question_holds_nothing_of_its_key() -> None:
    page = shown(3, LAID, Item(Kind.SINGLE, "单选", OPTIONS, "C", explanation="因为丙"))
    assert [(one.letter, one.text) for one in page.options] == [
        ("A", "丁"), ("B", "甲"), ("C", "丙"), ("D", "乙"),
    ]  # fmt: skip
    assert not hasattr(page, "answer")
    assert "因为丙" not in repr(page)
    blanks = shown(1, Laid(0, 1, Decimal(2)), BLANK)
    assert (blanks.blanks, blanks.parts) == (2, ("填", "和", "。"))


def test_words_of_answers_as_a_trainee_reads_them() -> None:
    assert said_words(PAIRS, MATCH, "A-") == "1—?，2—B"
    assert said_words(LAID, BLANK, ["1", ""]) == "1；"
    assert key_words(LAID, BLANK) == "1 / 一；2"
    assert [said_words(LAID, one, "") for one in (SINGLE, JUDGE, ESSAY, ORDER)] == [""] * 4
