"""The questions on a paper: chosen, moved, given points of their own, brought up to date, taken off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.quizzes.models import (
    Paper,
    PaperQuestion,
    PaperSection,
    Question,
    QuestionVersion,
)
from plugins.quizzes.queries.bank_choice import texts_on
from plugins.quizzes.queries.papers import laid_out
from plugins.quizzes.rules.items import item_of
from plugins.quizzes.rules.papers import MOST_QUESTIONS, points_problem
from plugins.quizzes.services.paper_sections import touched
from plugins.quizzes.services.papers import open_class
from plugins.quizzes.terms import QuestionState


def add_questions(
    paper: Paper, section: PaperSection, versions: Collection[int], *, by: Actor, at: datetime
) -> int:
    """Puts questions of the bank at the end of a section; says how many. Refused, all of them, for one that may not."""
    with transaction():
        open_class(paper)
        chosen = _chosen(versions)
        if not chosen:
            raise Refused(Problem("none_chosen", _("请先勾选题目。")))
        problems = _problems(paper, chosen)
        if problems:
            raise Refused(problems)
        last = max((one.position for one in _rows(section)), default=0)
        for position, (_question, version) in enumerate(chosen, last + 1):
            row = PaperQuestion(section_id=section.id, position=position, version_id=version.id)
            db.session.add(row)
        touched("add_questions", paper, by=by, at=at, section=section.title, count=len(chosen))
    return len(chosen)


def _chosen(versions: Collection[int]) -> list[tuple[Question, QuestionVersion]]:
    """What was ticked, in the order in which it was ticked."""
    rows = (
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(QuestionVersion.id.in_(versions))
    )
    found = {version.id: (question, version) for question, version in db.session.execute(rows)}
    return [found[one] for one in dict.fromkeys(versions) if one in found]


def _problems(paper: Paper, chosen: Sequence[tuple[Question, QuestionVersion]]) -> list[Problem]:
    texts, found = texts_on(paper.id), []
    for question, version in chosen:
        words = short(item_of(version.content).stem)
        if question.state != QuestionState.ACTIVE:
            said = _("“%(stem)s”是草稿或已停用，不能放进试卷。", stem=words)
            found.append(Problem("not_active", said))
        elif question.current != version.number:
            said = _("“%(stem)s”刚有了新版本，请重新选择。", stem=words)
            found.append(Problem("old_version", said))
        elif question.fingerprint in texts:
            said = _("“%(stem)s”已经在这份试卷里。", stem=words)
            found.append(Problem("same_question", said))
        texts.add(question.fingerprint)
    there = sum(len(one.rows) for one in laid_out(paper).chapters)
    if there + len(chosen) > MOST_QUESTIONS:
        said = _("一份试卷最多 %(most)d 题。", most=MOST_QUESTIONS)
        found.append(Problem("many_questions", said))
    return found


def move_question(
    paper: Paper, row: PaperQuestion, place: int, *, by: Actor, at: datetime,
    into: PaperSection | None = None,
) -> int:  # fmt: skip
    """Puts a question at a place (from 0) of its section, or of another; answers where it stands now."""
    with transaction():
        open_class(paper)
        section = into or db.session.get_one(PaperSection, row.section_id)
        rows = [one for one in _rows(section) if one.id != row.id]
        new = max(0, min(place, len(rows)))
        rows.insert(new, row)
        row.section_id = section.id
        for position, one in enumerate(rows, 1):
            one.position = position
        touched("move_question", paper, by=by, at=at, section=section.title, place=new + 1)
    return new


def set_points(
    paper: Paper, row: PaperQuestion, points: Decimal | None, *, by: Actor, at: datetime
) -> None:
    """Gives a question points of its own; None makes it worth what its section says."""
    problem = points_problem(points) if points is not None else None
    if problem is not None:
        raise Refused(problem)
    with transaction():
        open_class(paper)
        section = db.session.get_one(PaperSection, row.section_id)
        wanted = None if points == section.points else points
        if row.points != wanted:
            row.points = wanted
            touched("set_points", paper, by=by, at=at, section=section.title, points=str(wanted))


def remove_question(paper: Paper, row: PaperQuestion, *, by: Actor, at: datetime) -> None:
    """Takes a question off a paper; the bank keeps it."""
    with transaction() as session:
        open_class(paper)
        version = row.version_id
        session.delete(row)
        touched("remove_question", paper, by=by, at=at, version=version)


def take_newer(paper: Paper, *, by: Actor, at: datetime, only: PaperQuestion | None = None) -> int:
    """Brings the questions of a paper, or one, up to the wording of now; says how many."""
    with transaction():
        open_class(paper)
        old = [
            one
            for chapter in laid_out(paper).chapters
            for one in chapter.rows
            if one.newer is not None and (only is None or one.row.id == only.id)
        ]
        drafts = [one for one in old if not one.usable]
        if drafts:
            words = short(drafts[0].item.stem)
            said = _("“%(stem)s”的新版本还是草稿，请先在题库里改好。", stem=words)
            raise Refused(Problem("not_active", said))
        for one in old:
            one.row.version_id = one.newer or one.row.version_id
        if old:
            touched("take_newer", paper, by=by, at=at, count=len(old))
    return len(old)


def row_after(row: PaperQuestion, step: int) -> int:
    """The place that is one step up (-1) or down (1) of where a question stands."""
    rows = _rows(db.session.get_one(PaperSection, row.section_id))
    for place, one in enumerate(rows):
        if one.id == row.id:
            return max(0, place + step)
    raise NotFound


def _rows(section: PaperSection) -> list[PaperQuestion]:
    rows = select(PaperQuestion).where(PaperQuestion.section_id == section.id)
    ordered = rows.order_by(PaperQuestion.position, PaperQuestion.id)
    return list(db.session.execute(ordered).scalars())


def short(stem: str) -> str:
    """The beginning of a stem, to name a question in a sentence."""
    plain = " ".join(stem.split())
    return plain if len(plain) <= 24 else f"{plain[:24]}…"
