"""Imports that wait to be looked at."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer

from core.db import db
from core.errors import NotFound
from core.i18n import gettext as _
from plugins.quizzes.models import QuestionImport

SHOWN = 20


def import_by_id(import_id: int, class_id: int) -> QuestionImport:
    """An import of this class; NotFound for any other."""
    found = db.session.get(QuestionImport, import_id)
    if found is None or found.class_id != class_id:
        raise NotFound(_("没有这一批题目，请重新粘贴或上传。"))
    return found


def waiting_imports(class_id: int) -> Sequence[QuestionImport]:
    """Imports of a class that were read and not taken yet, the latest first."""
    wanted = (
        select(QuestionImport)
        .options(
            defer(QuestionImport.found),
            defer(QuestionImport.refused),
            defer(QuestionImport.skipped),
        )
        .where(QuestionImport.class_id == class_id, QuestionImport.taken_at.is_(None))
        .order_by(QuestionImport.read_at.desc(), QuestionImport.id.desc())
        .limit(SHOWN)
    )
    return db.session.execute(wanted).scalars().all()
