"""Emergency cards and incidents as pages ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.audit import AuditEntry
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from core.files import StoredFile
from core.i18n import gettext as _
from core.training.queries import setting
from plugins.field_teaching.models import (
    Departure,
    EmergencyCard,
    Incident,
    IncidentStep,
    Outing,
    Site,
    Stop,
    Vehicle,
)
from plugins.field_teaching.queries.counts import leaving_of
from plugins.field_teaching.queries.vehicles import Rider, riders_of
from plugins.field_teaching.rules.counting import departed
from plugins.field_teaching.rules.incidents import TOLD_WITHIN, told_within
from plugins.field_teaching.terms import IncidentState, StopKind

A_DAY = timedelta(days=1)
LOOK = "field_teaching.look_at_health"
"""How the journal names that somebody read a trainee's health note."""


@dataclass(frozen=True)
class Noted:
    """A rider who has left a health note; `health` is empty for whoever may not read it now."""

    rider: Rider
    enrolment_id: int
    health: str = ""


@dataclass(frozen=True)
class Case:
    """An incident with whom it befell, on which vehicle and outing, and its steps."""

    incident: Incident
    enrolment: Enrolment | None
    vehicle: Vehicle | None
    outing: Outing | None
    steps: list[IncidentStep]


# -- emergency cards --------------------------------------------------------------------------------


def own_card(enrolment_id: int) -> EmergencyCard | None:
    """What a trainee wrote for an emergency."""
    return db.session.get(EmergencyCard, enrolment_id)


def cards_of(class_id: int) -> dict[int, EmergencyCard]:
    """The emergency cards of a class by enrolment; one statement."""
    rows = select(EmergencyCard).where(EmergencyCard.class_id == class_id)
    return {one.enrolment_id: one for one in db.session.execute(rows).scalars()}


def noted_riders(outing: Outing) -> list[Noted]:
    """Which riders of an outing have left a health note, bus by bus, without what it says."""
    rows = select(EmergencyCard.enrolment_id).where(
        EmergencyCard.class_id == outing.class_id, EmergencyCard.health != ""
    )
    noted = set(db.session.execute(rows).scalars())
    riders = [(one, int(one.key[2:])) for one in riders_of(outing) if one.kind == "trainee"]
    return [Noted(rider, number) for rider, number in riders if number in noted]


def looks_at(enrolment: Enrolment, limit: int = 30) -> list[AuditEntry]:
    """Who has read a trainee's health note, the latest first."""
    rows = select(AuditEntry).where(
        AuditEntry.class_id == enrolment.class_id,
        AuditEntry.act == LOOK,
        AuditEntry.subject == f"enrolment:{enrolment.id}",
    )
    found = rows.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    return list(db.session.execute(found).scalars())


def hospitals_of(outing_id: int) -> list[tuple[str, str, str]]:
    """(site, hospital, phone) of the sites that an outing goes to, where the library knows one."""
    rows = (
        select(Site.name, Site.hospital, Site.hospital_phone)
        .join(Stop, Stop.site_id == Site.id)
        .where(Stop.outing_id == outing_id, Stop.cancelled_at.is_(None), Site.hospital != "")
        .order_by(Stop.id)
    )
    return list(dict.fromkeys((row[0], row[1], row[2]) for row in db.session.execute(rows)))


# -- incidents --------------------------------------------------------------------------------------


def cases_of(class_id: int) -> list[Case]:
    """Every incident of a class, those that are not closed first; two statements."""
    rows = _cases().where(Incident.class_id == class_id)
    found = db.session.execute(rows.order_by(Incident.happened_at.desc(), Incident.id.desc())).all()
    steps = _steps_of([row[0].id for row in found])
    cases = [_case(row, steps[row[0].id]) for row in found]
    return sorted(
        cases, key=lambda one: list(IncidentState).index(IncidentState(one.incident.state))
    )


def open_cases(class_id: int) -> list[Case]:
    """The incidents of a class that are not closed, the latest first, without their steps; one statement."""
    rows = _cases().where(
        Incident.class_id == class_id, Incident.state != IncidentState.CLOSED.value
    )
    found = db.session.execute(rows.order_by(Incident.happened_at.desc(), Incident.id.desc())).all()
    return [_case(row, []) for row in found]


def case_by_id(class_id: int, incident_id: int) -> Case:
    """One incident of this very class; NotFound for any other."""
    rows = _cases().where(Incident.class_id == class_id, Incident.id == incident_id)
    found = db.session.execute(rows).first()
    if found is None:
        raise NotFound
    return _case(found, _steps_of([incident_id])[incident_id])


def incident_by_act(act_id: str) -> Incident | None:
    """The incident that an act from the road has reported already."""
    rows = select(Incident).where(Incident.act_id == act_id)
    return db.session.execute(rows).scalar_one_or_none()


def open_count(class_id: int) -> int:
    """How many incidents are not closed."""
    rows = select(func.count()).where(
        Incident.class_id == class_id, Incident.state != IncidentState.CLOSED.value
    )
    return int(db.session.execute(rows).scalar_one())


def told_to_host(class_id: int) -> list[Incident]:
    """What the 主办 was told and has not yet acknowledged, oldest first."""
    rows = select(Incident).where(
        Incident.class_id == class_id,
        Incident.told_host_at.is_not(None),
        Incident.host_seen_at.is_(None),
    )
    return list(db.session.execute(rows.order_by(Incident.told_host_at)).scalars())


def minutes_to_tell(class_id: int) -> int:
    """Within how many minutes the 主办 is to be told, as the class has set it."""
    return told_within(setting(class_id, TOLD_WITHIN))


def incident_photo(incident: Incident) -> StoredFile:
    """The picture of an incident."""
    file = db.session.get(StoredFile, incident.file_id) if incident.file_id else None
    if file is None:
        raise NotFound(_("这条记录没有照片。"))
    return file


def _cases() -> Any:
    return (
        select(Incident, Enrolment, Vehicle, Outing)
        .outerjoin(Enrolment, Enrolment.id == Incident.enrolment_id)
        .outerjoin(Vehicle, Vehicle.id == Incident.vehicle_id)
        .outerjoin(Outing, Outing.id == Incident.outing_id)
        .options(joinedload(Enrolment.person, innerjoin=False))  # many incidents befell nobody
    )


def _case(row: Any, steps: list[IncidentStep]) -> Case:
    return Case(row[0], row[1], row[2], row[3], steps)


def _steps_of(incident_ids: Collection[int]) -> dict[int, list[IncidentStep]]:
    rows = select(IncidentStep).where(IncidentStep.incident_id.in_(incident_ids))
    found: dict[int, list[IncidentStep]] = defaultdict(list)
    for one in db.session.execute(rows.order_by(IncidentStep.id)).scalars():
        found[one.incident_id].append(one)
    return found


# -- coming back ------------------------------------------------------------------------------------


def overdue(class_id: int, at: datetime) -> list[tuple[Outing, list[Vehicle]]]:
    """Outings that should have been back within the last day, with the vehicles not counted back since.

    A vehicle is back when its count at a stop of return was closed.
    """
    rows = select(Outing).where(
        Outing.class_id == class_id,
        Outing.published_at.is_not(None),
        Outing.back_by < at,
        Outing.back_by > at - A_DAY,
    )
    late = list(db.session.execute(rows.order_by(Outing.held_on, Outing.id)).scalars())
    if not late:
        return []
    back = _back([one.id for one in late])
    found = [(one, _out(one, back.get(one.id, set()))) for one in late]
    return [(outing, vehicles) for outing, vehicles in found if vehicles]


def _back(outing_ids: Collection[int]) -> dict[int, set[int]]:
    """The vehicles that were counted at a stop of return, by outing; a recall takes a departure back."""
    rows = (
        select(Departure)
        .join(Stop, Stop.id == Departure.stop_id)
        .where(Departure.outing_id.in_(outing_ids), Stop.kind == StopKind.RETURN.value)
    )
    written = list(db.session.execute(rows).scalars())
    stands = {one.act_id for one in departed(map(leaving_of, written)).values()}
    found: dict[int, set[int]] = defaultdict(set)
    for one in written:
        if one.act_id in stands:
            found[one.outing_id].add(one.vehicle_id)
    return found


def _out(outing: Outing, back: set[int]) -> list[Vehicle]:
    riding = {one.vehicle_id for one in riders_of(outing)} - back
    rows = select(Vehicle).where(Vehicle.id.in_(riding)).order_by(Vehicle.ordering, Vehicle.id)
    return list(db.session.execute(rows).scalars())


def outing_of_day(class_id: int, today: date) -> Outing | None:
    """The outing of today, else the next one, else the last: the one that is meant."""
    rows = select(Outing).where(Outing.class_id == class_id).order_by(Outing.held_on, Outing.id)
    found = list(db.session.execute(rows).scalars())
    coming = [one for one in found if one.held_on >= today]
    return coming[0] if coming else found[-1] if found else None
