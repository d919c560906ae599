"""评分要点 in one text: a line or ； for each point, | before its score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from plugins.quizzes.reading.packed import escape, plain, unpacked
from plugins.quizzes.reading.words import score_of
from plugins.quizzes.rules.items import Point

MARKS = "；;|\n"
"""What has a stroke in front where a point's own text has it."""


def points_of(text: str) -> tuple[Point, ...]:
    """The points to tick in an essay, each with its score, 0 where none is written."""
    points = []
    for part in unpacked(text, "；;\n"):
        pieces: Sequence[str] = unpacked(part, "|")
        score = score_of(pieces[-1]) if len(pieces) > 1 else None
        said = "|".join(pieces[:-1] if score is not None else pieces)
        if said.strip():
            points.append(Point(plain(said, MARKS).strip(), score or Decimal(0)))
    return tuple(points)


def points_text(points: Sequence[Point]) -> str:
    """The points as `points_of` reads them."""
    return "；".join(f"{escape(one.text, MARKS)}|{format(one.score, 'f')}" for one in points)
