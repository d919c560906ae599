"""Pictures that stand in questions."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from core.files import StoredFile
from plugins.quizzes.models import QuestionPicture
from plugins.quizzes.queries.attempts import OwnPaper
from plugins.quizzes.rules.items import Item


def picture_of(paper: OwnPaper, name: str) -> tuple[StoredFile, str]:
    """A picture that this very paper shows, and its media type; NotFound for any other."""
    return picture_on([paper.items[laid.version] for laid in paper.layout], name)


def picture_on(items: Iterable[Item], name: str) -> tuple[StoredFile, str]:
    """A picture that one of these questions shows, and its media type; NotFound for any other."""
    if name not in {one.name for item in items for one in item.pictures}:
        raise NotFound
    wanted = (
        select(StoredFile, QuestionPicture.media_type)
        .join(QuestionPicture, QuestionPicture.file_id == StoredFile.id)
        .where(QuestionPicture.name == name)
    )
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound
    return row[0], row[1]
