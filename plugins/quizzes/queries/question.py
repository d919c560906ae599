"""A question of the bank: its versions, on which papers each stands, what is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from core.i18n import gettext as _
from core.training.models import TrainingClass
from plugins.quizzes.models import (
    Paper,
    PaperQuestion,
    PaperSection,
    Question,
    QuestionPicture,
    QuestionVersion,
)
from plugins.quizzes.rules.differences import Difference, differences
from plugins.quizzes.rules.items import Item, item_of

MOST_SAME = 20


@dataclass(frozen=True)
class OnPaper:
    """A paper that holds a version of a question."""

    paper: Paper
    class_name: str


@dataclass(frozen=True)
class Told:
    """A version, what changed by it, and the papers that hold it."""

    version: QuestionVersion
    item: Item
    changes: Sequence[Difference]
    papers: Sequence[OnPaper]


@dataclass(frozen=True)
class Whole:
    """All that is to be said of a question; versions from the latest."""

    question: Question
    versions: Sequence[Told]
    same: Sequence[Question]

    @property
    def now(self) -> Told:
        """The version in force."""
        return self.versions[0]


def question_by_id(question_id: int) -> Question:
    """A question of the bank; NotFound where there is none."""
    found = db.session.get(Question, question_id)
    if found is None:
        raise NotFound(_("题库里没有这道题。"))
    return found


def version_in_force(question: Question) -> QuestionVersion:
    """The wording of a question that counts now."""
    wanted = select(QuestionVersion).where(
        QuestionVersion.question_id == question.id, QuestionVersion.number == question.current
    )
    return db.session.execute(wanted).scalar_one()


def whole_question(question_id: int) -> Whole:
    """A question with its versions, papers and those like it, in four statements."""
    question = question_by_id(question_id)
    rows = select(QuestionVersion).where(QuestionVersion.question_id == question.id)
    versions = db.session.execute(rows.order_by(QuestionVersion.number)).scalars().all()
    papers = _papers(question.id)
    told: list[Told] = []
    before: Item | None = None
    for version in versions:
        item = item_of(version.content)
        changes = differences(before, item) if before is not None else []
        told.append(Told(version, item, changes, papers.get(version.id, [])))
        before = item
    same = (
        select(Question)
        .where(
            Question.fingerprint == question.fingerprint,
            Question.fingerprint != "",
            Question.id != question.id,
        )
        .order_by(Question.id)
        .limit(MOST_SAME)
    )
    return Whole(question, told[::-1], db.session.execute(same).scalars().all())


def _papers(question_id: int) -> dict[int, list[OnPaper]]:
    rows = (
        select(PaperQuestion.version_id, Paper, TrainingClass.name)
        .join(PaperSection, PaperSection.id == PaperQuestion.section_id)
        .join(Paper, Paper.id == PaperSection.paper_id)
        .join(TrainingClass, TrainingClass.id == Paper.class_id)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .where(QuestionVersion.question_id == question_id)
        .order_by(Paper.id)
    )
    found: dict[int, list[OnPaper]] = defaultdict(list)
    for version_id, paper, class_name in db.session.execute(rows):
        found[version_id].append(OnPaper(paper, class_name))
    return found


def picture_by_name(name: str) -> QuestionPicture:
    """A picture of the bank; NotFound where there is none."""
    found = db.session.get(QuestionPicture, name)
    if found is None:
        raise NotFound(_("没有这张图片。"))
    return found


def known_pictures(names: set[str]) -> set[str]:
    """Which of these pictures are kept."""
    if not names:
        return set()
    rows = select(QuestionPicture.name).where(QuestionPicture.name.in_(names))
    return set(db.session.execute(rows).scalars())
