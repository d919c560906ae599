"""What was written, promised and rated at stops, as pages ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from core.files import StoredFile
from core.i18n import gettext as _
from core.people.models import Person
from plugins.field_teaching.models import (
    Outing,
    Rated,
    Reflection,
    Site,
    Stop,
    StopScore,
    Tribute,
)
from plugins.field_teaching.rules.learning import FEWEST_SHOWN, SCORES
from plugins.field_teaching.terms import Aspect, StopKind


@dataclass(frozen=True)
class Bars:
    """How an aspect was rated: how often each score from 1 to 5, and their mean."""

    aspect: Aspect
    times: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many have answered."""
        return sum(self.times)

    @property
    def mean(self) -> float | None:
        """The mean to one place; None while too few have answered to be shown."""
        whole = sum(score * times for score, times in zip(SCORES, self.times, strict=True))
        return round(whole / self.count, 1) if self.is_shown else None

    @property
    def is_shown(self) -> bool:
        """Whether enough have answered that nobody is found by it."""
        return self.count >= FEWEST_SHOWN


@dataclass(frozen=True)
class TaughtStop:
    """A teach stop with what came of it."""

    stop: Stop
    outing: Outing
    site: Site | None
    reflections: int
    tributes: int
    bars: list[Bars]


@dataclass(frozen=True)
class Written:
    """A 心得 with who wrote it."""

    reflection: Reflection
    enrolment: Enrolment


def taught_stops(class_id: int) -> list[TaughtStop]:
    """Every teach stop of a class by day, with its numbers; four statements."""
    rows = (
        select(Stop, Outing, Site)
        .join(Outing, Outing.id == Stop.outing_id)
        .outerjoin(Site, Site.id == Stop.site_id)
        .where(
            Stop.class_id == class_id,
            Stop.kind == StopKind.TEACH.value,
            Stop.cancelled_at.is_(None),
        )
        .order_by(Outing.held_on, Outing.id, Stop.id)
    )
    found = db.session.execute(rows).all()
    ids = [stop.id for stop, _outing, _site in found]
    written, laid, bars = _written_counts(ids), _tribute_counts(ids), bars_of(ids)
    return [
        TaughtStop(stop, outing, site, written.get(stop.id, 0), laid.get(stop.id, 0), bars[stop.id])
        for stop, outing, site in found
    ]


def bars_of(stop_ids: Collection[int]) -> dict[int, list[Bars]]:
    """How stops were rated, aspect by aspect; one statement."""
    rows = select(StopScore.stop_id, StopScore.aspect, StopScore.score, func.sum(StopScore.times))
    rows = rows.where(StopScore.stop_id.in_(stop_ids))
    rows = rows.group_by(StopScore.stop_id, StopScore.aspect, StopScore.score)
    sums: dict[tuple[int | None, str, int], int] = {
        (stop_id, aspect, score): int(times)
        for stop_id, aspect, score, times in db.session.execute(rows)
    }
    return {
        one: [
            Bars(aspect, tuple(sums.get((one, aspect.value, score), 0) for score in SCORES))
            for aspect in Aspect
        ]
        for one in stop_ids
    }


def tribute_count(stop_id: int) -> int:
    """How many have taken part at a stop."""
    return _tribute_counts([stop_id]).get(stop_id, 0)


def _tribute_counts(stop_ids: Collection[int]) -> dict[int, int]:
    rows = select(Tribute.stop_id, func.count()).where(Tribute.stop_id.in_(stop_ids))
    return dict(db.session.execute(rows.group_by(Tribute.stop_id)).all())


def _written_counts(stop_ids: Collection[int]) -> dict[int, int]:
    rows = select(Reflection.stop_id, func.count()).where(
        Reflection.stop_id.in_(stop_ids), Reflection.hidden_at.is_(None)
    )
    return dict(db.session.execute(rows.group_by(Reflection.stop_id)).all())


# -- 心得 --------------------------------------------------------------------------------------------


def written_at(stop_id: int) -> list[Written]:
    """Every 心得 of a stop, hidden ones too, by group and number; one statement."""
    return _in_group_order(_written().where(Reflection.stop_id == stop_id))


def to_print(class_id: int) -> list[Written]:
    """What goes into the booklet: the chosen ones, or all where none is chosen; never hidden ones."""
    rows = _written().where(Reflection.class_id == class_id, Reflection.hidden_at.is_(None))
    found = _in_group_order(rows)
    chosen = [one for one in found if one.reflection.chosen_at is not None]
    return chosen or found


def all_written(class_id: int) -> list[Written]:
    """Every 心得 of a class, hidden ones too, for the sheet."""
    return _in_group_order(_written().where(Reflection.class_id == class_id))


def reflection_by_id(class_id: int, reflection_id: int) -> Reflection:
    """A 心得 of this very class; NotFound for any other."""
    found = db.session.get(Reflection, reflection_id)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def own_reflection(stop_id: int, enrolment_id: int) -> Reflection | None:
    """What a trainee has written at a stop."""
    rows = select(Reflection).where(
        Reflection.stop_id == stop_id, Reflection.enrolment_id == enrolment_id
    )
    return db.session.execute(rows).scalar_one_or_none()


def photo_of(reflection: Reflection) -> StoredFile:
    """The picture that was sent with a 心得."""
    file = db.session.get(StoredFile, reflection.file_id) if reflection.file_id else None
    if file is None:
        raise NotFound(_("这篇心得没有照片。"))
    return file


def own_tribute(stop_id: int, enrolment_id: int) -> Tribute | None:
    """That a trainee has taken part at a stop."""
    rows = select(Tribute).where(Tribute.stop_id == stop_id, Tribute.enrolment_id == enrolment_id)
    return db.session.execute(rows).scalar_one_or_none()


def has_rated(stop_id: int, enrolment_id: int) -> bool:
    """Whether a trainee has rated a stop; what they gave nobody can ask."""
    return db.session.get(Rated, (stop_id, enrolment_id)) is not None


def _written() -> Any:
    return (
        select(Reflection, Enrolment)
        .join(Enrolment, Enrolment.id == Reflection.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .options(contains_eager(Enrolment.person))
    )


def _in_group_order(rows: Any) -> list[Written]:
    found: Iterable[Any] = db.session.execute(rows).all()
    return sorted((Written(*row) for row in found), key=_group_and_number)


def _group_and_number(one: Written) -> tuple[int, int, int]:
    group = one.enrolment.group
    return one.reflection.stop_id, group.ordering if group else 1 << 30, one.enrolment.number


def reflections_by_stop(written: Iterable[Written]) -> dict[int, list[Written]]:
    """The same, stop by stop."""
    found: dict[int, list[Written]] = defaultdict(list)
    for one in written:
        found[one.reflection.stop_id].append(one)
    return found
