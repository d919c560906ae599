"""Last year's papers and sittings as the pattern of this year's class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core import clock
from core.audit import Actor
from core.db import db
from core.timetable.queries import lessons_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Paper, Sitting
from plugins.quizzes.services.papers import copied_paper, note_paper
from plugins.quizzes.services.sittings import note_sitting

SITTING = (
    *("title", "purpose", "minutes", "attempts", "counts", "needs_presence", "practice"),
    *("grace_seconds", "required", "pass_mark", "marks_from", "keys_from", "markers"),
    "difference_limit",
)


@dataclass(frozen=True)
class Passage:
    """From which class to which, by how many days."""

    source: TrainingClass
    target: TrainingClass

    @property
    def distance(self) -> timedelta:
        """How far the new first day is from the old one."""
        return self.target.starts_on - self.source.starts_on

    def moment(self, there: datetime) -> datetime:
        """The same time on the wall of the new day, whatever summer time does."""
        wall = clock.local(there, self.source.zone).replace(tzinfo=None)
        return clock.from_wall(wall + self.distance, self.target.zone)


def copy_quizzes(
    source: TrainingClass, target: TrainingClass, *, by: Actor, at: datetime
) -> list[Sitting]:
    """Carries papers over, and sittings, unpublished, to the corresponding days; nothing of what was written."""
    passage = Passage(source, target)
    with transaction() as session:
        papers: dict[int, Paper] = {}
        rows = select(Paper).where(Paper.class_id == source.id).order_by(Paper.id)
        for paper in session.execute(rows).scalars().all():
            papers[paper.id] = copied_paper(paper, target.id, by=by, at=at)
            note_paper("copy_paper", papers[paper.id], by=by, at=at, pattern=paper.id)
        lessons = _lessons(passage)
        held = select(Sitting).where(Sitting.class_id == source.id, Sitting.make_up_of.is_(None))
        made = [
            _copied(one, passage, papers[one.paper_id], lessons, by=by, at=at)
            for one in session.execute(held.order_by(Sitting.opens_at)).scalars().all()
        ]
        for one in made:
            note_sitting("copy_sitting", one, by=by, at=at, source=source.code)
    return made


def _copied(
    sitting: Sitting, passage: Passage, paper: Paper, lessons: dict[int, int],
    *, by: Actor, at: datetime,
) -> Sitting:  # fmt: skip
    lesson_id = lessons.get(sitting.lesson_id or 0)
    made = Sitting(
        class_id=passage.target.id,
        paper_id=paper.id,
        lesson_id=lesson_id,
        opens_at=passage.moment(sitting.opens_at),
        closes_at=passage.moment(sitting.closes_at),
        made_at=at,
        made_by=by.name,
        **{name: getattr(sitting, name) for name in SITTING},
    )
    made.needs_presence = made.needs_presence and lesson_id is not None
    db.session.add(made)
    db.session.flush()
    return made


def _lessons(passage: Passage) -> dict[int, int]:
    """The lessons that were carried over with the timetable, known again by title and moment."""
    there = {(one.title, one.starts_at): one.id for one in lessons_of(passage.target.id)}
    found = {}
    for one in lessons_of(passage.source.id):
        moment = passage.moment(one.starts_at) if one.starts_at else None
        same = there.get((one.title, moment))
        if same is not None:
            found[one.id] = same
    return found
