"""Who holds a place, counted under the write lock, so that nothing is ever oversold."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.db import db
from core.enrolment.models import Application, Enrolment, UnitQuota
from core.enrolment.rules import HOLDS_PLACE, ApplicationState, free_places
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass

HOLDING = sorted(HOLDS_PLACE)


@dataclass(frozen=True)
class Taken:
    """How many places are taken: by trainees, and by applications that wait for a decision."""

    enrolled: int
    pending: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.enrolled + self.pending


def locked(training_class: TrainingClass) -> TrainingClass:
    """The class as it is now, its row locked until the act ends; Refused once it is closed."""
    row = (
        select(TrainingClass)
        .where(TrainingClass.id == training_class.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(row).scalar_one()
    if found.is_frozen:
        raise Refused(Problem("class_frozen", _("班级已经结业，名单不能再改。")))
    return found


def taken_in(class_id: int, unit_id: int | None = None) -> Taken:
    """The places taken in a class, or there by one unit."""
    enrolled = select(func.count()).where(
        Enrolment.class_id == class_id, Enrolment.state.in_(HOLDING)
    )
    pending = select(func.count()).where(
        Application.class_id == class_id, Application.state == ApplicationState.PENDING.value
    )
    if unit_id is not None:
        enrolled = enrolled.where(Enrolment.unit_id == unit_id)
        pending = pending.where(Application.unit_id == unit_id)
    row = db.session.execute(select(enrolled.scalar_subquery(), pending.scalar_subquery())).one()
    return Taken(row[0], row[1])


def quota_of(class_id: int, unit_id: int | None) -> int | None:
    """How many a unit may send; None where nobody set a limit."""
    if unit_id is None:
        return None
    row = select(UnitQuota.quota).where(
        UnitQuota.class_id == class_id, UnitQuota.unit_id == unit_id
    )
    return db.session.execute(row).scalar_one_or_none()


def place_problems(
    training_class: TrainingClass, unit_id: int | None, *, wanted: int = 1, held: bool = False
) -> list[Problem]:
    """Why so many more cannot be taken; `held` for an application that already holds its place."""
    limits: list[tuple[int | None, int | None]] = [(None, training_class.capacity)]
    if unit_id is not None:
        limits.append((unit_id, quota_of(training_class.id, unit_id)))
    for unit, limit in limits:
        if limit is None:
            continue
        taken = taken_in(training_class.id, unit)
        counted = taken.enrolled if held else taken.total
        if (free_places(limit, counted) or 0) < wanted:
            return [_full(unit, limit, counted, wanted)]
    return []


def _full(unit_id: int | None, limit: int, taken: int, wanted: int) -> Problem:
    numbers = {"limit": limit, "taken": taken, "wanted": wanted}
    if unit_id is None:
        words = _("本班名额 %(limit)d 人，已占 %(taken)d 人，容不下再加 %(wanted)d 人。", **numbers)
        return Problem("no_place", words)
    words = _("该单位名额 %(limit)d 人，已占 %(taken)d 人，容不下再加 %(wanted)d 人。", **numbers)
    return Problem("no_place_of_unit", words)


def somebody_waits(training_class: TrainingClass, unit_id: int | None) -> bool:
    """Whether somebody on the waiting list could take the place that this unit asks for now."""
    rows = select(Application.unit_id).where(
        Application.class_id == training_class.id,
        Application.state == ApplicationState.WAITING.value,
    )
    waiting = set(db.session.execute(rows.distinct()).scalars())
    return unit_id in waiting or any(not place_problems(training_class, unit) for unit in waiting)
