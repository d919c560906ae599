"""What is held about a person in 测验, for whoever asks for their own data."""

from __future__ import annotations

from typing import Any

from core.contributions import HeldData
from core.i18n import gettext as _
from plugins.quizzes.queries.attempts import attempts_of_person


def held_of(person_id: int) -> list[HeldData]:
    """Each test that was taken: when, how many answers, points where all is marked, how often the page was left."""
    rows: list[tuple[Any, str]] = [
        (
            sitting.title,
            _(
                "%(when)s 开始，保存答案 %(answers)d 条，得分 %(points)s，离开页面 %(away)d 次",
                when=f"{attempt.started_at:%Y-%m-%d %H:%M} UTC",
                answers=kept,
                points="—" if attempt.points is None else f"{attempt.points}",
                away=attempt.away,
            ),
        )
        for sitting, attempt, kept in attempts_of_person(person_id)
    ]
    return [HeldData(_("测验"), rows)] if rows else []
