"""Wordings of questions by their numbers, and papers that were given out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from plugins.quizzes.models import IssuedPaper, QuestionVersion
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.rules.sheets import Sheet, sheet_of

KEPT = 64


@dataclass(frozen=True)
class Issued:
    """A paper that was given out, with every question that somebody may meet on it."""

    sheet: Sheet
    items: dict[int, Item]


def items_of(versions: Collection[int]) -> dict[int, Item]:
    """The items of these versions, in one statement."""
    wanted = select(QuestionVersion.id, QuestionVersion.content).where(
        QuestionVersion.id.in_(versions)
    )
    return {number: item_of(content) for number, content in db.session.execute(wanted)}


def issued_paper(issued_id: int) -> Issued:
    """A paper that was given out; it never changes, so a process reads it once."""
    kept: dict[int, Issued] = current_app.extensions.setdefault("quizzes.issued", {})
    found = kept.get(issued_id)
    if found is None:
        row = db.session.get(IssuedPaper, issued_id)
        if row is None:
            raise NotFound
        sheet = sheet_of(row.content)
        found = Issued(sheet, items_of(sheet.versions))
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[issued_id] = found
    return found
