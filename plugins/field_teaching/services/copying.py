"""An outing of one class as the pattern of another's: its stops and both plans, nothing of its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock
from core.audit import Actor
from core.db import db
from core.timetable.queries import lessons_of
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Placing, Stop
from plugins.field_teaching.queries.outings import halts_by_outing, outings_of
from plugins.field_teaching.services.outings import fit_to, note_act

OUTING = ("title", "dress", "bring", "note", "risks", "hospital", "hospital_phone")
STOP = (
    *("site_id", "kind", "title", "place", "transport", "minutes", "leg_minutes", "boards"),
    *(
        "topic",
        "material_before",
        "material_after",
        "question",
        "activity",
        "activity_text",
        "note",
    ),
)


@dataclass(frozen=True)
class Passage:
    """From which class to which, by how many days, and which lesson stands for which."""

    source: TrainingClass
    target: TrainingClass
    distance: timedelta
    lessons: dict[int, int]

    def moment(self, there: datetime | None) -> datetime | None:
        """The same time on the wall of the new day, whatever summer time does."""
        if there is None:
            return None
        wall = clock.local(there, self.source.zone).replace(tzinfo=None)
        return clock.from_wall(wall + self.distance, self.target.zone)


def copy_outing(
    outing: Outing, source: TrainingClass, target: TrainingClass, held_on: date,
    *, by: Actor, at: datetime,
) -> Outing:  # fmt: skip
    """Lays an outing of one class down in another, on a day of its own, as a draft."""
    with transaction():
        require_open(target)
        passage = Passage(source, target, held_on - outing.held_on, {})
        made = _copied(outing, passage, at=at)
        note_act("copy_outing", made, by=by, at=at, source=source.code, pattern=outing.id)
    return made


def copy_outings(
    source: TrainingClass, target: TrainingClass, *, by: Actor, at: datetime
) -> list[Outing]:
    """Last year's outings on the corresponding days of this year's class, as far from its first day."""
    distance = target.starts_on - source.starts_on
    with transaction():
        passage = Passage(source, target, distance, {})
        passage.lessons.update(_lessons(passage))
        made = [_copied(outing, passage, at=at) for outing in outings_of(source.id)]
        for outing in made:
            note_act("copy_outing", outing, by=by, at=at, source=source.code)
    return made


def _lessons(passage: Passage) -> dict[int, int]:
    """The lessons that were carried over with the timetable, known again by title and moment."""
    there = {
        (one.title, one.held_on, one.starts_at): one.id for one in lessons_of(passage.target.id)
    }
    found = {}
    for one in lessons_of(passage.source.id):
        held_on = one.held_on and one.held_on + passage.distance
        same = there.get((one.title, held_on, passage.moment(one.starts_at)))
        if same is not None:
            found[one.id] = same
    return found


def _copied(outing: Outing, passage: Passage, *, at: datetime) -> Outing:
    made = Outing(
        class_id=passage.target.id,
        held_on=outing.held_on + passage.distance,
        lesson_id=passage.lessons.get(outing.lesson_id or 0),
        back_by=passage.moment(outing.back_by),
        lessons_json={},
        created_at=at,
        **{name: getattr(outing, name) for name in OUTING},
    )
    db.session.add(made)
    db.session.flush()
    stops: dict[int, Stop] = {}
    for halt in halts_by_outing([outing.id]).get(outing.id, []):
        if halt.placing.owner:
            continue  # vehicles are the other class's
        if halt.stop.id not in stops:
            stops[halt.stop.id] = _stop(halt.stop, made, passage, at=at)
        db.session.add(_placing(halt.placing, stops[halt.stop.id], passage))
    db.session.flush()
    fit_to(made, [made.lesson_id, *(one.lesson_id for one in stops.values())])
    return made


def _stop(stop: Stop, made: Outing, passage: Passage, *, at: datetime) -> Stop:
    copied = Stop(
        class_id=made.class_id,
        outing_id=made.id,
        lesson_id=passage.lessons.get(stop.lesson_id or 0),
        created_at=at,
        **{name: getattr(stop, name) for name in STOP},
    )
    db.session.add(copied)
    db.session.flush()
    return copied


def _placing(placing: Placing, stop: Stop, passage: Passage) -> Placing:
    return Placing(
        outing_id=stop.outing_id,
        stop_id=stop.id,
        variant=placing.variant,
        owner=0,
        position=placing.position,
        starts_at=passage.moment(placing.starts_at),
        ends_at=passage.moment(placing.ends_at),
        time_text=placing.time_text,
    )
