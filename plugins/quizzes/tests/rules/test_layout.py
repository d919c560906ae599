"""Papers as they lie before each trainee: as hard for all, what a group wrote not before itself."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.rules.layout import lay_out, layout_json, layout_of
from plugins.quizzes.rules.sheets import Candidate, Drawn, Fixed, Section, Sheet, level_quota
from plugins.quizzes.terms import Kind, Level, MultipleRule

TWO = Decimal(2)
ITEMS = {
    1: Item(Kind.SINGLE, "单选", ("一", "二", "三", "四"), "C"),
    2: Item(Kind.MULTIPLE, "多选", ("一", "二", "三"), "AB"),
    3: Item(Kind.JUDGE, "判断", answer=True),
    4: Item(Kind.BLANK, "填____", answer=(Blank(("1",)),)),
    5: Item(Kind.ORDER, "排序", ("一", "二", "三", "四"), "DCBA"),
    6: Item(Kind.MATCH, "匹配", ("甲", "乙"), "BA", targets=("一", "二", "三")),
    7: Item(Kind.SINGLE, "单选", ("一", "二", "以上都对"), "C"),
    8: Item(Kind.SINGLE, "单选", ("一", "二", "三", "A和B都对"), "D"),
}
SEEDS = some.integers(0, 2**128 - 1)
LEVELS = some.sampled_from(list(Level))
CANDIDATES = some.lists(
    some.tuples(LEVELS, some.sampled_from([None, None, 1, 2])), min_size=1, max_size=30
)


def sheet(*sections: Section, questions: bool = True, options: bool = True) -> Sheet:
    return Sheet("卷", "", sections, MultipleRule.ALL_OR_NOTHING, questions, options)


FIXED = sheet(Section("一", fixed=tuple(Fixed(one, TWO) for one in ITEMS)))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_layout_holds_every_question_once_and_every_option_once(seed: int) -> None:
    layout = lay_out(FIXED, ITEMS, seed)
    assert sorted(one.version for one in layout) == sorted(ITEMS)
    assert layout_of(layout_json(layout)) == layout == lay_out(FIXED, ITEMS, seed)
    for one in layout:
        item = ITEMS[one.version]
        chosen = item.kind not in (Kind.JUDGE, Kind.BLANK)
        assert "".join(sorted(one.options)) == ("ABCD"[: len(item.options)] if chosen else "")
        assert "".join(sorted(one.targets)) == "ABC"[: len(item.targets)]


def test_layout_of_a_paper_that_does_not_shuffle_mixes_only_what_would_tell_the_answer() -> None:
    plain = sheet(*FIXED.sections, questions=False, options=False)
    layouts = [lay_out(plain, ITEMS, seed) for seed in range(40)]
    seen = [{one[place].options for one in layouts} for place in range(len(ITEMS))]
    assert [len(one) > 1 for one in seen] == [False] * 4 + [True] + [False] * 3
    assert len({one[5].targets for one in layouts}) == 6
    assert {tuple(laid.version for laid in one) for one in layouts} == {tuple(ITEMS)}


def test_options_that_speak_of_the_others_stay_where_they_are() -> None:
    layouts = [{one.version: one for one in lay_out(FIXED, ITEMS, seed)} for seed in range(40)]
    assert {one[7].options for one in layouts} == {"ABC"}
    assert {one[8].options for one in layouts} == {"ABCD"}
    assert len({one[1].options for one in layouts}) > 1


@settings(max_examples=60, deadline=None)
@given(CANDIDATES, some.integers(1, 12), SEEDS, some.sampled_from([None, 1, 2]))
def test_drawn_papers_are_as_hard_for_everybody(
    told: list[tuple[Level, int | None]], count: int, seed: int, group: int | None
) -> None:
    candidates = tuple(Candidate(n, *one) for n, one in enumerate(told, 1))
    drawn = Drawn(count, TWO, candidates)
    items = {one.version: ITEMS[3] for one in candidates}
    layout = lay_out(sheet(Section("一", drawn=drawn)), items, seed, group)
    by_version = {one.version: one for one in candidates}
    asked = [by_version[one.version] for one in layout]
    assert len({one.version for one in asked}) == len(asked)
    assert Counter(one.level for one in asked) == Counter(level_quota(drawn))
    for one in asked:
        others = [
            other
            for other in candidates
            if other.level == one.level and other.group != group and other not in asked
        ]
        assert group is None or one.group != group or others == []


def test_question_of_one_section_is_not_drawn_again_in_the_next() -> None:
    pool = tuple(Candidate(n) for n in range(1, 7))
    drawn = Section("一", drawn=Drawn(3, TWO, pool))
    items = {one.version: ITEMS[3] for one in pool}
    layout = lay_out(sheet(drawn, drawn), items, 7)
    assert sorted(one.version for one in layout) == [1, 2, 3, 4, 5, 6]
