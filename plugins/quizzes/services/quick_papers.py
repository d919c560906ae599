"""快速组卷: so many of each kind from the bank, a topic or an import, in one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Paper
from plugins.quizzes.queries.bank_choice import offered_by
from plugins.quizzes.rules.papers import MOST_QUESTIONS, drawn_once, few_words, points_problem
from plugins.quizzes.services.paper_sections import SectionDetails, put_questions, write_section
from plugins.quizzes.services.papers import PaperDetails, note_paper, write_paper
from plugins.quizzes.terms import KIND_WORDS, Kind

PASS_SHARE = Decimal("0.6")


@dataclass(frozen=True)
class Quick:
    """A paper in one press: how many of each kind at how many points; `source` as queries.bank_choice has it."""

    title: str
    source: str
    wanted: Mapping[Kind, tuple[int, Decimal]]
    seed: str


def quick_paper(training_class: TrainingClass, quick: Quick, *, by: Actor, at: datetime) -> Paper:
    """A fixed paper with a section for each kind, its pass mark at 60 % of what it is worth."""
    with transaction():
        require_open(training_class)
        offered = offered_by(training_class.id, quick.source)
        pools = {kind: [one for one in offered if one.kind == kind] for kind in Kind}
        wanted = {kind: pair for kind, pair in quick.wanted.items() if pair[0]}
        problems = _problems(wanted, {kind: len(pool) for kind, pool in pools.items()})
        if problems:
            raise Refused(problems)
        whole = sum((count * points for count, points in wanted.values()), Decimal(0))
        details = PaperDetails(quick.title, pass_mark=(whole * PASS_SHARE).quantize(Decimal("0.1")))
        paper = write_paper(training_class.id, details, by=by, at=at)
        for kind, (count, points) in wanted.items():
            section = write_section(paper, SectionDetails(str(KIND_WORDS[kind]), points=points))
            put_questions(section, drawn_once(pools[kind], count, quick.seed))
        note_paper("quick_paper", paper, by=by, at=at, title=paper.title, source=quick.source)
    return paper


def _problems(
    wanted: Mapping[Kind, tuple[int, Decimal]], there: Mapping[Kind, int]
) -> list[Problem]:
    if not wanted:
        return [Problem("nothing_wanted", _("请至少给一种题型填上题数。"))]
    found = []
    for kind, (count, points) in wanted.items():
        if count > there[kind]:
            words = few_words(KIND_WORDS[kind], there[kind], count)
            found.append(Problem("few_questions", words, f"count_{kind}"))
        if (problem := points_problem(points, f"points_{kind}")) is not None:
            found.append(problem)
    if sum(count for count, _points in wanted.values()) > MOST_QUESTIONS:
        words = _("一份试卷最多 %(most)d 题。", most=MOST_QUESTIONS)
        found.append(Problem("many_questions", words))
    return found
