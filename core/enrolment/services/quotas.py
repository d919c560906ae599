"""名额分配: how many each unit may send, and the unit's own link."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from core import audit
from core.audit import Actor
from core.db import db
from core.enrolment.models import UnitQuota
from core.enrolment.services.places import locked
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.people.services import unit_named
from core.training.models import TrainingClass
from core.transaction import transaction

MOST = 9999


def set_quotas(
    training_class: TrainingClass, quotas: Mapping[str, int | None], *, by: Actor, at: datetime
) -> list[UnitQuota]:
    """Gives units their places by name, with a link for each new one; None means no limit."""
    problems = [_problem(name, quota) for name, quota in quotas.items()]
    if any(problems):
        raise Refused([one for one in problems if one])
    with transaction():
        training_class = locked(training_class)
        known = select(UnitQuota).where(UnitQuota.class_id == training_class.id)
        rows = {row.unit_id: row for row in db.session.execute(known).scalars()}
        given = [_given(training_class, rows, name, quotas[name], at=at) for name in quotas]
        db.session.flush()
        _note(training_class, by=by, at=at, quotas=dict(quotas))
    return given


def _given(
    training_class: TrainingClass,
    rows: dict[int, UnitQuota],
    name: str,
    quota: int | None,
    *,
    at: datetime,
) -> UnitQuota:
    unit = unit_named(name, at=at)
    if unit is None:
        raise Refused(Problem("unit_missing", _("请填写单位名称。"), "quotas"))
    row = rows.get(unit.id)
    if row is None:
        token = secrets.token_urlsafe(12)
        row = UnitQuota(class_id=training_class.id, unit=unit, token=token)
        rows[unit.id] = row
        db.session.add(row)
    row.quota = quota
    return row


def drop_quota(quota: UnitQuota, *, by: Actor, at: datetime) -> None:
    """Takes a unit off the list; its link opens nothing any more, its people stay."""
    with transaction() as session:
        training_class = locked(session.get_one(TrainingClass, quota.class_id))
        session.delete(quota)
        _note(training_class, by=by, at=at, dropped=quota.unit.name)


def renew_link(quota: UnitQuota, *, by: Actor, at: datetime) -> UnitQuota:
    """Gives a unit another link, for one that went round too far; the old one opens nothing."""
    with transaction() as session:
        training_class = locked(session.get_one(TrainingClass, quota.class_id))
        quota.token = secrets.token_urlsafe(12)
        _note(training_class, by=by, at=at, renewed=quota.unit.name)
    return quota


def copy_quotas(source: TrainingClass, target: TrainingClass) -> None:
    """Carries the units and their places from last year's class into the new one, inside its act."""
    with transaction() as session:
        rows = select(UnitQuota).where(UnitQuota.class_id == source.id)
        for row in session.execute(rows).scalars().all():
            token = secrets.token_urlsafe(12)
            copied = UnitQuota(
                class_id=target.id, unit_id=row.unit_id, quota=row.quota, token=token
            )
            session.add(copied)


def _problem(name: str, quota: int | None) -> Problem | None:
    if not name.strip() or len(name) > 120:
        return Problem("unit_name", _("单位名称为 1 到 120 个字。"), "quotas")
    if quota is not None and not 0 <= quota <= MOST:
        words = _("“%(name)s”的名额应为 0 到 %(most)d。", name=name, most=MOST)
        return Problem("quota", words, "quotas")
    return None


def _note(training_class: TrainingClass, *, by: Actor, at: datetime, **detail: object) -> None:
    class_id = training_class.id
    audit.note("enrolment.quotas", f"class:{class_id}", by=by, at=at, class_id=class_id, **detail)
