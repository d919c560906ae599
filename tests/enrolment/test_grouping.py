"""Groups of one size, mixed by unit and sex, the same every time."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.enrolment.grouping import Member, balanced_groups

members = st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from((1, 2)))).map(
    lambda rows: [Member(key, unit, gender) for key, (unit, gender) in enumerate(rows)]
)


@given(members, st.integers(1, 9))
def test_groups_are_even_in_size_and_sex(everyone, number):
    groups = balanced_groups(everyone, number)
    assert sorted(member.key for group in groups for member in group) == [
        one.key for one in everyone
    ]
    for counted in (
        [len(group) for group in groups],
        *[[sum(one.gender == sex for one in group) for group in groups] for sex in (1, 2)],
    ):
        assert max(counted) - min(counted) <= 1


@given(members, st.integers(1, 9))
def test_division_is_the_same_every_time(everyone, number):
    assert balanced_groups(everyone, number) == balanced_groups(list(everyone), number)


def test_unit_is_spread_over_the_groups():
    everyone = [Member(number, f"单位{number // 5}", 1 + number % 2) for number in range(120)]
    for group in balanced_groups(everyone, 8):
        assert len(group) == 15
        assert max(Counter(one.unit for one in group).values()) <= 2
