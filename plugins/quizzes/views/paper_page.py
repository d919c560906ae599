"""What the page of a paper is drawn from."""

from __future__ import annotations

from typing import Any

from core.access.guard import may, this_class
from plugins.quizzes.models import Paper
from plugins.quizzes.queries.papers import Laidout, laid_out, sittings_using
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.terms import (
    DRAW_WORDS,
    KIND_WORDS,
    LEVEL_WORDS,
    MULTIPLE_RULE_WORDS,
    PHASE_WORDS,
    Draw,
    Kind,
    MultipleRule,
    Phase,
)


def paper_page(paper: Paper) -> dict[str, Any]:
    """All that the page of a paper, or its part that htmx fetches, shows."""
    found, laid = this_class(), laid_out(paper)
    return {
        "paper": paper,
        "laid": laid,
        "problems": laid.problems if laid.chapters else [],
        "newer": sum(one.newer is not None for part in laid.chapters for one in part.rows),
        "counts": _counts(laid),
        "draw": DRAW_WORDS[Draw(paper.draw)],
        "multiple_rule": MULTIPLE_RULE_WORDS[MultipleRule(paper.multiple_rule)],
        "marks_from": PHASE_WORDS[Phase(paper.marks_from)],
        "keys_from": PHASE_WORDS[Phase(paper.keys_from)],
        "kinds": _by_value(KIND_WORDS),
        "levels": _by_value(LEVEL_WORDS),
        "sittings": sittings_using(paper.id),
        "plain": plain,
        "may_edit": may("quizzes.plan", found.id) and not found.is_frozen,
    }


def _by_value(words: dict[Any, Any]) -> dict[str, Any]:
    return {one.value: text for one, text in words.items()}


def _counts(laid: Laidout) -> list[tuple[Any, int]]:
    """How many questions of each kind stand on it."""
    kinds = [row.item.kind for part in laid.chapters for row in part.rows]
    return [(KIND_WORDS[kind], kinds.count(kind)) for kind in Kind if kind in kinds]
