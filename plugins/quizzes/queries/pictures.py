"""Pictures that stand in questions."""

from __future__ import annotations

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from core.files import StoredFile
from plugins.quizzes.models import QuestionPicture
from plugins.quizzes.queries.attempts import OwnPaper


def picture_of(paper: OwnPaper, name: str) -> tuple[StoredFile, str]:
    """A picture that this very paper shows, and its media type; NotFound for any other."""
    named = {one.name for laid in paper.layout for one in paper.items[laid.version].pictures}
    row = (
        db.session.execute(
            select(StoredFile, QuestionPicture.media_type)
            .join(QuestionPicture, QuestionPicture.file_id == StoredFile.id)
            .where(QuestionPicture.name == name)
        ).first()
        if name in named
        else None
    )
    if row is None:
        raise NotFound
    return row[0], row[1]
