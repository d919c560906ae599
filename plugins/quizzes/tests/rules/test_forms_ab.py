"""A 卷 and B 卷 ask the same, and their keys mean the same."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.forms_ab import columns_for, ends_in_bracket, essay_room, laid_form
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.sheets import Candidate, Drawn, Fixed, Section, Sheet
from plugins.quizzes.rules.shown import key_words, shown
from plugins.quizzes.terms import LETTERS, Kind, Level, MultipleRule

OPTIONS = ("甲", "乙", "丙", "丁")
ITEMS = {
    **{n: Item(Kind.SINGLE, f"第{n}题", OPTIONS, "ABCD"[n % 4]) for n in range(1, 9)},
    **{n: Item(Kind.MULTIPLE, f"第{n}题", OPTIONS, ("AC", "BD", "ABD")[n % 3]) for n in range(9, 13)},
    **{n: Item(Kind.ORDER, f"第{n}题", OPTIONS, "CABD") for n in range(13, 15)},
    15: Item(Kind.MATCH, "配对", ("一", "二"), "CA", targets=("子", "丑", "寅")),
}  # fmt: skip


def sheet(fixed: list[int], drawn: int = 0) -> Sheet:
    section = Section("一、", fixed=tuple(Fixed(n, Decimal(n)) for n in fixed))
    sections = [section] if fixed else []
    if drawn:
        pool = tuple(Candidate(n, Level.EASY) for n in range(1, 9))
        sections.append(Section("二、", drawn=Drawn(drawn, Decimal(3), pool)))
    return Sheet("卷", "", tuple(sections), MultipleRule.PARTIAL)


def meant(laid: Laid) -> object:
    """The key of a printed question as the texts that its letters stand for."""
    item = ITEMS[laid.version]
    seen, key = shown(1, laid, item), key_words(laid, item)
    texts = {one.letter: one.text for one in (seen.targets or seen.options)}
    letters = [texts[one] for one in key if one in LETTERS]
    if item.kind is Kind.MATCH:
        return {(one.text, other) for one, other in zip(seen.options, letters, strict=True)}
    return letters if item.kind is Kind.ORDER else sorted(letters)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(9, 15), unique=True), st.integers(0, 8), st.integers(1, 10_000))
def test_both_forms_ask_the_same_and_their_keys_mean_the_same(
    fixed: list[int], drawn: int, seed: int
) -> None:
    made = sheet(fixed, drawn)
    first, second = (laid_form(made, ITEMS, form, seed) for form in "AB")
    asked = [Counter((one.section, one.version, one.points) for one in laid) for laid in (first, second)]  # fmt: skip
    assert asked[0] == asked[1]
    assert {one.version: meant(one) for one in first} == {one.version: meant(one) for one in second}
    assert [one.section for one in second] == sorted(one.section for one in second)
    assert second == laid_form(made, ITEMS, "B", seed)


def test_form_a_keeps_the_authors_order_and_form_b_does_not() -> None:
    made = sheet(list(range(1, 9)))
    first, second = (laid_form(made, ITEMS, form, 3) for form in "AB")
    assert [one.version for one in first] == list(range(1, 9))
    assert {one.options for one in first} == {"ABCD"}
    assert [one.version for one in second] != list(range(1, 9))
    assert {one.options for one in second} != {"ABCD"}


@pytest.mark.parametrize(
    ("texts", "pictures", "columns"),
    [
        (["1945", "1947", "1949", "1950"], False, 4),
        (["1", "2", "3", "4", "5"], False, 2),
        (["中华全国总工会第十七届", "b", "c", "d"], False, 2),
        (["把职工对美好生活的向往作为奋斗目标，切实履行维护职工合法权益"], False, 1),
        (["图"], True, 2),
        ([], False, 4),
    ],
)
def test_options_stand_beside_each_other_where_they_are_short(
    texts: list[str], pictures: bool, columns: int
) -> None:
    assert columns_for(texts, pictures=pictures) == columns


def test_bracket_of_a_stem_is_not_printed_twice() -> None:
    assert [ends_in_bracket(one) for one in ("召开于（　　）", "召开于( )。", "哪一年？")] == [
        True, True, False,
    ]  # fmt: skip


def test_room_for_an_essay_grows_with_its_points() -> None:
    assert [essay_room(Decimal(n)) for n in (1, 10, 50)] == [32, 60, 120]
