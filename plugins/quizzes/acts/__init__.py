"""What trainees' phones may send later."""

from __future__ import annotations

from core.contributions import OutboxAct
from plugins.quizzes.acts.answers import answer_acts


def acts() -> list[OutboxAct]:
    """Every act of 测验 that a phone may make without a signal."""
    return answer_acts()
