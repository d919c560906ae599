"""Files that wait between the steps of an import."""

from __future__ import annotations

from sqlalchemy import select

from core.db import db
from core.enrolment.queries.one import there
from core.files import StoredFile

IMPORT_TYPE = "application/x-jixun-roster"
"""Marks a list that was uploaded here, so that no other stored file is opened as one."""


def import_file(class_id: int, file_id: int) -> StoredFile:
    """A list that was uploaded to this very class; NotFound for anything else."""
    row = select(StoredFile).where(
        StoredFile.id == file_id,
        StoredFile.class_id == class_id,
        StoredFile.media_type == IMPORT_TYPE,
    )
    return there(db.session.execute(row).scalar_one_or_none())
