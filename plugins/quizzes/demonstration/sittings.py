"""Tests of the demonstration class: one that all wrote, one whose essays wait, one open now, one to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert

from core.audit import SYSTEM
from core.db import db
from core.enrolment.models import Enrolment
from core.timetable.queries import lessons_of
from core.timetable.rules import LessonKind
from core.training.models import TrainingClass
from plugins.quizzes.demonstration import questions as told
from plugins.quizzes.demonstration.bank import Known
from plugins.quizzes.demonstration.writing import answer_of
from plugins.quizzes.models import Attempt, Paper, SavedAnswer, Sitting
from plugins.quizzes.queries.versions import Issued, issued_paper
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Layout, lay_out, layout_json, layout_of
from plugins.quizzes.rules.papers import Offered
from plugins.quizzes.services.issuing import publish_sitting
from plugins.quizzes.services.marking import mark_attempts
from plugins.quizzes.services.paper_sections import SectionDetails, put_questions, write_section
from plugins.quizzes.services.papers import PaperDetails, write_paper
from plugins.quizzes.services.sittings import SittingDetails, add_sitting
from plugins.quizzes.terms import (
    KIND_WORDS,
    Draw,
    Ended,
    Kind,
    MultipleRule,
    Phase,
    Purpose,
    Way,
)

FIXED = dict[Kind, tuple[Sequence[Item], str]]
PASS_SHARE = Decimal("0.6")
DRAWN = {
    Kind.SINGLE: (10, "3"),
    Kind.MULTIPLE: (6, "4"),
    Kind.JUDGE: (10, "1"),
    Kind.BLANK: (4, "4"),
    Kind.ORDER: (1, "5"),
    Kind.MATCH: (1, "5"),
    Kind.ESSAY: (1, "10"),
}


@dataclass(frozen=True)
class Days:
    """The class, its questions, who is there, and the moment of the demonstration."""

    training_class: TrainingClass
    known: Known
    here: Sequence[Enrolment]
    at: datetime


def entry(days: Days, own: Sequence[Enrolment], opens_at: datetime) -> None:
    """入学测验 of the first day: all but three wrote it, and it is marked."""
    sections: FIXED = {
        Kind.SINGLE: (told.SINGLES[:10], "4"),
        Kind.MULTIPLE: (told.MULTIPLES[:4], "6"),
        Kind.JUDGE: (told.JUDGES[:6], "3"),
        Kind.BLANK: (told.BLANKS[:3], "6"),
    }
    paper = _fixed(days, "入学测验", sections, opens_at)
    sitting = _sitting(days, SittingDetails(
        paper.id, "入学测验", opens_at, opens_at + timedelta(minutes=40), Purpose.ENTRY.value,
        minutes=30,
    ))  # fmt: skip
    _write(sitting, [*own, *days.here[3:]], opens_at + timedelta(minutes=2), seed=12)


def essay(days: Days, opens_at: datetime) -> None:
    """Yesterday's test of two groups: its essays wait for whoever marks."""
    sections: FIXED = {Kind.JUDGE: (told.JUDGES[6:11], "2"), Kind.ESSAY: (told.ESSAYS[:1], "10")}
    paper = _fixed(days, "第二天：现场教学小测", sections, opens_at)
    sitting = _sitting(days, SittingDetails(
        paper.id, paper.title, opens_at, opens_at + timedelta(minutes=50), Purpose.DAILY.value,
        minutes=30, pass_mark=paper.pass_mark,
    ))  # fmt: skip
    _write(sitting, days.here[:24], opens_at + timedelta(minutes=1), seed=2)


def daily(days: Days) -> None:
    """每日一测, open at this moment: some have sent it, a few are writing."""
    opens_at = (days.at - timedelta(minutes=20)).replace(second=0, microsecond=0)
    sections: FIXED = {
        Kind.SINGLE: (told.SINGLES[10:14], "4"),
        Kind.MULTIPLE: (told.MULTIPLES[4:6], "4"),
        Kind.JUDGE: (told.JUDGES[:2], "2"),
        Kind.BLANK: (told.BLANKS[3:5], "4"),
        Kind.MATCH: (told.MATCHES[1:2], "3"),
        Kind.ORDER: (told.ORDERS[:1], "3"),
    }
    paper = _fixed(days, "每日一测：第三天", sections, opens_at)
    sitting = _sitting(days, SittingDetails(
        paper.id, paper.title, opens_at, days.at + timedelta(hours=6), Purpose.DAILY.value,
        minutes=20, attempts=2, pass_mark=paper.pass_mark, marks_from=Phase.SENT.value,
        keys_from=Phase.SENT.value,
    ))  # fmt: skip
    _write(sitting, days.here[10:28], opens_at + timedelta(minutes=1), seed=3)
    _write(sitting, days.here[30:36], days.at - timedelta(minutes=4), seed=4, done=False)


def final(days: Days) -> None:
    """结业测验 in the hour of the exam, drawn anew for each trainee; required for completing."""
    held = [
        one
        for one in lessons_of(days.training_class.id)
        if one.kind == LessonKind.EXAM and one.starts_at and one.ends_at
    ]
    lesson = held[0] if held else None
    if lesson is None or lesson.ends_at is None or lesson.ends_at <= days.at:
        return
    published = days.at - timedelta(hours=1)
    paper = _drawn(days, published)
    _sitting(days, SittingDetails(
        paper.id, "结业测验", lesson.starts_at, lesson.ends_at, Purpose.FINAL.value,
        lesson_id=lesson.id, minutes=50, required=True, needs_presence=True,
    ), publish_at=published)  # fmt: skip


# -- papers -----------------------------------------------------------------------------------------


def _fixed(days: Days, title: str, sections: FIXED, at: datetime) -> Paper:
    whole = sum((len(items) * Decimal(points) for items, points in sections.values()), Decimal(0))
    details = PaperDetails(
        title, pass_mark=(whole * PASS_SHARE).quantize(Decimal(1)), shuffle_options=True,
        multiple_rule=MultipleRule.PARTIAL.value,
        instructions="请独立作答。填空题写数字或汉字都可以。",
    )  # fmt: skip
    paper = write_paper(days.training_class.id, details, by=SYSTEM, at=at)
    for kind, (items, points) in sections.items():
        section = write_section(
            paper, SectionDetails(str(KIND_WORDS[kind]), points=Decimal(points))
        )
        versions = days.known.of(items)
        put_questions(section, [Offered(one, 0, "", kind.value) for one in versions])
    return paper


def _drawn(days: Days, at: datetime) -> Paper:
    details = PaperDetails(
        "结业测验", draw=Draw.DIFFERENT.value, multiple_rule=MultipleRule.PARTIAL.value,
        shuffle_questions=True, shuffle_options=True,
        instructions="每人的题目不同，难度相同。离开页面会计次，仅供监考参考。",
    )  # fmt: skip
    paper = write_paper(days.training_class.id, details, by=SYSTEM, at=at)
    for kind, (count, points) in DRAWN.items():
        wanted = SectionDetails(
            str(KIND_WORDS[kind]), points=Decimal(points), count=count, kind=kind.value
        )
        write_section(paper, wanted)
    return paper


def _sitting(days: Days, details: SittingDetails, publish_at: datetime | None = None) -> Sitting:
    opens_at = details.opens_at or days.at
    then = publish_at or opens_at - timedelta(hours=2)
    sitting = add_sitting(days.training_class, details, by=SYSTEM, at=then)
    publish_sitting(sitting, by=SYSTEM, at=then)
    return sitting


# -- what was written -------------------------------------------------------------------------------


def _write(
    sitting: Sitting, crowd: Sequence[Enrolment], began: datetime, seed: int, done: bool = True
) -> None:
    """Attempts of these trainees, as good as each of them is; marked where they were sent."""
    chance = Random(seed)  # noqa: S311 - the same picture every time, not a secret
    issued = issued_paper(sitting.issued_id or 0)
    made = []
    for one in crowd:
        layout = lay_out(issued.sheet, issued.items, chance.getrandbits(64), one.group_id)
        started = began + timedelta(seconds=chance.randrange(90))
        made.append(_attempt(sitting, one, layout, started))
    db.session.add_all(made)
    db.session.flush()
    rows = [row for one in made for row in _answers(one, issued, done, chance)]
    db.session.execute(insert(SavedAnswer), rows)
    if done:
        for attempt in made:
            _send(attempt, chance)
        mark_attempts(sitting, made, by=SYSTEM, at=began + timedelta(minutes=30))


def _answers(attempt: Attempt, issued: Issued, done: bool, chance: Random) -> list[dict[str, Any]]:
    """What one trainee answered; one who is still writing has not come to the end."""
    layout = layout_of(attempt.layout)
    skill = min(0.97, max(0.35, chance.gauss(0.72, 0.16)))
    asked = layout if done else layout[: chance.randrange(2, len(layout) - 1)]
    rows = []
    for number, laid in enumerate(asked, 1):
        given = answer_of(issued.items[laid.version], skill, chance)
        said_at = attempt.started_at + timedelta(seconds=12 * number + chance.randrange(9))
        if given is not None:
            rows.append(_said(attempt, number, given, said_at))
    return rows


def _send(attempt: Attempt, chance: Random) -> None:
    attempt.ended_how = Ended.SENT.value
    attempt.ended_at = attempt.started_at + timedelta(seconds=12 * len(attempt.layout) + 40)
    attempt.away = chance.choice((0, 0, 0, 0, 1, 2))
    attempt.away_seconds = attempt.away * 21


def _attempt(sitting: Sitting, who: Enrolment, layout: Layout, started: datetime) -> Attempt:
    minutes = timedelta(minutes=sitting.minutes or 30)
    return Attempt(
        class_id=sitting.class_id,
        sitting_id=sitting.id,
        enrolment_id=who.id,
        number=1,
        layout=layout_json(layout),
        started_at=started,
        ends_at=min(started + minutes, sitting.closes_at),
    )


def _said(attempt: Attempt, number: int, given: Any, said_at: datetime) -> dict[str, Any]:
    return {
        "class_id": attempt.class_id,
        "attempt_id": attempt.id,
        "act": f"demonstration-{number}",
        "number": number,
        "given": given,
        "said_at": said_at,
        "arrived_at": said_at,
        "device": "",
        "way": Way.LIVE.value,
    }
