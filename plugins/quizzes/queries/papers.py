"""试卷: papers of a class with their sections and questions, and what the bank offers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from core.db import db
from core.errors import NotFound
from plugins.quizzes.models import (
    Paper,
    PaperQuestion,
    PaperSection,
    Question,
    QuestionVersion,
    Sitting,
)
from plugins.quizzes.rules.items import Item, item_of
from plugins.quizzes.rules.papers import (
    Offered,
    Outline,
    Part,
    Placed,
    Rule,
    numbered,
    outline_problems,
    pools_of,
    questions_of,
    sheet_of_outline,
)
from plugins.quizzes.rules.sheets import Sheet
from plugins.quizzes.terms import Draw, MultipleRule, QuestionState

OFFERED = (
    QuestionVersion.id,
    Question.id,
    Question.fingerprint,
    Question.kind,
    Question.topic,
    Question.level,
    Question.group_id,
)


@dataclass(frozen=True)
class Row:
    """A question on a paper: `newer` is the version that has come since, None while there is none."""

    row: PaperQuestion
    item: Item
    question: Question
    points: Decimal
    newer: int | None = None

    @property
    def usable(self) -> bool:
        """Whether it may be given out."""
        return self.question.state == QuestionState.ACTIVE


@dataclass(frozen=True)
class Chapter:
    """A section as its page shows it. `pool` is how many questions its rule can draw from."""

    section: PaperSection
    title: str
    rows: Sequence[Row]
    rule: Rule | None
    due: int
    points: Decimal
    pool: int = 0


@dataclass(frozen=True)
class Laidout:
    """A paper with all that its page shows."""

    paper: Paper
    outline: Outline
    chapters: Sequence[Chapter]
    offered: Sequence[Offered] = field(default_factory=tuple)

    @property
    def points(self) -> Decimal:
        """What it is worth."""
        return sum((one.points for one in self.chapters), Decimal(0))

    @property
    def questions(self) -> int:
        """How many questions a trainee meets."""
        return sum(one.due for one in self.chapters)

    @property
    def problems(self) -> list[Any]:
        """What keeps it from being given out."""
        return outline_problems(self.outline, self.offered)

    @property
    def sheet(self) -> Sheet:
        """The paper as it would be given out now."""
        return sheet_of_outline(self.outline, self.offered)


def papers_of(class_id: int) -> list[dict[str, Any]]:
    """The papers of a class, the newest first, with what they are worth and how often they are used."""
    papers = titles_of(class_id)
    laid = _laid_out(papers)
    used = _sittings_by_paper([one.id for one in papers])
    return [{"laid": one, "sittings": used.get(one.paper.id, 0)} for one in laid]


def _sittings_by_paper(papers: Collection[int]) -> dict[int, int]:
    rows = select(Sitting.paper_id, func.count()).where(Sitting.paper_id.in_(papers))
    return dict(db.session.execute(rows.group_by(Sitting.paper_id)).all())


def titles_of(class_id: int) -> list[Paper]:
    """The papers of a class to choose from, the newest first."""
    rows = select(Paper).where(Paper.class_id == class_id)
    return list(db.session.execute(rows.order_by(Paper.made_at.desc(), Paper.id.desc())).scalars())


def paper_by_id(class_id: int, paper_id: int) -> Paper:
    """A paper of this class; NotFound for any other."""
    found = db.session.get(Paper, paper_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def section_of(paper: Paper, section_id: int) -> PaperSection:
    """A section of this paper; NotFound for any other."""
    found = db.session.get(PaperSection, section_id)
    if found is None or found.paper_id != paper.id:
        raise NotFound
    return found


def question_of(paper: Paper, row_id: int) -> PaperQuestion:
    """A question of this paper; NotFound for any other."""
    found = db.session.get(PaperQuestion, row_id)
    if found is None:
        raise NotFound
    section_of(paper, found.section_id)
    return found


def sittings_using(paper_id: int) -> list[Sitting]:
    """The sittings that a paper is used in, by time."""
    rows = select(Sitting).where(Sitting.paper_id == paper_id).order_by(Sitting.opens_at)
    return list(db.session.execute(rows).scalars())


def laid_out(paper: Paper) -> Laidout:
    """A paper with its sections, questions and what its rules can draw from; three statements."""
    return _laid_out([paper])[0]


def _laid_out(papers: Sequence[Paper]) -> list[Laidout]:
    ids = [one.id for one in papers]
    rows = select(PaperSection).where(PaperSection.paper_id.in_(ids))
    ordered = rows.order_by(PaperSection.position, PaperSection.id)
    by_paper: dict[int, list[PaperSection]] = defaultdict(list)
    for section in db.session.execute(ordered).scalars():
        by_paper[section.paper_id].append(section)
    sections = [one for those in by_paper.values() for one in those]
    placed = _rows_of(sections)
    drawing = [one for one in papers if one.draw != Draw.FIXED]
    rules = [rule_of(one) for paper in drawing for one in by_paper[paper.id]]
    offered = offered_to([one for one in rules if one is not None])
    return [_laidout(one, by_paper[one.id], placed, offered) for one in papers]


def _laidout(
    paper: Paper,
    sections: Sequence[PaperSection],
    placed: dict[int, list[Row]],
    offered: Sequence[Offered],
) -> Laidout:
    outline = Outline(
        paper.title,
        Draw(paper.draw),
        tuple(_part(paper, one, placed.get(one.id, [])) for one in sections),
        paper.instructions,
        MultipleRule(paper.multiple_rule),
        paper.shuffle_questions,
        paper.shuffle_options,
    )
    chapters = []
    pools = pools_of(outline, offered)
    for number, (section, part) in enumerate(zip(sections, outline.parts, strict=True)):
        due, rows = questions_of(outline, part), placed.get(section.id, [])
        each = [one.points for one in rows] if due == len(rows) and rows else [part.points] * due
        pool = len(pools[number]) if paper.draw == Draw.DIFFERENT else _fitting(part.rule, offered)
        title = numbered(number + 1, section.title)
        worth = sum(each, Decimal(0))
        chapters.append(Chapter(section, title, rows, part.rule, due, worth, pool))
    return Laidout(paper, outline, chapters, offered)


def _fitting(rule: Rule | None, offered: Sequence[Offered]) -> int:
    return len({one.text for one in offered if rule.fits(one)}) if rule else 0


def rule_of(section: PaperSection) -> Rule | None:
    """By which rule a section draws; None where its questions are chosen by hand."""
    if not section.count:
        return None
    return Rule(section.count, section.kind, section.topic, section.level)


def _part(paper: Paper, section: PaperSection, rows: Sequence[Row]) -> Part:
    placed = tuple(
        Placed(
            one.row.version_id,
            one.question.id,
            one.question.fingerprint,
            one.row.points,
            one.usable,
        )
        for one in rows
    )
    rule = rule_of(section) if paper.draw != Draw.FIXED else None
    return Part(section.title, section.points, section.intro, placed, rule)


def _rows_of(sections: Sequence[PaperSection]) -> dict[int, list[Row]]:
    """The questions of several sections in their order; two statements."""
    points = {one.id: one.points for one in sections}
    rows = (
        select(PaperQuestion, QuestionVersion, Question)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(PaperQuestion.section_id.in_(points))
        .order_by(PaperQuestion.position, PaperQuestion.id)
    )
    told = db.session.execute(rows).all()
    newest = _current({question.id for _row, _version, question in told})
    found: dict[int, list[Row]] = defaultdict(list)
    for row, version, question in told:
        worth = points[row.section_id] if row.points is None else row.points
        now = newest.get(question.id, version.id)
        newer = now if now != version.id else None
        found[row.section_id].append(Row(row, item_of(version.content), question, worth, newer))
    return found


def _current(questions: Collection[int]) -> dict[int, int]:
    rows = _versions_now(select(Question.id, QuestionVersion.id)).where(Question.id.in_(questions))
    return dict(db.session.execute(rows).all())


def _versions_now(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return rows.join_from(
        Question,
        QuestionVersion,
        (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.current),
    )


def offered_to(rules: Collection[Rule]) -> list[Offered]:
    """Every question that one of these rules may draw, in one statement; none for no rule."""
    if not rules:
        return []
    kinds, topics, levels = (
        {getattr(one, name) for one in rules} for name in ("kind", "topic", "level")
    )
    rows = _versions_now(select(*OFFERED)).where(Question.state == QuestionState.ACTIVE.value)
    for column, wanted in (
        (Question.kind, kinds), (Question.topic, topics), (Question.level, levels)
    ):  # fmt: skip
        if "" not in wanted:
            rows = rows.where(column.in_(sorted(wanted)))
    found = [Offered(*row) for row in db.session.execute(rows.order_by(QuestionVersion.id))]
    return [one for one in found if any(rule.fits(one) for rule in rules)]
