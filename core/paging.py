"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.db import db


@dataclass(frozen=True)
class Page:
    """One page of a list, and how long the whole is."""

    rows: Sequence[Any]
    page: int
    pages: int
    total: int


def nearest_page(total: int, page: int, per_page: int) -> tuple[int, int]:
    """The page that can be shown for the one that was asked for, and how many there are."""
    pages = max(1, -(-total // per_page))
    return min(max(1, page), pages), pages


def page_of(model: Any, ids: Sequence[int], page: int, per_page: int) -> Page:
    """The rows of one page of a list that is known by its ids in order; one statement."""
    page, pages = nearest_page(len(ids), page, per_page)
    shown = ids[(page - 1) * per_page : page * per_page]
    rows = db.session.execute(select(model).where(model.id.in_(shown))).scalars()
    by_id = {row.id: row for row in rows}
    return Page([by_id[one] for one in shown if one in by_id], page, pages, len(ids))
