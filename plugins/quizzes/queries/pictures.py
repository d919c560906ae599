"""Pictures that stand in questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from core import files
from core.db import db
from core.errors import NotFound
from core.files import StoredFile
from plugins.quizzes.models import QuestionPicture
from plugins.quizzes.queries.attempts import OwnPaper
from plugins.quizzes.queries.duplicates import in_parts
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


def pictures_of(items: Iterable[Item]) -> dict[str, bytes]:
    """The bytes of the pictures that these questions show, by name; one that is lost is left out."""
    names = sorted({one.name for item in items for one in item.pictures})
    found = {}
    for some in in_parts(names):
        for name, file in db.session.execute(_files(some)):
            try:
                found[name] = files.read(file)
            except NotFound:
                continue
    return found


def _files(names: Collection[str]) -> Select[str, StoredFile]:
    return (
        select(QuestionPicture.name, StoredFile)
        .join(StoredFile, StoredFile.id == QuestionPicture.file_id)
        .where(QuestionPicture.name.in_(names))
    )
