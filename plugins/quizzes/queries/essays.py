"""Essays that people mark, blind: by question across papers, without whose they are."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from plugins.quizzes.models import Attempt, Marking, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.marks import keys_in_force, markings_of, regrades_of
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.answers import says
from plugins.quizzes.rules.essay_queue import Essay, Progress, Terms, progress
from plugins.quizzes.rules.essays import Judgement
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.terms import Kind


@dataclass(frozen=True)
class Pile:
    """The answers to one question of a sitting, and how far they are for whoever asks."""

    sitting: Sitting
    version: int
    item: Item
    essays: tuple[Essay, ...]
    progress: Progress


def essay_versions(sitting: Sitting) -> dict[int, Item]:
    """The questions of a published sitting that people mark, without those that were struck."""
    if sitting.issued_id is None:
        return {}
    items = issued_paper(sitting.issued_id).items
    found = {key: one for key, one in items.items() if one.kind is Kind.ESSAY}
    struck = keys_in_force(regrades_of(sitting.id)) if found else {}
    return {key: one for key, one in found.items() if struck.get(key, (None, one))[1] is not None}


def piles_of(sittings: Sequence[Sitting], marker: str) -> list[Pile]:
    """What there is to mark in these sittings, by question; three statements for the answers of all."""
    asked = {one.id: essay_versions(one) for one in sittings}
    asked = {key: versions for key, versions in asked.items() if versions}
    rows = select(Attempt.id, Attempt.sitting_id, Attempt.layout).where(
        Attempt.sitting_id.in_(asked), Attempt.ended_how != ""
    )
    attempts = db.session.execute(rows.order_by(Attempt.id)).all() if asked else []
    ids = [one.id for one in attempts]
    answers, markings = (answers_of(ids), markings_of(ids)) if ids else ({}, {})
    found: dict[tuple[int, int], list[Essay]] = {
        (key, version): [] for key, versions in asked.items() for version in versions
    }
    for row in attempts:
        for number, laid in enumerate(layout_of(row.layout), 1):
            said = answers.get(row.id, {}).get(number)
            pile = found.get((row.sitting_id, laid.version))
            if pile is None or not says(said):
                continue
            given = tuple(map(_judgement, markings.get((row.id, number), ())))
            token = token_of(row.id, number)
            pile.append(Essay(token, row.id, number, laid.version, laid.points, str(said), given))
    by_id = {one.id: one for one in sittings}
    return [
        Pile(
            by_id[key],
            version,
            asked[key][version],
            tuple(essays),
            progress(essays, terms_of(by_id[key]), marker),
        )
        for (key, version), essays in found.items()
    ]


def pile_of(sitting: Sitting, version: int, marker: str) -> Pile:
    """The answers to one question; NotFound where people do not mark it."""
    for one in piles_of([sitting], marker):
        if one.version == version:
            return one
    raise NotFound


def terms_of(sitting: Sitting) -> Terms:
    """How the essays of a sitting are settled."""
    return Terms(sitting.markers, sitting.difference_limit)


def _judgement(row: Marking) -> Judgement:
    return Judgement(row.marker, row.points, row.settles, row.comment)


def token_of(attempt_id: int, number: int) -> str:
    """What names an essay on a marker's page without saying whose it is."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    told = f"quizzes.essay:{attempt_id}:{number}".encode()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:24]


def marking_by(attempt_id: int, number: int, marker: str) -> Marking | None:
    """What this marker gave this essay."""
    rows = select(Marking).where(
        Marking.attempt_id == attempt_id, Marking.number == number, Marking.marker == marker
    )
    return db.session.scalars(rows).first()


def own_markings(sitting_id: int, marker: str) -> dict[tuple[int, int], Marking]:
    """Everything this marker gave in a sitting, the last one first."""
    rows = (
        select(Marking)
        .join(Attempt, Attempt.id == Marking.attempt_id)
        .where(Attempt.sitting_id == sitting_id, Marking.marker == marker)
        .order_by(Marking.id.desc())
    )
    return {(one.attempt_id, one.number): one for one in db.session.scalars(rows)}
