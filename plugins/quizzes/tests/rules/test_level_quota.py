"""How many questions of each level a draw gives every trainee."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.sheets import Candidate, Drawn, level_quota
from plugins.quizzes.terms import Level

levels = st.sampled_from(list(Level))
candidates = st.lists(st.tuples(levels, st.sampled_from([None, 1, 2, 3])), max_size=30)


def drawn(count: int, *pairs: tuple[Level, int | None]) -> Drawn:
    made = tuple(Candidate(n, level, group) for n, (level, group) in enumerate(pairs, 1))
    return Drawn(count, Decimal(2), made)


def test_quota_keeps_the_proportion_of_the_candidates() -> None:
    pairs = [(Level.EASY, None)] * 10 + [(Level.MIDDLE, None)] * 6 + [(Level.HARD, None)] * 4
    assert level_quota(drawn(10, *pairs)) == {Level.EASY: 5, Level.MIDDLE: 3, Level.HARD: 2}
    assert level_quota(drawn(3, *pairs)) == {Level.EASY: 1, Level.MIDDLE: 1, Level.HARD: 1}
    assert level_quota(drawn(20, *pairs)) == {Level.EASY: 10, Level.MIDDLE: 6, Level.HARD: 4}


def test_quota_leaves_room_for_the_group_that_wrote_most_of_a_level() -> None:
    pairs = [(Level.EASY, 1)] * 4 + [(Level.EASY, 2)] * 2 + [(Level.HARD, None)] * 6
    assert level_quota(drawn(6, *pairs)) == {Level.EASY: 2, Level.HARD: 4}
    assert level_quota(drawn(9, *pairs)) == {Level.EASY: 2, Level.HARD: 6}


@settings(max_examples=60, deadline=None)
@given(candidates, st.integers(min_value=0, max_value=30))
def test_quota_can_be_met_for_every_group(
    pairs: list[tuple[Level, int | None]], count: int
) -> None:
    quota = level_quota(drawn(count, *pairs))
    left = [
        Counter(level for level, group in pairs if group is None or group != own)
        for own in (None, 1, 2, 3)
    ]
    assert all(wanted <= one[level] for one in left for level, wanted in quota.items())
    most = sum(min(one[level] for one in left) for level in Level)
    assert sum(quota.values()) == min(count, most)
