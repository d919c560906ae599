"""Dividing a class into groups of one size, with units and sexes spread evenly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Member:
    """A trainee as the division sees one."""

    key: Any
    unit: str
    gender: int


def balanced_groups(members: Iterable[Member], groups: int) -> list[list[Member]]:
    """Divides members into so many groups, the same way every time.

    Sizes differ by at most one, and so does the number of each sex; as far as that allows, members of
    one unit go to different groups. Within sex and unit the given order decides.
    """
    everyone = list(members)
    unit_sizes = Counter(member.unit for member in everyone)
    everyone.sort(key=lambda member: (member.gender, -unit_sizes[member.unit], member.unit))
    divided: list[list[Member]] = [[] for _number in range(groups)]
    for member in everyone:
        smallest = min(map(len, divided))
        open_groups = [number for number in range(groups) if len(divided[number]) == smallest]
        divided[
            min(open_groups, key=lambda number: _burden(member, divided[number], number))
        ].append(member)
    return divided


def _burden(member: Member, group: list[Member], number: int) -> tuple[int, int, int]:
    same_sex = sum(other.gender == member.gender for other in group)
    same_unit = sum(other.unit == member.unit for other in group)
    return same_sex, same_unit, number
