"""How many questions everybody can be asked, though nobody is asked their own group's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.exchanging import Accepted, counts_by_kind, mark_of, topic_of
from plugins.quizzes.terms import Kind

accepted = st.builds(
    Accepted, st.sampled_from([Kind.SINGLE, Kind.JUDGE]), st.sampled_from([1, 2, 3, None])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(accepted, max_size=12), st.sets(st.sampled_from([1, 2, 3]), min_size=1))
def test_each_group_finds_as_many_questions_of_others_as_the_paper_asks(
    known: list[Accepted], groups: set[int]
) -> None:
    counts = counts_by_kind(known, groups)
    lefts = {
        (kind, group): len([one for one in known if one.kind is kind and one.group != group])
        for kind in (Kind.SINGLE, Kind.JUDGE)
        for group in groups
    }
    for kind in (Kind.SINGLE, Kind.JUDGE):
        assert counts.get(kind, 0) == min(lefts[kind, group] for group in groups)


def test_one_group_alone_can_ask_nobody() -> None:
    assert counts_by_kind([Accepted(Kind.SINGLE, 1)], [1, 2]) == {}
    both = [Accepted(Kind.SINGLE, 1), Accepted(Kind.SINGLE, 2)]
    assert counts_by_kind(both, [1, 2]) == {Kind.SINGLE: 1}


def test_topic_fits_its_column_and_a_mark_changes_with_the_wording() -> None:
    assert len(topic_of(7, "轮" * 120)) == 80
    assert topic_of(7, "党史") != topic_of(8, "党史")
    assert mark_of({"stem": "甲", "kind": "judge"}) == mark_of({"kind": "judge", "stem": "甲"})
    assert mark_of({"stem": "甲"}) != mark_of({"stem": "乙"})
