"""How a paper becomes what is given out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import lay_out
from plugins.quizzes.rules.papers import (
    Offered,
    Outline,
    Part,
    Placed,
    Rule,
    drawn_once,
    numbered,
    numeral,
    outline_problems,
    points_problem,
    shared_out,
    sheet_of_outline,
)
from plugins.quizzes.rules.sheets import Fixed, Section, level_quota
from plugins.quizzes.terms import Draw, Kind, Level

QUICK = settings(max_examples=60, deadline=None)


def offered(n: int, level: str = "", kind: str = "single", group: int | None = None) -> Offered:
    return Offered(n, n, f"t{n}", kind, "党史", level, group)


def fixed(*placed: Placed, **values: Any) -> Outline:
    return Outline("卷", Draw.FIXED, (Part("单选题", Decimal(2), placed=placed, **values),))


def different(*rules: Rule) -> Outline:
    parts = tuple(Part(f"第{n}题", Decimal(3), rule=rule) for n, rule in enumerate(rules, 1))
    return Outline("卷", Draw.DIFFERENT, parts)


def test_sheet_of_chosen_questions_keeps_their_order_and_own_points() -> None:
    made = sheet_of_outline(
        fixed(Placed(7, 1, "a"), Placed(5, 2, "b", Decimal("2.5")), intro="只有一个正确答案")
    )
    assert made.sections == (
        Section("一、单选题", "只有一个正确答案", (Fixed(7, Decimal(2)), Fixed(5, Decimal("2.5")))),
    )
    assert (made.points, made.questions) == (Decimal("4.5"), 2)


@pytest.mark.parametrize(
    ("place", "title", "shown"),
    [
        (1, "单选题", "一、单选题"),
        (12, "简答题", "十二、简答题"),
        (2, "三、多选题", "三、多选题"),
        (2, "辨析、论述", "二、辨析、论述"),
    ],
)
def test_title_of_a_section_bears_its_numeral_once(place: int, title: str, shown: str) -> None:
    assert numbered(place, title) == shown


def test_numerals_count_as_papers_do() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 23)] == ["一", "十", "十一", "二十", "二十三"]


@pytest.mark.parametrize(
    ("outline", "pool", "codes"),
    [
        (Outline("卷", Draw.FIXED, ()), [], ["empty_paper"]),
        (fixed(), [], ["empty_paper"]),
        (fixed(Placed(1, 1, "a"), Placed(2, 2, "a")), [], ["same_question"]),
        (fixed(Placed(1, 1, "a", usable=False)), [], ["draft_question"]),
        (fixed(*(Placed(n, n, str(n)) for n in range(301))), [], ["many_questions"]),
        (different(Rule(10)), [offered(n) for n in range(7)], ["few_questions"]),
        (different(Rule(6)), [offered(n, group=1 + n // 4) for n in range(8)], ["few_for_groups"]),
        (different(Rule(2), Rule(2)), [offered(n) for n in range(4)], []),
        (different(Rule(2), Rule(3)), [offered(n) for n in range(4)], ["few_questions"]),
    ],
)
def test_paper_that_may_not_be_given_out_says_why(
    outline: Outline, pool: list[Offered], codes: list[str]
) -> None:
    assert [one.code for one in outline_problems(outline, pool)] == codes


def test_rule_that_cannot_be_met_says_how_many_there_are() -> None:
    [problem] = outline_problems(different(Rule(10)), [offered(n) for n in range(7)])
    assert str(problem) == "“一、第1题”只有 7 题可用，要 10 题。"


def test_section_that_was_not_drawn_yet_says_so() -> None:
    part = Part("单选题", Decimal(2), placed=(Placed(1, 1, "a"),), rule=Rule(3))
    [problem] = outline_problems(Outline("卷", Draw.SAME, (part,)))
    assert str(problem) == "“一、单选题”要 3 题，现在有 1 题，请先抽题。"


KINDS = ("single", "multiple")
LEVELS = ("", "easy", "hard")
questions = st.builds(
    lambda n, text, kind, level, group: Offered(n, n, str(text), kind, "", level, group),
    st.integers(1, 10_000),
    st.integers(1, 60),
    st.sampled_from(KINDS),
    st.sampled_from(LEVELS),
    st.sampled_from([None, 1, 2]),
)
pools = st.lists(questions, max_size=40, unique_by=lambda one: one.version)
rich_pools = st.lists(questions, min_size=30, max_size=50, unique_by=lambda one: one.version)
rules = st.lists(
    st.builds(
        lambda count, kind, level: Rule(count, kind, "", level),
        st.integers(1, 3),
        st.sampled_from(("", *KINDS)),
        st.sampled_from(("", *LEVELS)),
    ),
    min_size=1,
    max_size=3,
)


@QUICK
@given(rules, pools, st.sets(st.integers(1, 60).map(str), max_size=5))
def test_no_text_is_shared_out_twice(
    asked: list[Rule], pool: list[Offered], taken: set[str]
) -> None:
    shares = shared_out(asked, pool, taken)
    texts = [one.text for share in shares for one in share]
    assert len(set(texts)) == len(texts)
    assert not taken & set(texts)
    assert all(rule.fits(one) for rule, share in zip(asked, shares, strict=True) for one in share)
    there = {one.text for one in pool if any(rule.fits(one) for rule in asked)}
    assert set(texts) == there - taken


@QUICK
@given(rules, rich_pools, st.integers(0, 99), st.sampled_from([None, 1, 2, 3]))
def test_different_papers_are_as_hard_for_everybody(
    asked: list[Rule], pool: list[Offered], seed: int, group: int | None
) -> None:
    outline = different(*asked)
    assume(not outline_problems(outline, pool))
    sheet = sheet_of_outline(outline, pool)
    by_version = {one.version: one for one in pool}
    items = {one: Item(Kind.JUDGE, "x", answer=True) for one in sheet.versions}
    laid = lay_out(sheet, items, seed, group)
    assert len({by_version[one.version].text for one in laid}) == sheet.questions == len(laid)
    for place, section in enumerate(sheet.sections):
        assert section.drawn is not None
        own = [by_version[one.version] for one in laid if one.section == place]
        assert Counter(Level(one.level) for one in own) == Counter(level_quota(section.drawn))
        assert all(group is None or one.group != group for one in own)


@QUICK
@given(pools, st.integers(0, 12), st.text(max_size=4))
def test_draw_for_all_takes_every_level_in_its_share_and_the_same_for_one_seed(
    pool: list[Offered], count: int, seed: str
) -> None:
    chosen = drawn_once(pool, count, seed)
    assert len(set(chosen)) == len(chosen) == min(count, len(pool))
    assert chosen == drawn_once(pool, count, seed)
    for level in LEVELS:
        exact = Decimal(len(chosen) * sum(one.level == level for one in pool)) / (len(pool) or 1)
        assert abs(sum(one.level == level for one in chosen) - exact) < 1


@pytest.mark.parametrize("told", ["0", "-1", "100.01", "1.005", "NaN", "Infinity", "sNaN", "1e9"])
def test_points_that_cannot_be_meant_are_refused(told: str) -> None:
    problem = points_problem(Decimal(told))
    assert problem is not None
    assert str(problem) == "分值请填大于 0、不超过 100 的数，最多两位小数。"


@pytest.mark.parametrize("told", ["0.01", "2", "2.50", "100", "1e1"])
def test_points_that_can_be_meant_are_taken(told: str) -> None:
    assert points_problem(Decimal(told)) is None
