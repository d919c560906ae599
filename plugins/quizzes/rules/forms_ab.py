"""A 卷 and B 卷: the same questions twice, in the author's order and in another; and how they are set on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Layout, lay_out
from plugins.quizzes.rules.sheets import Fixed, Sheet
from plugins.quizzes.terms import Kind

FORMS = ("A", "B")
BRACKET = re.compile(r"[（(]\s*[）)]\s*[。.．]?\s*$")
LEAST_ESSAY, MOST_ESSAY, A_POINT = 32, 120, 6
"""Room for an essay in millimetres, by its points."""


def laid_form(sheet: Sheet, items: Mapping[int, Item], form: str, seed: int) -> Layout:
    """The questions of a form, of A as they were set, of B mixed; the same seed gives the same, both ask the same."""
    plain = replace(sheet, shuffle_questions=False, shuffle_options=False)
    first = lay_out(plain, items, seed)
    if form == "A":
        return first
    mixed = replace(_as_drawn(sheet, first), shuffle_questions=True, shuffle_options=True)
    # A mixture may by chance be the order that it mixes; a few seeds on, it is not.
    for turn in range(1, 10):
        second = lay_out(mixed, items, seed * 10 + turn)
        if [one.version for one in second] != [one.version for one in first]:
            break
    return second


def _as_drawn(sheet: Sheet, layout: Layout) -> Sheet:
    """The sheet with what one draw chose."""
    sections = []
    for number, section in enumerate(sheet.sections):
        fixed = tuple(Fixed(one.version, one.points) for one in layout if one.section == number)
        sections.append(replace(section, fixed=fixed, drawn=None))
    return replace(sheet, sections=tuple(sections))


def columns_for(texts: Sequence[str], *, pictures: bool = False) -> int:
    """How many options stand beside each other on paper: 4, 2 or 1."""
    longest = max((len(one) for one in texts), default=0)
    if pictures:
        return 2 if longest <= 16 else 1
    return 4 if longest <= 7 and len(texts) <= 4 else 2 if longest <= 19 else 1


def ends_in_bracket(stem: str) -> bool:
    """Whether a stem brings the bracket for its answer itself."""
    return BRACKET.search(stem) is not None


def essay_room(points: Decimal) -> int:
    """How many millimetres an essay is given."""
    return max(LEAST_ESSAY, min(MOST_ESSAY, int(points * A_POINT)))


def is_short(item: Item) -> bool:
    """Whether a key is a few letters or a sign, so that many stand in one line."""
    return item.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.JUDGE)
