"""Pictures of questions, for paper."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from core import files
from core.db import db
from core.errors import NotFound
from core.files import StoredFile
from plugins.quizzes.models import QuestionPicture


def pictures_named(names: Collection[str]) -> dict[str, bytes]:
    """The pictures of these names, in one statement; one that is lost is left out."""
    if not names:
        return {}
    rows = (
        select(QuestionPicture.name, StoredFile)
        .join(StoredFile, StoredFile.id == QuestionPicture.file_id)
        .where(QuestionPicture.name.in_(names))
    )
    found = {}
    for name, file in db.session.execute(rows):
        try:
            found[name] = files.read(file)
        except NotFound:
            continue
    return found
