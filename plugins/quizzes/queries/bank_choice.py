"""What the bank offers to somebody who sets a paper: its topics and tags, and a page of its questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from core.db import db
from core.paging import nearest_page
from plugins.quizzes.models import (
    PaperQuestion,
    PaperSection,
    Question,
    QuestionImport,
    QuestionVersion,
)
from plugins.quizzes.queries.papers import OFFERED
from plugins.quizzes.queries.versions import items_of
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.rules.papers import Offered
from plugins.quizzes.terms import QuestionState

A_PAGE = 50
USABLE = Question.state == QuestionState.ACTIVE.value
NOW = (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.current)


@dataclass(frozen=True)
class Wanted:
    """Which questions of the bank are looked for; what is empty does not matter."""

    kind: str = ""
    topic: str = ""
    level: str = ""
    tag: str = ""
    search: str = ""
    unused: bool = False


@dataclass(frozen=True)
class Choice:
    """A question to choose. `here`: it, or the same words, is on the paper already; `times` on how many papers."""

    version: int
    question: Question
    item: Item
    here: bool
    times: int


@dataclass(frozen=True)
class Choices:
    """A page of them."""

    rows: Sequence[Choice]
    page: int
    pages: int
    total: int


def topics() -> list[str]:
    """The topics of questions that may be used."""
    rows = select(Question.topic).where(USABLE, Question.topic != "").distinct()
    return sorted(db.session.execute(rows).scalars())


def tags() -> list[str]:
    """The tags of questions that may be used."""
    rows = select(Question.tags).where(USABLE)
    return sorted({tag for held in db.session.execute(rows).scalars() for tag in held})


def choices(paper_id: int, wanted: Wanted, page: int) -> Choices:
    """The questions that may be put on a paper, a page at a time, the newest first."""
    rows = select(Question, QuestionVersion.id, QuestionVersion.content).join(QuestionVersion, NOW)
    rows = rows.where(USABLE, *_filters(wanted)).order_by(Question.id.desc())
    found = [
        (question, version, item_of(content))
        for question, version, content in db.session.execute(rows)
        if not wanted.tag or wanted.tag in question.tags
    ]
    if wanted.search.strip():
        words = wanted.search.lower().split()
        found = [row for row in found if all(word in _text(row[2]) for word in words)]
    texts, times = texts_on(paper_id), _times([row[0].id for row in found])
    if wanted.unused:
        found = [row for row in found if not times.get(row[0].id)]
    page, pages = nearest_page(len(found), page, A_PAGE)
    shown = [
        Choice(version, question, item, question.fingerprint in texts, times.get(question.id, 0))
        for question, version, item in found[(page - 1) * A_PAGE : page * A_PAGE]
    ]
    return Choices(shown, page, pages, len(found))


def _filters(wanted: Wanted) -> list[Any]:
    asked = (
        (Question.kind, wanted.kind),
        (Question.topic, wanted.topic),
        (Question.level, wanted.level),
    )
    return [column == value for column, value in asked if value]


def _text(item: Item) -> str:
    return " ".join((item.stem, *item.options, *item.targets, item.source)).lower()


def texts_on(paper_id: int) -> set[str]:
    """The marks of the texts that stand on a paper."""
    rows = _on_papers(select(Question.fingerprint)).where(PaperSection.paper_id == paper_id)
    return set(db.session.execute(rows).scalars())


def _times(questions: Collection[int]) -> dict[int, int]:
    papers = func.count(func.distinct(PaperSection.paper_id))
    rows = _on_papers(select(Question.id, papers)).where(Question.id.in_(questions))
    return dict(db.session.execute(rows.group_by(Question.id)).all())


def _on_papers(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        rows.join_from(Question, QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .join(PaperSection, PaperSection.id == PaperQuestion.section_id)
    )


@dataclass(frozen=True)
class Source:
    """Where a quick paper takes its questions from; `key` is how a form names it."""

    key: str
    title: str


def sources(class_id: int, names: dict[str, Any]) -> list[Source]:
    """The whole bank, its topics, and what was imported here; `names` holds the words for each."""
    found = [Source("", str(names["all"]))]
    found += [Source(f"topic:{one}", str(names["topic"] % {"topic": one})) for one in topics()]
    rows = select(QuestionImport.id, QuestionImport.name).where(
        QuestionImport.class_id == class_id, QuestionImport.taken_at.is_not(None)
    )
    for number, name in db.session.execute(rows.order_by(QuestionImport.id.desc()).limit(20)):
        found.append(Source(f"import:{number}", str(names["import"] % {"name": name})))
    return found


def offered_by(class_id: int, source: str) -> list[Offered]:
    """The questions of a source, one for each text."""
    rows = select(*OFFERED).join_from(Question, QuestionVersion, NOW).where(USABLE)
    kind, _colon, name = source.partition(":")
    if kind == "topic":
        rows = rows.where(Question.topic == name)
    elif kind == "import":
        taken = select(QuestionImport.taken_at).where(
            QuestionImport.class_id == class_id,
            QuestionImport.id == (int(name) if name.isdecimal() and len(name) < 10 else 0),
        )
        # What one import brought was added in the very act that took it.
        rows = rows.where(Question.class_id == class_id, Question.added_at.in_(taken))
    found: dict[str, Offered] = {}
    for row in db.session.execute(rows.order_by(QuestionVersion.id)):
        one = Offered(*row)
        found.setdefault(one.text, one)
    return list(found.values())


def usual_points(offered: Sequence[Offered]) -> dict[str, Decimal]:
    """For each kind the points that most of these questions bring along; kinds without any are missing."""
    told: dict[str, Counter[Decimal]] = defaultdict(Counter)
    for item in items_of([one.version for one in offered]).values():
        if item.score:
            told[item.kind.value][item.score] += 1
    return {kind: scores.most_common(1)[0][0] for kind, scores in told.items()}


def counts_by_kind(offered: Sequence[Offered]) -> dict[str, int]:
    """How many of each kind there are."""
    return dict(Counter(one.kind for one in offered))
