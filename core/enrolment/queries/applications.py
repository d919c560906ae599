"""Applications and units' places as pages ask for them; the number of statements never grows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from core.db import db
from core.enrolment.models import Application, Enrolment, UnitQuota
from core.enrolment.queries.one import there
from core.enrolment.queries.trainees import PLACE_STATES
from core.enrolment.rules import ApplicationState
from core.people.models import Unit


def applications(class_id: int, state: str = "") -> list[Application]:
    """The applications of a class in the order they came in; those who wait in the order of waiting."""
    rows = select(Application).where(Application.class_id == class_id)
    if state:
        rows = rows.where(Application.state == state)
    waiting = state == ApplicationState.WAITING
    since = Application.waiting_since if waiting else Application.applied_at
    return list(db.session.execute(rows.order_by(since, Application.id)).scalars())


def application_states(class_id: int) -> dict[str, int]:
    """How many applications of a class are in each state."""
    rows = (
        select(Application.state, func.count())
        .where(Application.class_id == class_id)
        .group_by(Application.state)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def application_by_id(class_id: int, application_id: int) -> Application:
    """An application to this very class."""
    row = select(Application).where(
        Application.class_id == class_id, Application.id == application_id
    )
    return there(db.session.execute(row).scalar_one_or_none())


def applications_by_ids(class_id: int, ids: Collection[int]) -> list[Application]:
    """Those of the ids that name applications to this class, in the order they came in."""
    rows = select(Application).where(Application.class_id == class_id, Application.id.in_(ids))
    return list(db.session.execute(rows.order_by(Application.applied_at, Application.id)).scalars())


def application_by_token(token: str) -> Application:
    """The application that its own link names."""
    row = select(Application).where(Application.token == token)
    return there(db.session.execute(row).scalar_one_or_none())


def place_in_line(application: Application) -> int:
    """At which place of the waiting list an application stands, from 1."""
    ahead = select(func.count()).where(
        Application.class_id == application.class_id,
        Application.state == ApplicationState.WAITING.value,
        or_(
            Application.waiting_since < application.waiting_since,
            (Application.waiting_since == application.waiting_since)
            & (Application.id < application.id),
        ),
    )
    return int(db.session.execute(ahead).scalar() or 0) + 1


@dataclass(frozen=True)
class QuotaRow:
    """A unit's places: its quota and link, how many are enrolled, wait for a decision, or in line."""

    quota: UnitQuota
    enrolled: int
    pending: int
    waiting: int

    @property
    def free(self) -> int | None:
        """How many the unit may still send; None without a limit."""
        if self.quota.quota is None:
            return None
        return max(0, self.quota.quota - self.enrolled - self.pending)


def quota_rows(class_id: int) -> list[QuotaRow]:
    """Every unit's quota with what is taken of it: three statements."""
    rows = (
        select(UnitQuota)
        .join(Unit, Unit.id == UnitQuota.unit_id)
        .where(UnitQuota.class_id == class_id)
        .order_by(Unit.name)
    )
    enrolled = _by_unit(
        Enrolment.unit_id, Enrolment.class_id == class_id, Enrolment.state.in_(PLACE_STATES)
    )
    asked: dict[tuple[int, str], int] = {}
    by_state = (
        select(Application.unit_id, Application.state, func.count())
        .where(Application.class_id == class_id, Application.unit_id.is_not(None))
        .group_by(Application.unit_id, Application.state)
    )
    for unit_id, state, count in db.session.execute(by_state):
        asked[unit_id or 0, state] = count
    return [
        QuotaRow(
            quota,
            enrolled.get(quota.unit_id, 0),
            asked.get((quota.unit_id, ApplicationState.PENDING.value), 0),
            asked.get((quota.unit_id, ApplicationState.WAITING.value), 0),
        )
        for quota in db.session.execute(rows).scalars().all()
    ]


def _by_unit(column: Any, *conditions: Any) -> dict[int, int]:
    rows = select(column, func.count()).where(*conditions).group_by(column)
    return {unit_id: count for unit_id, count in db.session.execute(rows) if unit_id is not None}


def quota_by_id(class_id: int, quota_id: int) -> UnitQuota:
    """A unit's quota in this very class."""
    row = select(UnitQuota).where(UnitQuota.class_id == class_id, UnitQuota.id == quota_id)
    return there(db.session.execute(row).scalar_one_or_none())


def quota_by_token(token: str) -> UnitQuota:
    """The unit that its own link names."""
    row = select(UnitQuota).where(UnitQuota.token == token)
    return there(db.session.execute(row).scalar_one_or_none())


def quota_row(quota: UnitQuota) -> QuotaRow:
    """One unit's quota with what is taken of it."""
    counts = (
        select(func.count())
        .where(
            Enrolment.class_id == quota.class_id,
            Enrolment.unit_id == quota.unit_id,
            Enrolment.state.in_(PLACE_STATES),
        )
        .scalar_subquery(),
        *(
            select(func.count())
            .where(
                Application.class_id == quota.class_id,
                Application.unit_id == quota.unit_id,
                Application.state == state.value,
            )
            .scalar_subquery()
            for state in (ApplicationState.PENDING, ApplicationState.WAITING)
        ),
    )
    row = db.session.execute(select(*counts)).one()
    return QuotaRow(quota, row[0], row[1], row[2])


def people_of_unit(quota: UnitQuota) -> tuple[list[Application], list[Enrolment]]:
    """A unit's own people: applications not yet approved, and trainees; two statements."""
    asked = (
        select(Application)
        .where(
            Application.class_id == quota.class_id,
            Application.unit_id == quota.unit_id,
            Application.state.in_(["pending", "waiting", "returned"]),
        )
        .order_by(Application.applied_at, Application.id)
    )
    enrolled = (
        select(Enrolment)
        .where(
            Enrolment.class_id == quota.class_id,
            Enrolment.unit_id == quota.unit_id,
            Enrolment.state.in_(PLACE_STATES),
        )
        .order_by(Enrolment.number)
    )
    session = db.session
    return list(session.execute(asked).scalars()), list(session.execute(enrolled).scalars())
