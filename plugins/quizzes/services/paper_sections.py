"""大题: added, changed, moved, removed, and drawn by their rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.quizzes.models import Paper, PaperQuestion, PaperSection
from plugins.quizzes.queries.papers import Laidout, laid_out
from plugins.quizzes.rules.papers import (
    MOST_QUESTIONS,
    Offered,
    drawn_once,
    few_words,
    points_problem,
    shared_out,
)
from plugins.quizzes.services.papers import note_paper, open_class, text_problems
from plugins.quizzes.terms import Draw, Kind, Level

MOST_SECTIONS = 20


@dataclass(frozen=True)
class SectionDetails:
    """A section as somebody lays it down; without `count` its questions are chosen by hand."""

    title: str
    intro: str = ""
    points: Decimal | None = Decimal(2)
    count: int = 0
    kind: str = ""
    topic: str = ""
    level: str = ""


def add_section(paper: Paper, details: SectionDetails, *, by: Actor, at: datetime) -> PaperSection:
    """A new section at the end of a paper."""
    with transaction():
        open_class(paper)
        section = write_section(paper, details)
        touched("add_section", paper, by=by, at=at, title=section.title)
    return section


def write_section(paper: Paper, details: SectionDetails) -> PaperSection:
    """A new section inside the running act; checked, but not journaled."""
    values, there = _settled(paper, details), sections_of(paper)
    if len(there) >= MOST_SECTIONS:
        words = _("一份试卷最多 %(most)d 个大题。", most=MOST_SECTIONS)
        raise Refused(Problem("many_sections", words))
    position = max((one.position for one in there), default=0) + 1
    section = PaperSection(paper_id=paper.id, position=position, **values)
    db.session.add(section)
    db.session.flush()
    return section


def change_section(
    paper: Paper, section: PaperSection, details: SectionDetails, *, by: Actor, at: datetime
) -> None:
    """Changes a section; by another rule the questions that were drawn go."""
    with transaction() as session:
        open_class(paper)
        values = _settled(paper, details)
        changed = {name: str(new) for name, new in values.items() if getattr(section, name) != new}
        by_rule = paper.draw != Draw.FIXED and values["count"]
        if by_rule and {"count", "kind", "topic", "level"} & set(changed):
            session.execute(delete(PaperQuestion).where(PaperQuestion.section_id == section.id))
        for name in changed:
            setattr(section, name, values[name])
        if changed:
            touched("change_section", paper, by=by, at=at, section=section.title, changed=changed)


def move_section(
    paper: Paper, section: PaperSection, step: int, *, by: Actor, at: datetime
) -> None:
    """Puts a section one place up (-1) or down (1)."""
    with transaction():
        open_class(paper)
        there = sections_of(paper)
        old = there.index(section)
        new = max(0, min(old + step, len(there) - 1))
        if new != old:
            there.insert(new, there.pop(old))
            for position, one in enumerate(there, 1):
                one.position = position
            touched("move_section", paper, by=by, at=at, section=section.title, place=new + 1)


def delete_section(paper: Paper, section: PaperSection, *, by: Actor, at: datetime) -> None:
    """Takes a section and its questions off a paper; the bank keeps them."""
    with transaction() as session:
        open_class(paper)
        session.execute(delete(PaperQuestion).where(PaperQuestion.section_id == section.id))
        touched("delete_section", paper, by=by, at=at, title=section.title)
        session.delete(section)


def draw_paper(
    paper: Paper, seed: str, *, by: Actor, at: datetime, only: PaperSection | None = None
) -> int:
    """Draws the sections of a paper that is the same for all, or one of them, anew; says how many questions."""
    with transaction():
        open_class(paper)
        laid = laid_out(paper)
        drawing = [
            one for one in laid.chapters if one.rule and (only is None or one.section.id == only.id)
        ]
        if paper.draw != Draw.SAME or not drawing:
            words = _("这份试卷没有按规则抽题、全班同一份的大题。")
            raise Refused(Problem("nothing_to_draw", words))
        pools = _pools(laid, {one.section.id for one in drawing})
        problems = []
        for chapter in drawing:
            pool, rule = pools[chapter.section.id], chapter.rule
            if rule is not None and len(pool) < rule.count:
                words = few_words(chapter.title, len(pool), rule.count)
                problems.append(Problem("few_questions", words))
        if problems:
            raise Refused(problems)
        count = 0
        for chapter in drawing:
            chosen = drawn_once(pools[chapter.section.id], chapter.section.count, seed)
            count += put_questions(chapter.section, chosen)
        touched("draw_paper", paper, by=by, at=at, questions=count)
    return count


def _pools(laid: Laidout, drawing: set[int]) -> dict[int, list[Offered]]:
    """What each of the sections may draw from, apart from what stands in the others."""
    rules = [one.rule if one.section.id in drawing else None for one in laid.chapters]
    stays = [one for one in laid.chapters if one.section.id not in drawing]
    taken = {row.question.fingerprint for one in stays for row in one.rows}
    pools = shared_out(rules, laid.offered, taken)
    return {one.section.id: pool for one, pool in zip(laid.chapters, pools, strict=True)}


def put_questions(section: PaperSection, chosen: Sequence[Offered]) -> int:
    """Gives a section these questions and no others, inside the running act."""
    db.session.execute(delete(PaperQuestion).where(PaperQuestion.section_id == section.id))
    for position, one in enumerate(chosen, 1):
        row = PaperQuestion(section_id=section.id, position=position, version_id=one.version)
        db.session.add(row)
    db.session.flush()
    return len(chosen)


def sections_of(paper: Paper) -> list[PaperSection]:
    """The sections of a paper in their order."""
    rows = select(PaperSection).where(PaperSection.paper_id == paper.id)
    ordered = rows.order_by(PaperSection.position, PaperSection.id)
    return list(db.session.execute(ordered).scalars())


def touched(act: str, paper: Paper, *, by: Actor, at: datetime, **detail: Any) -> None:
    """One version more of a paper, and a line in the journal."""
    paper.version += 1
    note_paper(act, paper, by=by, at=at, **detail)


def _settled(paper: Paper, details: SectionDetails) -> dict[str, Any]:
    values = asdict(details)
    values["title"] = " ".join(values["title"].split())
    values["intro"] = " ".join(values["intro"].split())
    if paper.draw == Draw.FIXED:
        values.update(count=0, kind="", topic="", level="")
    found = text_problems(values, _("请填写大题名称。"), ("title", "intro"))
    if (problem := points_problem(values["points"])) is not None:
        found.append(problem)
    found += _rule_problems(values)
    if found:
        raise Refused(found)
    return values


def _rule_problems(values: dict[str, Any]) -> list[Problem]:
    found = []
    if values["count"] is None or not 0 <= values["count"] <= MOST_QUESTIONS:
        words = _("题数请填 0 到 %(most)d。", most=MOST_QUESTIONS)
        found.append(Problem("count_wrong", words, "count"))
    for name, known in (("kind", set(Kind) | {""}), ("level", set(Level))):
        if values[name] not in known:
            found.append(Problem(f"{name}_unknown", _("请选择其中一项。"), name))
    if len(values["topic"]) > 80:
        found.append(Problem("topic_long", _("最多 %(most)d 个字。", most=80), "topic"))
    return found
