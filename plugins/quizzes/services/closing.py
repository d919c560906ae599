"""What of 测验 keeps a class from being closed."""

from __future__ import annotations

from datetime import datetime

from core.errors import Problem
from core.i18n import gettext as _
from plugins.quizzes.queries.sittings import open_sittings


def still_open(class_id: int, at: datetime) -> list[Problem]:
    """A test that somebody may still write."""
    held = [one for one in open_sittings(class_id, at) if not one.practice]
    if not held:
        return []
    titles = "、".join(one.title for one in held[:3])
    words = _(
        "还有 %(count)d 场测验没有结束（%(titles)s），请先在“测验”里收卷或撤回。",
        count=len(held), titles=titles,
    )  # fmt: skip
    return [Problem("quizzes_open", words)]
