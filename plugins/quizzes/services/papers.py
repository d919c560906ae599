"""试卷: laid down, changed, copied, removed; and its acts in the journal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Paper, PaperQuestion, PaperSection, Sitting
from plugins.quizzes.queries.papers import sittings_using
from plugins.quizzes.rules.papers import LONGEST_TEXTS
from plugins.quizzes.rules.sittings import MOST_POINTS
from plugins.quizzes.terms import Draw, MultipleRule, Phase

CARRIED = (
    *("title", "instructions", "draw", "multiple_rule", "shuffle_questions", "shuffle_options"),
    *("pass_mark", "marks_from", "keys_from"),
)
SECTION = ("position", "title", "intro", "points", "count", "kind", "topic", "level")
PHASES = list(Phase)


@dataclass(frozen=True)
class PaperDetails:
    """A paper as somebody lays it down."""

    title: str
    instructions: str = ""
    draw: str = Draw.FIXED.value
    multiple_rule: str = MultipleRule.ALL_OR_NOTHING.value
    shuffle_questions: bool = False
    shuffle_options: bool = False
    pass_mark: Decimal = Decimal(60)
    marks_from: str = Phase.CLOSED.value
    keys_from: str = Phase.CLOSED.value


def add_paper(
    training_class: TrainingClass, details: PaperDetails, *, by: Actor, at: datetime
) -> Paper:
    """A new paper without any question."""
    with transaction():
        require_open(training_class)
        paper = write_paper(training_class.id, details, by=by, at=at)
        note_paper("add_paper", paper, by=by, at=at, title=paper.title)
    return paper


def write_paper(class_id: int, details: PaperDetails, *, by: Actor, at: datetime) -> Paper:
    """A new paper inside the running act; checked, but not journaled."""
    paper = Paper(class_id=class_id, made_at=at, made_by=by.name, **_settled(details))
    db.session.add(paper)
    db.session.flush()
    return paper


def change_paper(paper: Paper, details: PaperDetails, *, by: Actor, at: datetime) -> None:
    """Changes how a paper is headed, scored and shown; sittings that were published keep theirs."""
    with transaction():
        open_class(paper)
        values = _settled(details)
        changed = {name: str(new) for name, new in values.items() if getattr(paper, name) != new}
        for name in changed:
            setattr(paper, name, values[name])
        if changed:
            paper.version += 1
            note_paper("change_paper", paper, by=by, at=at, changed=changed)


def delete_paper(paper: Paper, *, by: Actor, at: datetime) -> None:
    """Removes a paper; Refused while a sitting uses it."""
    with transaction() as session:
        open_class(paper)
        used = sittings_using(paper.id)
        if used:
            words = _("“%(title)s”正在用这份试卷，不能删除。", title=used[0].title)
            raise Refused(Problem("paper_used", words))
        note_paper("delete_paper", paper, by=by, at=at, title=paper.title)
        sections = select(PaperSection.id).where(PaperSection.paper_id == paper.id)
        session.execute(delete(PaperQuestion).where(PaperQuestion.section_id.in_(sections)))
        session.execute(delete(PaperSection).where(PaperSection.paper_id == paper.id))
        session.delete(paper)


def copy_paper(paper: Paper, target: TrainingClass, *, by: Actor, at: datetime) -> Paper:
    """The same paper once more, in this or another class, to be changed there."""
    with transaction():
        require_open(target)
        made = copied_paper(paper, target.id, by=by, at=at)
        if paper.class_id == target.id:
            made.title = _("%(title)s（副本）", title=paper.title)[: LONGEST_TEXTS["title"]]
        note_paper("copy_paper", made, by=by, at=at, pattern=paper.id, title=made.title)
    return made


def copied_paper(paper: Paper, class_id: int, *, by: Actor, at: datetime) -> Paper:
    """A copy inside the running act, not journaled; the versions of its questions are the same."""
    values = {name: getattr(paper, name) for name in CARRIED}
    made = Paper(class_id=class_id, made_at=at, made_by=by.name, **values)
    db.session.add(made)
    db.session.flush()
    rows = select(PaperSection).where(PaperSection.paper_id == paper.id)
    for section in db.session.execute(rows.order_by(PaperSection.position)).scalars().all():
        twin = PaperSection(paper_id=made.id, **{name: getattr(section, name) for name in SECTION})
        db.session.add(twin)
        db.session.flush()
        placed = select(PaperQuestion).where(PaperQuestion.section_id == section.id)
        for one in db.session.execute(placed).scalars():
            db.session.add(
                PaperQuestion(
                    section_id=twin.id,
                    position=one.position,
                    version_id=one.version_id,
                    points=one.points,
                )
            )
    db.session.flush()
    return made


def open_class(held: Paper | Sitting) -> TrainingClass:
    """The class of a paper or sitting, for an act that changes something; Refused once it is closed."""
    found = db.session.get_one(TrainingClass, held.class_id)
    require_open(found)
    return found


def note_paper(act: str, paper: Paper, *, by: Actor, at: datetime, **detail: Any) -> None:
    """One line in the journal about a paper."""
    name, subject = f"quizzes.{act}", f"quiz_paper:{paper.id}"
    audit.note(name, subject, by=by, at=at, class_id=paper.class_id, **detail)


def _settled(details: PaperDetails) -> dict[str, Any]:
    values = asdict(details)
    values["title"] = " ".join(values["title"].split())
    values["instructions"] = values["instructions"].strip()
    problems = text_problems(values, _("请填写试卷名称。"), ("title", "instructions"))
    problems += _choice_problems(values)
    if problems:
        raise Refused(problems)
    return values


def text_problems(values: dict[str, Any], untitled: str, names: tuple[str, ...]) -> list[Problem]:
    """What is wrong with the texts of a paper or section: no title, or too long to print."""
    found = []
    if not values["title"]:
        found.append(Problem("title_missing", untitled, "title"))
    for name in names:
        if len(values[name]) > LONGEST_TEXTS[name]:
            words = _("最多 %(most)d 个字。", most=LONGEST_TEXTS[name])
            found.append(Problem(f"{name}_long", words, name))
    return found


def _choice_problems(values: dict[str, Any]) -> list[Problem]:
    found = []
    known = {"draw": Draw, "multiple_rule": MultipleRule, "marks_from": Phase, "keys_from": Phase}
    for name, kind in known.items():
        if values[name] not in set(kind):
            found.append(Problem(f"{name}_unknown", _("请选择其中一项。"), name))
    mark = values["pass_mark"]
    if mark is None or not 0 <= mark <= MOST_POINTS:
        found.append(Problem("pass_mark_wrong", _("及格分请填 0 到 9999。"), "pass_mark"))
    if not found:
        found += phase_problems(values["marks_from"], values["keys_from"])
    return found


def phase_problems(marks_from: str, keys_from: str) -> list[Problem]:
    """Who sees the keys can count the marks: keys never come before them."""
    if PHASES.index(Phase(keys_from)) >= PHASES.index(Phase(marks_from)):
        return []
    words = _("答案不能比成绩更早公布。")
    return [Problem("keys_before_marks", words, "keys_from")]
