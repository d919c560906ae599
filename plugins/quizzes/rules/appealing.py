"""When a trainee may ask to look at a mark again, and what a decision must have."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.essays import points_problem

WITHIN = timedelta(days=3)
LONGEST = 400


def appeal_problem(
    words: str, *, marked: bool, again: bool, since: datetime, at: datetime
) -> Problem | None:
    """Why a mark cannot be appealed against; `since` is when the sitting was over and the mark was there."""
    if again:
        return Problem("appealed", _("这道题已经申请过复核，请等待答复。"))
    if not marked:
        return Problem("unmarked", _("这道题还没有判分，不用申请复核。"))
    if at > since + WITHIN:
        return Problem(
            "too_late", _("复核要在测验结束、得分公布后 %(n)d 天内申请。", n=WITHIN.days)
        )
    if not words:
        return Problem("no_words", _("请写明申请复核的理由。"), "words")
    if len(words) > LONGEST:
        return Problem("words_long", _("理由最多 %(most)d 个字。", most=LONGEST), "words")
    return None


def decision_problem(
    points: Decimal | None,
    whole: Decimal,
    answer: str,
    *,
    decided: bool,
    held: Decimal | None,
) -> Problem | None:
    """Why a decision cannot stand; `points` None keeps the mark, `held` is what is in force."""
    if decided:
        return Problem("decided", _("这份申请刚才已有人答复，请看一下现在的内容。"))
    if not answer:
        return Problem("no_answer", _("请写明理由，学员看得到。"), "answer")
    if len(answer) > LONGEST:
        return Problem("answer_long", _("理由最多 %(most)d 个字。", most=LONGEST), "answer")
    if points is None:
        return None
    if points == held:
        return Problem("same_points", _("分数没有变化；不改分请选“维持原判”。"), "points")
    return points_problem(points, whole, step=None)
