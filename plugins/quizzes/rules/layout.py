"""What one trainee's paper looks like: which questions in which order, and how their options stand."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.sheets import Drawn, Fixed, Section, Sheet, level_quota
from plugins.quizzes.terms import LETTERS, Kind

SHUFFLED = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.MATCH})
"""Whose options stand as the author wrote them unless the paper shuffles."""
POINTING = re.compile(r"以上|上述|(?<![A-Za-z])[A-H]\s*(?:[和、与及,，]|项|都|均|皆)")
"""An option that speaks of the others, which therefore stay where they are."""


@dataclass(frozen=True)
class Laid:
    """A question of an attempt. `options` and `targets` are the author's letters in the order shown."""

    section: int
    version: int
    points: Decimal
    options: str = ""
    targets: str = ""


Layout = tuple[Laid, ...]
"""The questions of an attempt, in the order shown; question `number` is at `number - 1`."""


def layout_json(layout: Layout) -> list[dict[str, Any]]:
    """The layout for the database; `layout_of` reads it back."""
    return [
        {
            "section": one.section,
            "version": one.version,
            "points": str(one.points),
            "options": one.options,
            "targets": one.targets,
        }
        for one in layout
    ]


def layout_of(told: list[dict[str, Any]]) -> Layout:
    """The layout that `layout_json` wrote."""
    return tuple(
        Laid(
            one["section"],
            one["version"],
            Decimal(one["points"]),
            one["options"],
            one["targets"],
        )
        for one in told
    )


def lay_out(
    sheet: Sheet, items: Mapping[int, Item], seed: int, own_group: int | None = None
) -> Layout:
    """One trainee's paper: which questions, in which order, with their options as they are shown.

    The same seed gives the same paper. What `own_group` wrote is asked only where nothing else is left.
    """
    chance, used = random.Random(seed), set[int]()  # noqa: S311  (the seed is made by secrets)
    laid: list[Laid] = []
    for number, section in enumerate(sheet.sections):
        chosen = _chosen(section, used, own_group, chance)
        used.update(one.version for one in chosen)
        if sheet.shuffle_questions:
            chance.shuffle(chosen)
        for one in chosen:
            options, targets = _letters(items[one.version], sheet.shuffle_options, chance)
            laid.append(Laid(number, one.version, one.points, options, targets))
    return tuple(laid)


def _chosen(
    section: Section, used: set[int], own_group: int | None, chance: random.Random
) -> list[Fixed]:
    fixed = list(section.fixed)
    if section.drawn is not None:
        fixed += _drawn(section.drawn, used, own_group, chance)
    return fixed


def _drawn(
    drawn: Drawn, used: set[int], own_group: int | None, chance: random.Random
) -> list[Fixed]:
    """So many of each level as everybody gets; first what is neither used already nor one's own."""
    mixed = list(drawn.candidates)
    chance.shuffle(mixed)
    mixed.sort(
        key=lambda one: (one.version in used, own_group is not None and one.group == own_group)
    )
    chosen: set[int] = set()
    for level, count in level_quota(drawn).items():
        chosen.update([one.version for one in mixed if one.level == level][:count])
    return [Fixed(one.version, drawn.points) for one in drawn.candidates if one.version in chosen]


def _letters(item: Item, shuffles: bool, chance: random.Random) -> tuple[str, str]:
    """The author's letters of options and targets, in the order in which they are shown."""
    options = list(LETTERS[: len(item.options)]) if item.kind in SHUFFLED | {Kind.ORDER} else []
    fast = any(POINTING.search(text) for text in item.options)
    if item.kind is Kind.ORDER or (shuffles and not fast):
        chance.shuffle(options)
    targets = list(LETTERS[: len(item.targets)]) if item.kind is Kind.MATCH else []
    chance.shuffle(targets)
    return "".join(options), "".join(targets)
