"""From the timetable to outings, and after it where it was moved; a time is taken, never invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core import clock
from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.timetable.queries import lesson_by_id, lessons_of
from core.timetable.rules import LessonKind
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Placing, Stop
from plugins.field_teaching.queries.outings import outings_of
from plugins.field_teaching.queries.sites import sites_for_choice
from plugins.field_teaching.rules.schedule import Timed, retimed
from plugins.field_teaching.rules.sites_named import site_named
from plugins.field_teaching.services.outings import (
    OutingDetails,
    fit_to,
    move_day,
    note_act,
    on_wall,
    open_class,
    write_outing,
)
from plugins.field_teaching.services.ways import (
    Spot,
    StopDetails,
    lay_down,
    placings_of,
    timed,
    write_way,
)
from plugins.field_teaching.terms import StopKind


def outings_from_timetable(
    training_class: TrainingClass, *, by: Actor, at: datetime
) -> list[Outing]:
    """An outing for every day with field lessons that has none: gather, the lessons, return.

    The lessons bring their own times; gathering and returning have none until a person says so.
    """
    with transaction():
        require_open(training_class)
        taken = {one.held_on for one in outings_of(training_class.id)}
        days: dict[date, list[Lesson]] = {}
        for lesson in lessons_of(training_class.id):
            if lesson.kind == LessonKind.FIELD and lesson.held_on and lesson.held_on not in taken:
                days.setdefault(lesson.held_on, []).append(lesson)
        if not days:
            words = _("课表里没有还没建行程的现场教学课。")
            raise Refused(Problem("no_field_lessons", words))
        sites = sites_for_choice()
        made = [_from(training_class, day, those, sites, at=at) for day, those in days.items()]
        for outing in made:
            note_act("add_outing", outing, by=by, at=at, title=outing.title, source="timetable")
    return made


def _from(
    training_class: TrainingClass, day: date, lessons: Sequence[Lesson],
    sites: Sequence[tuple[int, str]], *, at: datetime,
) -> Outing:  # fmt: skip
    single = lessons[0].id if len(lessons) == 1 else None
    title = lessons[0].title if single else _("现场教学")
    outing = write_outing(training_class, OutingDetails(title, day, single), at=at)
    details = [
        StopDetails(StopKind.GATHER.value, _("集合"), boards=True),
        *(_stop_of(one, sites, boards=one is not lessons[-1]) for one in lessons),
        StopDetails(StopKind.RETURN.value, _("返回"), boards=True),
    ]
    lay_down(training_class, outing, details, at=at)
    return outing


def _stop_of(lesson: Lesson, sites: Sequence[tuple[int, str]], *, boards: bool) -> StopDetails:
    """A lesson as a stop; heads are counted (`boards`) where people go on to another lesson."""
    minutes = None
    if lesson.starts_at and lesson.ends_at:
        minutes = int((lesson.ends_at - lesson.starts_at).total_seconds()) // 60
    return StopDetails(
        kind=StopKind.TEACH.value,
        title=lesson.title,
        starts_at=lesson.starts_at,
        time_text=lesson.time_text,
        minutes=minutes,
        site_id=site_named(sites, lesson.place, lesson.title),
        lesson_id=lesson.id,
        boards=boards,
        place=lesson.place,
        leader=lesson.teacher[:80],
    )


def follow_lesson(outing: Outing, lesson_id: int, *, by: Actor, at: datetime) -> None:
    """Moves the stops of a lesson, and what follows them, to where the timetable has moved it."""
    with transaction():
        training_class = open_class(outing)
        lesson = lesson_by_id(outing.class_id, lesson_id)
        known = outing.lessons_json.get(str(lesson_id))
        if known is None:
            return
        if lesson.starts_at is None or lesson.cancelled_at is not None or not known["starts"]:
            words = _("这节课没有可以跟着改的时间，请手工调整。")
            raise Refused(Problem("nothing_to_follow", words))
        was = datetime.fromisoformat(known["starts"])
        distance = _days_apart(training_class, lesson, was)
        if distance:
            _refuse_torn(training_class, outing, lesson)
            move_day(training_class, outing, outing.held_on + distance)
            was = on_wall(training_class, was, distance) or was
        by_how_much = lesson.starts_at - was
        _follow(outing, lesson, by_how_much, _longer(lesson, known))
        fit_to(outing, [lesson_id], anew=True)
        minutes = int(by_how_much.total_seconds()) // 60
        note_act("follow_lesson", outing, by=by, at=at, lesson=lesson_id, minutes=minutes)


def keep_times(outing: Outing, lesson_id: int, *, by: Actor, at: datetime) -> None:
    """Leaves the way as it is though the timetable has moved a lesson, and asks no more."""
    with transaction():
        open_class(outing)
        fit_to(outing, [lesson_by_id(outing.class_id, lesson_id).id], anew=True)
        note_act("keep_times", outing, by=by, at=at, lesson=lesson_id)


def _days_apart(training_class: TrainingClass, lesson: Lesson, was: datetime) -> timedelta:
    before = clock.local(was, training_class.zone).date()
    return (lesson.held_on or before) - before


def _longer(lesson: Lesson, known: dict[str, str | None]) -> timedelta:
    """By how much a lesson takes longer than it did."""
    starts, ends = known.get("starts"), known.get("ends")
    if not (starts and ends and lesson.starts_at and lesson.ends_at):
        return timedelta(0)
    before = datetime.fromisoformat(ends) - datetime.fromisoformat(starts)
    return lesson.ends_at - lesson.starts_at - before


def _refuse_torn(training_class: TrainingClass, outing: Outing, lesson: Lesson) -> None:
    """An outing goes to another day only as a whole."""
    stops = select(Stop.lesson_id).where(Stop.outing_id == outing.id)
    linked = {one for one in db.session.execute(stops).scalars() if one} | {lesson.id}
    days = {one.held_on for one in lessons_of(training_class.id) if one.id in linked}
    if len(days) > 1:
        words = _("这次行程的几节课不再是同一天，请手工调整。")
        raise Refused(Problem("lessons_apart", words))


def _follow(outing: Outing, lesson: Lesson, by: timedelta, longer: timedelta) -> None:
    rows = select(Placing.variant, Placing.owner).where(Placing.outing_id == outing.id)
    stops = select(Stop.id).where(Stop.outing_id == outing.id, Stop.lesson_id == lesson.id)
    ours = set(db.session.execute(stops).scalars())
    for variant, owner in {(row[0], row[1]) for row in db.session.execute(rows)}:
        placings = placings_of(Spot(outing, variant, owner))
        way = timed(placings)
        first = next((n for n, one in enumerate(way) if one.key in ours and one.starts_at), None)
        if first is None and not ours:
            first = next((n for n, one in enumerate(way) if one.starts_at), None)
        if first is None:
            continue
        lone = sum(one.key in ours for one in way) == 1
        write_way(placings, retimed(way, first, _at(way[first], by, longer if lone else None)))


def _at(stop: Timed, by: timedelta, longer: timedelta | None) -> Timed:
    moved = stop.at(stop.starts_at + by) if stop.starts_at else stop
    if moved.ends_at is None or not longer or not moved.starts_at:
        return moved
    return Timed(moved.key, moved.starts_at, max(moved.starts_at, moved.ends_at + longer))
