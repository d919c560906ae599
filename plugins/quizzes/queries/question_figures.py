"""How a question did in the tests of a class."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from core.db import db
from plugins.quizzes.models import PaperQuestion, PaperSection, Sitting
from plugins.quizzes.queries.items import ItemRow, item_rows

MOST = 3


@dataclass(frozen=True)
class Asked:
    """A sitting that asked a question, and what came of it there."""

    sitting: Sitting
    row: ItemRow


def asked_in(class_id: int, versions: Collection[int]) -> list[Asked]:
    """The latest sittings of a class that asked one of these versions, with its figures."""
    papers = (
        select(PaperSection.paper_id)
        .join(PaperQuestion, PaperQuestion.section_id == PaperSection.id)
        .where(PaperQuestion.version_id.in_(versions))
    )
    rows = (
        select(Sitting)
        .where(
            Sitting.class_id == class_id,
            Sitting.issued_id.is_not(None),
            Sitting.paper_id.in_(papers),
        )
        .order_by(Sitting.opens_at.desc())
        .limit(MOST)
    )
    return [
        Asked(sitting, row)
        for sitting in db.session.execute(rows).scalars().all()
        for row in item_rows(sitting)
        if row.version in versions
    ]
