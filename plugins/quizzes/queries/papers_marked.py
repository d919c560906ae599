"""One paper with everything that explains its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from plugins.quizzes.models import Appeal, Attempt, Mark, Marking, Regrade, SavedAnswer, Sitting
from plugins.quizzes.queries.marks import (
    appeals_of,
    keys_in_force,
    mark_rows,
    markings_of,
    regrades_of,
)
from plugins.quizzes.queries.versions import issued_paper, items_of
from plugins.quizzes.rules.answers import Given, Word, in_force
from plugins.quizzes.rules.essays import Judgement, Needs, needs
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid, Layout, layout_of
from plugins.quizzes.rules.sheets import Sheet
from plugins.quizzes.rules.shown import Shown, key_words, said_words, shown
from plugins.quizzes.terms import Kind


@dataclass(frozen=True)
class Said:
    """An answer as it was saved, in the letters shown."""

    row: SavedAnswer
    shown: str
    in_force: bool


@dataclass(frozen=True)
class Question:
    """A question of a paper as the trainee saw it, its key now, every mark and every saved answer.

    `mended`: the act by which another key counts; `struck` that none does. `waits`: people must mark it.
    """

    number: int
    laid: Laid
    item: Item
    seen: Shown
    given: str
    key: str
    mended: Regrade | None
    struck: bool
    marks: tuple[Mark, ...]
    markings: tuple[Marking, ...]
    said: tuple[Said, ...]
    appeal: Appeal | None
    waits: bool

    @property
    def mark(self) -> Mark | None:
        """The mark in force."""
        return None if self.waits or not self.marks else self.marks[-1]


@dataclass(frozen=True)
class Explained:
    """A whole paper, question by question in the order shown."""

    attempt: Attempt
    sitting: Sitting
    sheet: Sheet
    questions: tuple[Question, ...]
    devices: tuple[str, ...]
    points: Decimal


def attempt_by_id(attempt_id: int, class_id: int) -> Attempt:
    """An attempt of this class; NotFound for any other."""
    found = db.session.get(Attempt, attempt_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def explained(attempt: Attempt, sitting: Sitting) -> Explained:
    """Everything about one paper; the same few statements whatever its length."""
    paper = issued_paper(sitting.issued_id or 0)
    layout = layout_of(attempt.layout)
    missing = {one.version for one in layout} - set(paper.items)
    items = paper.items | (items_of(missing) if missing else {})
    mended = keys_in_force(regrades_of(sitting.id))
    marks, markings = mark_rows([attempt.id])[attempt.id], markings_of([attempt.id], every=True)
    saved, appeals = _saved(attempt.id), appeals_of(attempt.id)
    questions = []
    for number, laid in enumerate(layout, 1):
        item = items[laid.version]
        regrade, key = mended.get(laid.version, (None, item))
        own = [one for one in saved if one.number == number]
        given = in_force([_word(one) for one in own]).get(number)
        people = tuple(markings.get((attempt.id, number), ()))
        found = Question(
            number,
            laid,
            item,
            shown(number, laid, item),
            said_words(laid, item, given),
            key_words(laid, key or item),
            regrade,
            key is None,
            tuple(marks.get(number, ())),
            people,
            _said(own, item, laid),
            appeals.get(number),
            key is not None and _waits(item, given, people, (attempt, sitting)),
        )
        questions.append(found)
    return Explained(attempt, sitting, paper.sheet, tuple(questions), _devices(saved), _sum(layout))


def _devices(saved: Sequence[SavedAnswer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.device for one in saved if one.device))


def _sum(layout: Layout) -> Decimal:
    return sum((one.points for one in layout), Decimal(0))


def _saved(attempt_id: int) -> list[SavedAnswer]:
    rows = select(SavedAnswer).where(SavedAnswer.attempt_id == attempt_id)
    ordered = rows.order_by(SavedAnswer.said_at, SavedAnswer.act)
    return list(db.session.scalars(ordered))


def _word(row: SavedAnswer) -> Word:
    return Word(row.number, row.given, row.said_at, row.act)


def _said(rows: Sequence[SavedAnswer], item: Item, laid: Laid) -> tuple[Said, ...]:
    last = rows[-1].id if rows else None
    return tuple(Said(one, said_words(laid, item, one.given), one.id == last) for one in rows)


def _waits(
    item: Item, given: Given, people: Sequence[Marking], paper: tuple[Attempt, Sitting]
) -> bool:
    attempt, sitting = paper
    if item.kind is not Kind.ESSAY or given is None or attempt.ended_at is None:
        return False
    told = [
        Judgement(one.marker, one.points, one.settles)
        for one in people
        if one.given_at >= attempt.ended_at
    ]
    return needs(told, sitting.markers, sitting.difference_limit) is not Needs.NOBODY
