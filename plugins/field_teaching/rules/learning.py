"""What may be written, promised and rated at a stop, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.field_teaching.terms import Aspect

LONGEST_REFLECTION = 2000
LONGEST_MATERIAL = 20_000
SCORES = range(1, 6)
FEWEST_SHOWN = 3
"""Fewer ratings are not shown: whoever knows who was first would know what they gave."""


def reflection_problems(body: str, held_on: date, today: date) -> list[Problem]:
    """Why a 心得 cannot be kept, each in words."""
    problems = []
    if today < held_on:
        problems.append(Problem("too_early", _("现场教学当天起才能写心得。")))
    if not body:
        problems.append(Problem("body_missing", _("请写下您的心得。"), "body"))
    if len(body) > LONGEST_REFLECTION:
        words = _(
            "心得最多 %(most)d 个字，现在是 %(count)d 个字。",
            most=LONGEST_REFLECTION,
            count=len(body),
        )
        problems.append(Problem("body_long", words, "body"))
    return problems


def tribute_problem(activity: str, held_on: date, today: date) -> Problem | None:
    """Why nobody can take part in the activity of a stop today, or None."""
    if not activity:
        return Problem("no_activity", _("这一站没有安排现场活动。"))
    if today != held_on:
        return Problem("not_today", _("只能在现场教学当天参加。"))
    return None


def score_problems(scores: Mapping[str, object]) -> list[Problem]:
    """Why an answer is no rating, each beside its aspect: every aspect from 1 to 5."""
    return [
        Problem("score_missing", _("请从 1 到 5 选一项。"), aspect.value)
        for aspect in Aspect
        if not isinstance(scores.get(aspect.value), int) or scores[aspect.value] not in SCORES
    ]
