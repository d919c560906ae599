"""What leaves the bank in a file: questions in their current wording, and the pictures they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core import files
from core.db import db
from plugins.quizzes.models import Question, QuestionPicture, QuestionVersion
from plugins.quizzes.queries.duplicates import in_parts
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


def pictures_of(items: Iterable[Item]) -> dict[str, bytes]:
    """The bytes of the pictures that these questions show, by name."""
    names = sorted({shown.name for item in items for shown in item.pictures})
    found: dict[str, bytes] = {}
    for some in in_parts(names):
        wanted = (
            select(QuestionPicture.name, files.StoredFile)
            .join(files.StoredFile, files.StoredFile.id == QuestionPicture.file_id)
            .where(QuestionPicture.name.in_(some))
        )
        found.update((name, files.read(file)) for name, file in db.session.execute(wanted))
    return found
