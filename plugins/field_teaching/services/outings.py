"""One outing: laid down, changed, put on another day, removed; and its acts in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Placing, Ride, Stop
from plugins.field_teaching.queries.outings import is_written_about
from plugins.field_teaching.queries.planning import lesson_told
from plugins.field_teaching.rules.outings import text_problems


@dataclass(frozen=True)
class OutingDetails:
    """An outing as an organiser lays it down; `back_by` is an aware moment."""

    title: str
    held_on: date
    lesson_id: int | None = None
    dress: str = ""
    bring: str = ""
    note: str = ""
    back_by: datetime | None = None


def add_outing(
    training_class: TrainingClass, details: OutingDetails, *, by: Actor, at: datetime
) -> Outing:
    """Lays down a day on the road, still a draft."""
    with transaction():
        require_open(training_class)
        outing = write_outing(training_class, details, at=at)
        note_act("add_outing", outing, by=by, at=at, title=outing.title)
    return outing


def write_outing(training_class: TrainingClass, details: OutingDetails, *, at: datetime) -> Outing:
    """A new outing inside the running act; checked, but not journaled."""
    values = _settled(training_class, details)
    outing = Outing(**values, class_id=training_class.id, created_at=at, lessons_json={})
    db.session.add(outing)
    db.session.flush()
    fit_to(outing, [values["lesson_id"]])
    return outing


def change_outing(outing: Outing, details: OutingDetails, *, by: Actor, at: datetime) -> None:
    """Changes an outing; on another day every stop keeps its time on the wall."""
    with transaction():
        training_class = open_class(outing)
        values = _settled(training_class, details)
        changed = {name: new for name, new in values.items() if getattr(outing, name) != new}
        if "held_on" in changed:
            move_day(training_class, outing, values["held_on"])
        for name, value in changed.items():
            setattr(outing, name, value)
        fit_to(outing, [values["lesson_id"]])
        if changed:
            told = {name: str(value) for name, value in changed.items()}
            note_act("change_outing", outing, by=by, at=at, changed=told)


def delete_outing(outing: Outing, *, by: Actor, at: datetime) -> None:
    """Removes an outing that was laid down by mistake; Refused once it was told or written about."""
    with transaction() as session:
        open_class(outing)
        stops = session.execute(select(Stop.id).where(Stop.outing_id == outing.id)).scalars().all()
        rides = session.execute(select(Ride.id).where(Ride.outing_id == outing.id).limit(1)).first()
        if outing.published_at is not None:
            words = _("行程已经发布，请先撤回再删除。")
            raise Refused(Problem("outing_published", words))
        if is_written_about(stops) or rides is not None:
            words = _("这次行程已有清点、乘车或心得记录，不能删除。")
            raise Refused(Problem("outing_written_about", words))
        note_act("delete_outing", outing, by=by, at=at, title=outing.title)
        session.execute(delete(Placing).where(Placing.outing_id == outing.id))
        session.execute(delete(Stop).where(Stop.outing_id == outing.id))
        session.delete(outing)


def move_day(training_class: TrainingClass, outing: Outing, held_on: date) -> None:
    """Puts an outing on another day inside the running act, by the clock on the wall."""
    distance = held_on - outing.held_on
    rows = select(Placing).where(Placing.outing_id == outing.id)
    for placing in db.session.execute(rows).scalars():
        placing.starts_at = on_wall(training_class, placing.starts_at, distance)
        placing.ends_at = on_wall(training_class, placing.ends_at, distance)
    outing.held_on = held_on


def on_wall(
    training_class: TrainingClass, moment: datetime | None, distance: timedelta
) -> datetime | None:
    """A moment so many days later at the same time on the wall, whatever summer time does."""
    if moment is None:
        return None
    wall = clock.local(moment, training_class.zone).replace(tzinfo=None)
    return clock.from_wall(wall + distance, training_class.zone)


def fit_to(outing: Outing, lesson_ids: Iterable[int | None], *, anew: bool = False) -> None:
    """Keeps what lessons say now, so that a later move of them is seen; `anew` forgets what they said."""
    known = dict(outing.lessons_json)
    wanted = [one for one in lesson_ids if one is not None and (anew or str(one) not in known)]
    for lesson in db.session.execute(select(Lesson).where(Lesson.id.in_(wanted))).scalars():
        known[str(lesson.id)] = lesson_told(lesson).as_json()
    outing.lessons_json = known


def lesson_problems(training_class: TrainingClass, lesson_id: int | None) -> list[Problem]:
    """A lesson of another class is none."""
    lesson = db.session.get(Lesson, lesson_id) if lesson_id is not None else None
    if lesson_id is None or (lesson is not None and lesson.class_id == training_class.id):
        return []
    return [Problem("lesson_unknown", _("本班没有这节课。"), "lesson_id")]


def open_class(outing: Outing) -> TrainingClass:
    """The class of an outing, for an act that changes something; Refused once it is closed."""
    training_class = db.session.get_one(TrainingClass, outing.class_id)
    require_open(training_class)
    return training_class


def note_act(act: str, outing: Outing, *, by: Actor, at: datetime, **detail: Any) -> None:
    """One line in the journal about an outing."""
    name, subject = f"field_teaching.{act}", f"outing:{outing.id}"
    audit.note(name, subject, by=by, at=at, class_id=outing.class_id, **detail)


def plain_texts(values: dict[str, Any], names: Iterable[str]) -> None:
    """Texts of one line, without needless spaces."""
    for name in names:
        values[name] = " ".join(str(values[name]).split())


def _settled(training_class: TrainingClass, details: OutingDetails) -> dict[str, Any]:
    values = asdict(details)
    plain_texts(values, ("title", "dress", "bring"))
    values["note"] = values["note"].strip()
    checked = {**values, "text": values["note"], "note": ""}
    problems = text_problems(checked) + lesson_problems(training_class, values["lesson_id"])
    if problems:
        raise Refused(problems)
    return values
