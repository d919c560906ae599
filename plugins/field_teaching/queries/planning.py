"""All that the outings of a class are judged and told by, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, or_, select

from core import clock
from core.db import db
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.timetable.queries import lessons_of
from core.timetable.rules import LessonKind, time_and_place
from core.training.models import TrainingClass
from core.training.queries import class_by_id, settings_of
from plugins.field_teaching.models import WEEK, Outing, Ride, Vehicle
from plugins.field_teaching.queries.outings import Halt, halts_by_outing, owners_in, way_in
from plugins.field_teaching.queries.vehicles import DUE, scope_of, vehicles_of
from plugins.field_teaching.rules.changes import Called, changes_between
from plugins.field_teaching.rules.changes import Told as ToldOuting
from plugins.field_teaching.rules.clashes import (
    Clash,
    Day,
    Other,
    Place,
    Step,
    Way,
    clashes_of,
)
from plugins.field_teaching.rules.lessons import Moved, Told, moved_since
from plugins.field_teaching.rules.limits import Limits, limits_from
from plugins.field_teaching.terms import STOP_WORDS, StopKind


@dataclass
class Planning:
    """What is known of a class and its outings; `halts` and `rides` are read once for all of them."""

    training_class: TrainingClass
    halts: dict[int, list[Halt]]
    vehicles: list[Vehicle] = field(default_factory=list)
    rides: list[tuple[str, int, str]] = field(default_factory=list)
    trainees: int = 0
    lessons: list[Lesson] = field(default_factory=list)
    limits: Limits = field(default_factory=Limits)

    def way(self, outing: Outing, variant: str, owner: int = 0) -> list[Halt]:
        """The stops of a plan in the order of a vehicle, or of all."""
        return way_in(self.halts.get(outing.id, []), variant, owner)

    def owners(self, outing: Outing, variant: str) -> list[int]:
        """The vehicles that go an order of their own in a plan."""
        return owners_in(self.halts.get(outing.id, []), variant)

    def people(self, outing: Outing) -> Counter[int]:
        """How many ride on each vehicle; a ride for the outing stands before that of the week."""
        nearest = {
            rider: vehicle_id
            for scope, vehicle_id, rider in sorted(self.rides, key=lambda one: one[0] != WEEK)
            if scope in (WEEK, scope_of(outing))
        }
        return Counter(nearest.values())

    def buses(self, outing: Outing) -> list[Vehicle]:
        """The vehicles on which somebody rides on this outing; all, as long as nobody has a place."""
        people = self.people(outing)
        return [one for one in self.vehicles if not people or people[one.id]]

    def has_rain_plan(self, outing: Outing) -> bool:
        """Whether a plan for rain was laid down."""
        return any(one.placing.variant == "rain" for one in self.halts.get(outing.id, []))

    def clashes(self, outing: Outing, variant: str = "") -> list[Clash]:
        """What cannot go as planned in a plan, by default the one that holds; way by way."""
        zone = self.training_class.zone
        return clashes_of(
            Day(
                held_on=outing.held_on,
                ways=self._ways(outing, variant or outing.variant),
                lessons=self._others(outing),
                limits=self.limits,
                back_by=_local(outing.back_by, zone),
            )
        )

    def _ways(self, outing: Outing, variant: str) -> list[Way]:
        people, owners = self.people(outing), self.owners(outing, variant)
        names = {one.id: one.name for one in self.vehicles}
        own = sum(people[owner] for owner in owners)
        everyone = sum(people.values()) or self.trainees
        rest = Way(0, _("全体"), self._steps(outing, variant, 0), max(everyone - own, 0))
        ways = [
            Way(owner, names.get(owner, ""), self._steps(outing, variant, owner), people[owner])
            for owner in owners
        ]
        goes = not owners or any(one.id not in owners for one in self.buses(outing))
        return [rest, *ways] if goes else ways

    def _steps(self, outing: Outing, variant: str, owner: int) -> list[Step]:
        zone = self.training_class.zone
        return [_step(one, zone) for one in self.way(outing, variant, owner)]

    def _linked(self, outing: Outing) -> set[int]:
        """The lessons that are held on the way."""
        linked = {one.stop.lesson_id for one in self.halts.get(outing.id, [])}
        return {one for one in (outing.lesson_id, *linked) if one is not None}

    def _others(self, outing: Outing) -> list[Other]:
        linked, zone = self._linked(outing), self.training_class.zone
        return [
            Other(one.title, clock.local(one.starts_at, zone), clock.local(one.ends_at, zone))
            for one in self.lessons
            if one.starts_at and one.ends_at and one.cancelled_at is None
            if one.held_on == outing.held_on
            if one.id not in linked and one.kind != LessonKind.OTHER
        ]

    def moved_lessons(self, outing: Outing) -> list[Moved]:
        """The lessons of an outing that the timetable has moved since the way was fitted to them."""
        linked, zone = self._linked(outing), self.training_class.zone
        said = [
            moved_since(
                outing.lessons_json.get(str(one.id)),
                lesson_told(one),
                lambda starts, ends: _when(starts, ends, zone),
            )
            for one in self.lessons
            if one.id in linked
        ]
        return [one for one in said if one is not None]

    def told(self, outing: Outing) -> ToldOuting:
        """The outing as trainees would be told it now."""
        owners = self.owners(outing, outing.variant)
        names = {one.id: one.name for one in self.vehicles if one.id in owners}
        return ToldOuting(
            title=outing.title,
            day=outing.held_on.isoformat(),
            variant=outing.variant,
            dress=outing.dress,
            bring=outing.bring,
            ways={owner: self._called(outing, owner) for owner in (0, *owners)},
            names=names,
        )

    def _called(self, outing: Outing, owner: int) -> list[Called]:
        return [
            Called(
                one.stop.id,
                one.stop.title,
                one.placing.starts_at,
                time_words(one, outing.held_on, self.training_class.zone),
                one.place,
            )
            for one in self.way(outing, outing.variant, owner)
        ]

    def untold(self, outing: Outing) -> list[str]:
        """What has changed since trainees were told last, in words; nothing of a draft."""
        if outing.published_at is None or not outing.published_json:
            return []
        before = ToldOuting.from_json(outing.published_json["state"])
        return changes_between(before, self.told(outing))


def planning_of(training_class: TrainingClass, outings: Sequence[Outing]) -> Planning:
    """Six statements, however many outings, stops and people."""
    class_id = training_class.id
    return Planning(
        training_class=training_class,
        halts=halts_by_outing(one.id for one in outings),
        vehicles=vehicles_of(class_id),
        rides=_rides(class_id),
        trainees=_trainees(class_id),
        lessons=lessons_of(class_id, with_cancelled=True),
        limits=limits_from(settings_of(class_id)),
    )


def changes_of(outing: Outing) -> list[str]:
    """What has changed for trainees, in words: what was told last, and what was changed since."""
    training_class = class_by_id(outing.class_id)
    ground = Planning(
        training_class, halts_by_outing([outing.id]), vehicles=vehicles_of(outing.class_id)
    )
    return [*outing.published_json.get("told", []), *ground.untold(outing)]


def lesson_told(lesson: Lesson) -> Told:
    """A lesson as the timetable says it now."""
    cancelled = lesson.cancelled_at is not None
    return Told(lesson.id, lesson.title, lesson.starts_at, lesson.ends_at, cancelled)


def time_words(halt: Halt, held_on: date, zone: str) -> str:
    """When a stop is reached as people read it: 13:30, 次日 00:30, or the words that are known."""
    starts = _local(halt.placing.starts_at, zone)
    if starts is None:
        return halt.placing.time_text
    return f"{starts:%H:%M}" if starts.date() <= held_on else _("次日 %(t)s", t=f"{starts:%H:%M}")


def kind_words(kind: str) -> str:
    """What happens at a stop, in words."""
    return str(STOP_WORDS[StopKind(kind)]) if kind in set(StopKind) else kind


def _when(starts: datetime, ends: datetime | None, zone: str) -> str:
    return time_and_place(clock.local(starts, zone), _local(ends, zone), "", "")


def _local(moment: datetime | None, zone: str) -> datetime | None:
    return moment and clock.local(moment, zone)


def _step(halt: Halt, zone: str) -> Step:
    stop, site = halt.stop, halt.site
    place = None
    if site is not None:
        known = (site.id, site.name, site.hours, site.closed_on, site.capacity, site.guide)
        place = Place(*known)
    return Step(
        key=stop.id,
        kind=stop.kind,
        title=stop.title,
        starts=_local(halt.placing.starts_at, zone),
        ends=_local(halt.placing.ends_at, zone),
        transport=stop.transport,
        leg_minutes=stop.leg_minutes,
        boards=stop.boards,
        leader=stop.leader,
        site=place,
    )


def _rides(class_id: int) -> list[tuple[str, int, str]]:
    """Scope, vehicle and rider of everyone who still belongs to the class."""
    rows = (
        select(Ride.scope, Ride.vehicle_id, Ride.enrolment_id, Ride.companion_id)
        .outerjoin(Enrolment, Enrolment.id == Ride.enrolment_id)
        .where(Ride.class_id == class_id)
        .where(or_(Ride.enrolment_id.is_(None), Enrolment.state.in_(DUE)))
    )
    return [
        (scope, vehicle_id, f"e:{enrolment}" if enrolment else f"c:{companion}")
        for scope, vehicle_id, enrolment, companion in db.session.execute(rows)
    ]


def _trainees(class_id: int) -> int:
    rows = select(func.count()).where(Enrolment.class_id == class_id, Enrolment.state.in_(DUE))
    return db.session.execute(rows).scalar() or 0
