"""What each question of a sitting did: its figures over all papers where it is marked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from core.db import db
from plugins.quizzes.models import Attempt, Mark, Regrade, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.marks import keys_in_force, regrades_of
from plugins.quizzes.queries.versions import Issued, issued_paper
from plugins.quizzes.rules.analysis import Analysis, Answered, analysis
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import layout_of


@dataclass(frozen=True)
class ItemRow:
    """A question of a sitting by its place on the paper; `item` as it was asked, `key` as it counts now."""

    place: int
    version: int
    item: Item
    key: Item
    mended: Regrade | None
    found: Analysis


def item_rows(sitting: Sitting) -> list[ItemRow]:
    """Every question that somebody met, in the paper's order; five statements for any class and paper."""
    paper = issued_paper(sitting.issued_id or 0)
    mended = keys_in_force(regrades_of(sitting.id))
    answered = _answered(sitting)
    rows: list[ItemRow] = []
    for version in _order(paper):
        regrade, key = mended.get(version, (None, paper.items[version]))
        if version not in answered:
            continue
        counted = key or paper.items[version]
        figures = analysis(counted, answered[version])
        rows.append(ItemRow(len(rows) + 1, version, paper.items[version], counted, regrade, figures))  # fmt: skip
    return rows


def _order(paper: Issued) -> list[int]:
    """Versions section by section, fixed ones in their order, then what was drawn."""
    found: list[int] = []
    for one in paper.sheet.sections:
        found += [each.version for each in one.fixed]
        found += sorted(each.version for each in (one.drawn.candidates if one.drawn else ()))
    return list(dict.fromkeys(found))


def _answered(sitting: Sitting) -> dict[int, list[Answered]]:
    """Of each question what every paper that has ended said, what it was worth, and how well the rest went.

    Only what is marked counts, so that the choices can be looked at before the essays are done.
    """
    wanted = select(Attempt.id, Attempt.layout).where(
        Attempt.sitting_id == sitting.id, Attempt.ended_how != ""
    )
    papers = {row.id: layout_of(row.layout) for row in db.session.execute(wanted).all()}
    answers, marks = answers_of(papers), _points(sitting.id)
    found: dict[int, list[Answered]] = defaultdict(list)
    for attempt_id, layout in papers.items():
        own, got = answers.get(attempt_id, {}), marks[attempt_id]
        marked = {number: laid for number, laid in enumerate(layout, 1) if number in got}
        whole = sum((one.points for one in marked.values()), Decimal(0))
        total = sum((got[number] for number in marked), Decimal(0))
        for number, laid in marked.items():
            share, others = _share(got[number], laid.points), whole - laid.points
            answered = Answered(own.get(number), share, _share(total - got[number], others))
            found[laid.version].append(answered)
    return found


def _share(points: Decimal, whole: Decimal) -> Decimal:
    return points / whole if whole else Decimal(0)


def _points(sitting_id: int) -> dict[int, dict[int, Decimal]]:
    """The points in force of every paper, without their reasons."""
    wanted = (
        select(Mark.attempt_id, Mark.number, Mark.points)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(Mark.id)
    )
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for attempt_id, number, points in db.session.execute(wanted).all():
        found[attempt_id][number] = points
    return found
