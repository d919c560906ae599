"""互学互考: a paper of what the jury accepted, on which nobody is asked their own group's questions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from core.audit import Actor
from core.db import db
from core.enrolment.queries import groups_of
from core.errors import Problem, Refused
from core.i18n import gettext
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Exchange, Paper, PaperSection
from plugins.quizzes.queries.exchanges import accepted_in
from plugins.quizzes.rules import exchanging as rules
from plugins.quizzes.services.exchanging import class_of, note_round
from plugins.quizzes.terms import Draw, Kind, MultipleRule

POINTS = Decimal(2)
PASS_SHARE = Decimal("0.6")


def make_paper(exchange: Exchange, *, by: Actor, at: datetime) -> Paper:
    """A paper on which nobody is asked their own group's questions; a second press answers the same paper."""
    with transaction() as session:
        if exchange.paper_id is not None:
            return session.get_one(Paper, exchange.paper_id)
        found = class_of(exchange)
        require_open(found)
        groups = [one.id for one in groups_of(found.id)]
        counts = rules.counts_by_kind(accepted_in(exchange), groups)
        if not counts:
            words = gettext("除去各组自己出的题，还没有每个人都能答的题。请先采用至少两个组的题。")
            raise Refused(Problem("too_few_accepted", words))
        paper = _written_paper(exchange, sum(counts.values()), by=by, at=at)
        session.add_all(_sections(exchange, paper.id, counts))
        exchange.paper_id = paper.id
        note_round("make_exchange_paper", exchange, by=by, at=at, paper=paper.id)
    return paper


def _written_paper(exchange: Exchange, questions: int, *, by: Actor, at: datetime) -> Paper:
    paper = Paper(
        class_id=exchange.class_id,
        title=exchange.title,
        instructions=gettext("试题由各组学员互相出，每人答其他组出的题。"),
        draw=Draw.DIFFERENT.value,
        multiple_rule=MultipleRule.PARTIAL.value,
        shuffle_options=True,
        pass_mark=(questions * POINTS * PASS_SHARE).quantize(Decimal("0.01")),
        made_at=at,
        made_by=by.name,
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def _sections(exchange: Exchange, paper_id: int, counts: dict[Kind, int]) -> list[PaperSection]:
    topic = rules.topic_of(exchange.id, exchange.title)
    return [
        PaperSection(
            paper_id=paper_id,
            position=position,
            title=rules.section_title(kind),
            points=POINTS,
            count=count,
            kind=kind.value,
            topic=topic,
        )
        for position, (kind, count) in enumerate(counts.items(), 1)
    ]
