"""题库: a page of questions by what is asked for, and what there is to ask for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, String, Text, cast, func, or_, select

from core.db import db
from core.paging import nearest_page
from core.training.models import TrainingClass
from plugins.quizzes.models import Question, QuestionVersion
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.terms import QuestionState

PER_PAGE = 50
MOST = 5000
NONE = "-"
"""What is asked for where a topic or level is not said."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the bank; empty means any. Retired questions are shown only where asked for."""

    text: str = ""
    kind: str = ""
    topic: str = ""
    level: str = ""
    tag: str = ""
    state: str = ""
    source: int | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """What an address says of it."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value not in ("", None)}


@dataclass(frozen=True)
class Line:
    """A question of the list in its version in force."""

    question: Question
    item: Item
    version: QuestionVersion


@dataclass(frozen=True)
class Found:
    """A page of the bank."""

    rows: Sequence[Line]
    page: int
    pages: int
    total: int


def questions_page(wanted: Wanted, page: int) -> Found:
    """A page of questions, drafts first, then the latest; two statements however many there are."""
    conditions = _conditions(wanted)
    count = select(func.count()).select_from(_joined().where(*conditions).subquery())
    total = int(db.session.execute(count).scalar() or 0)
    page, pages = nearest_page(total, page, PER_PAGE)
    drafts = Question.state != QuestionState.DRAFT.value
    shown = (
        select(Question, QuestionVersion)
        .join(QuestionVersion, _in_force())
        .where(*conditions)
        .order_by(drafts, Question.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return Found(_lines(shown), page, pages, total)


def questions_wanted(wanted: Wanted, chosen: Collection[int] = ()) -> list[Line]:
    """The questions that were ticked, or all that are looked for, in one statement; for export."""
    conditions = [Question.id.in_(chosen)] if chosen else _conditions(wanted)
    rows = select(Question, QuestionVersion).join(QuestionVersion, _in_force())
    return _lines(rows.where(*conditions).order_by(Question.id).limit(MOST))


def _lines(rows: Any) -> list[Line]:
    return [
        Line(question, item_of(version.content), version)
        for question, version in db.session.execute(rows)
    ]


def _joined() -> Any:
    return select(Question.id).join(QuestionVersion, _in_force())


def _in_force() -> ColumnElement[bool]:
    found: ColumnElement[bool] = (QuestionVersion.question_id == Question.id) & (
        QuestionVersion.number == Question.current
    )
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [_holds(word) for word in wanted.text.split()[:8]]
    if wanted.kind:
        found.append(Question.kind == wanted.kind)
    if wanted.topic:
        found.append(Question.topic == ("" if wanted.topic == NONE else wanted.topic))
    if wanted.level:
        found.append(Question.level == ("" if wanted.level == NONE else wanted.level))
    if wanted.tag:
        found.append(cast(Question.tags, Text).contains(json.dumps(wanted.tag), autoescape=True))
    if wanted.source is not None:
        found.append(Question.class_id == wanted.source)
    state = wanted.state
    found.append(
        Question.state == state if state else Question.state != QuestionState.RETIRED.value
    )
    return found


def _holds(word: str) -> ColumnElement[bool]:
    """Whether the stem, an option or the explanation holds a word; JSON writes Chinese as escapes."""
    escaped = json.dumps(word)[1:-1]
    content = QuestionVersion.content
    return or_(
        *(
            content[part].as_string().icontains(word, autoescape=True)
            for part in ("stem", "explanation")
        ),
        *(
            cast(content[part].as_string(), String).icontains(text, autoescape=True)
            for part in ("options", "targets")
            for text in {word, escaped}
        ),
    )


@dataclass(frozen=True)
class Census:
    """How many questions there are of each sort, and what may be asked for."""

    states: Counter[str]
    kinds: Counter[str]
    topics: Counter[str]
    tags: Counter[str]
    sources: dict[int, str]

    @property
    def total(self) -> int:
        """How many questions the bank holds, retired ones with them."""
        return sum(self.states.values())


def census() -> Census:
    """What the bank holds, in three statements."""
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    by = (Question.state, Question.kind, Question.topic)
    for state, kind, topic, count in db.session.execute(select(*by, func.count()).group_by(*by)):
        states[state] += count
        if state != QuestionState.RETIRED.value:
            kinds[kind] += count
            topics[topic] += count
    return Census(states, kinds, topics, _tags(), _sources())


def _tags() -> Counter[str]:
    rows = select(Question.tags).where(cast(Question.tags, Text) != "[]")
    return Counter(tag for tags in db.session.execute(rows).scalars() for tag in tags)


def _sources() -> dict[int, str]:
    used = select(Question.class_id).distinct()
    rows = select(TrainingClass.id, TrainingClass.name).where(TrainingClass.id.in_(used))
    return {row[0]: row[1] for row in db.session.execute(rows)}


def topics() -> list[str]:
    """Every topic that questions have, for a field that offers them."""
    rows = select(Question.topic).where(Question.topic != "").distinct()
    return sorted(db.session.execute(rows).scalars())
