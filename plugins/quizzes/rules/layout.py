"""What one trainee's paper looks like: which questions in which order, and how their options stand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


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
