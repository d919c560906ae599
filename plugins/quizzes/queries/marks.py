"""Marks in force, how they came about, and the keys that count now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from core.db import db
from plugins.quizzes.models import Appeal, Attempt, Mark, Marking, Regrade
from plugins.quizzes.queries.versions import items_of
from plugins.quizzes.rules.items import Item


def mark_rows(attempts: Collection[int]) -> dict[int, dict[int, list[Mark]]]:
    """For each attempt and question every mark it was given, the first one first; one statement."""
    found: dict[int, dict[int, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    rows = select(Mark).where(Mark.attempt_id.in_(attempts)).order_by(Mark.id)
    for one in db.session.scalars(rows):
        found[one.attempt_id][one.number].append(one)
    return found


def marks_of(attempts: Collection[int]) -> dict[int, dict[int, Mark]]:
    """For each attempt its marks in force by question number; one statement."""
    return {
        attempt_id: {number: rows[-1] for number, rows in by_number.items()}
        for attempt_id, by_number in mark_rows(attempts).items()
    }


def markings_of(
    attempts: Collection[int], *, every: bool = False
) -> dict[tuple[int, int], list[Marking]]:
    """What markers gave, by attempt and question, the first one first; one statement.

    Without `every` only what was given since the paper ended: one that was opened again is marked again.
    """
    found: dict[tuple[int, int], list[Marking]] = defaultdict(list)
    rows = select(Marking).where(Marking.attempt_id.in_(attempts)).order_by(Marking.id)
    if not every:
        rows = rows.join(Attempt, Attempt.id == Marking.attempt_id).where(
            Marking.given_at >= Attempt.ended_at
        )
    for one in db.session.scalars(rows):
        found[(one.attempt_id, one.number)].append(one)
    return found


def regrades_of(sitting_id: int) -> list[Regrade]:
    """Every key that was mended in a sitting, the first one first."""
    rows = select(Regrade).where(Regrade.sitting_id == sitting_id).order_by(Regrade.id)
    return list(db.session.scalars(rows))


def keys_in_force(regrades: Collection[Regrade]) -> dict[int, tuple[Regrade, Item | None]]:
    """For each issued version whose key was mended the act and the item that counts now, None where it is struck."""
    last = {one.version_id: one for one in regrades}
    meant = {one.to_id for one in last.values() if one.to_id is not None}
    items = items_of(meant) if meant else {}
    return {
        version: (one, None if one.to_id is None else items[one.to_id])
        for version, one in last.items()
    }


def appeals_of(attempt_id: int) -> dict[int, Appeal]:
    """A trainee's appeals against the marks of an attempt, by question number."""
    rows = select(Appeal).where(Appeal.attempt_id == attempt_id)
    return {one.number: one for one in db.session.scalars(rows)}
