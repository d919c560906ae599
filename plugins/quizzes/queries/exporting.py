"""What leaves the bank in a file: questions in their current wording."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.db import db
from plugins.quizzes.models import Question, QuestionVersion
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.terms import QuestionState


def items_to_export(
    *, topic: str = "", tag: str = "", questions: Sequence[int] | None = None
) -> list[Item]:
    """The usable questions of a topic (and of those below it) and with a tag, the oldest first, in one statement.

    `questions` are the ids of the only ones that are meant.
    """
    wanted = (
        select(QuestionVersion.content, Question.tags)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            QuestionVersion.number == Question.current,
            Question.state == QuestionState.ACTIVE.value,
        )
        .order_by(Question.id)
    )
    if topic:
        below = Question.topic.startswith(f"{topic}/", autoescape=True)
        wanted = wanted.where((Question.topic == topic) | below)
    if questions is not None:
        wanted = wanted.where(Question.id.in_(questions))
    rows = db.session.execute(wanted)
    return [item_of(content) for content, tags in rows if not tag or tag in tags]
