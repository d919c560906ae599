"""What has happened on the way: reported, handled, closed, opened again, and told to the 主办."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, files
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.outbox.terms import ArrivedAct
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Incident, IncidentStep, Outing, Vehicle
from plugins.field_teaching.queries.safety import incident_by_act
from plugins.field_teaching.rules.incidents import report_problems, step_problems
from plugins.field_teaching.rules.photos import MEDIA_TYPE, small_picture
from plugins.field_teaching.terms import IncidentKind, IncidentState


@dataclass(frozen=True)
class Report:
    """What somebody reports; `happened_at` in UTC, `photo` the bytes as they were sent.

    `act_id` names the act of a phone that may send it twice.
    """

    kind: str
    what: str
    happened_at: datetime
    place: str = ""
    outing_id: int | None = None
    vehicle_id: int | None = None
    enrolment_id: int | None = None
    photo: bytes = b""
    act_id: str | None = None


def report(class_id: int, told: Report, *, by: Actor, at: datetime) -> Incident:
    """Opens an incident; the same act a second time gives the incident that is there.

    Raises Refused for what cannot stand, NotFound for an outing, vehicle or trainee of another class.
    """
    picture = small_picture(told.photo) if told.photo else b""
    with transaction() as session:
        require_open(session.get_one(TrainingClass, class_id, populate_existing=True))
        if told.act_id and (known := incident_by_act(told.act_id)):
            return known
        what, place = told.what.strip(), told.place.strip()
        if problems := report_problems(told.kind, what, place, told.happened_at, at):
            raise Refused(problems)
        _require_own(session, class_id, told)
        made = Incident(
            act_id=told.act_id,
            class_id=class_id,
            outing_id=told.outing_id,
            vehicle_id=told.vehicle_id,
            enrolment_id=told.enrolment_id,
            kind=told.kind,
            what=what,
            place=place,
            file_id=_kept_photo(class_id, picture, by=by, at=at),
            state=IncidentState.OPEN.value,
            happened_at=min(told.happened_at, at),
            reported_at=at,
            reported_by=by.name,
        )
        session.add(made)
        session.flush()
        _note("field_teaching.report_incident", made, by=by, at=at, kind=made.kind)
    return made


def report_late_bus(outing: Outing, vehicle: Vehicle, *, by: Actor, at: datetime) -> Incident:
    """Says with one press that a bus will be late, and tells the 主办; pressed twice, it is said once."""
    with transaction() as session:
        found = select(Incident).where(
            Incident.outing_id == outing.id,
            Incident.vehicle_id == vehicle.id,
            Incident.kind == IncidentKind.LATE.value,
            Incident.state != IncidentState.CLOSED.value,
        )
        known = session.execute(found).scalars().first()
        if known is not None:
            return known
        words = _("%(bus)s会晚到。", bus=vehicle.name)
        told = Report(
            IncidentKind.LATE.value, words, at, outing_id=outing.id, vehicle_id=vehicle.id
        )
        made = report(outing.class_id, told, by=by, at=at)
        tell_host(made, by=by, at=at)
    return made


def take_step(
    incident: Incident, after: IncidentState, body: str, *, by: Actor, at: datetime
) -> None:
    """Writes what was done and moves an incident on, or opens it again with the reason."""
    with transaction() as session:
        incident = _fresh(session, incident)
        body = body.strip()
        if problems := step_problems(IncidentState(incident.state), after, body):
            raise Refused(problems)
        incident.state = after.value
        session.add(
            IncidentStep(
                incident_id=incident.id, state=after.value, body=body, at=at, by_name=by.name
            )
        )
        _note("field_teaching.step_incident", incident, by=by, at=at, state=after.value)


def tell_host(incident: Incident, *, by: Actor, at: datetime) -> None:
    """报主办: the 主办 sees it on the overview until they say that they know; told once."""
    with transaction() as session:
        incident = _fresh(session, incident)
        if incident.told_host_at is None:
            incident.told_host_at = at
            _note("field_teaching.tell_host", incident, by=by, at=at)


def acknowledge(incident: Incident, *, by: Actor, at: datetime) -> None:
    """The 主办 says that they know; the first time counts."""
    with transaction() as session:
        incident = _fresh(session, incident)
        if incident.told_host_at is None:
            raise Refused(Problem("not_told", _("这件事还没有报主办。")))
        if incident.host_seen_at is None:
            incident.host_seen_at, incident.host_seen_by = at, by.name
            _note("field_teaching.acknowledge", incident, by=by, at=at)


def take_from_road(act: ArrivedAct) -> None:
    """An incident that a leader's phone wrote without a signal.

    Payload: kind, what and place as text; outing, vehicle and trainee as ids or left out.
    """
    payload: dict[str, Any] = act.payload
    told = Report(
        _text(payload, "kind"),
        _text(payload, "what"),
        act.happened_at,
        place=_text(payload, "place"),
        outing_id=_id(payload, "outing"),
        vehicle_id=_id(payload, "vehicle"),
        enrolment_id=_id(payload, "trainee"),
        act_id=act.id,
    )
    made = report(act.class_id, told, by=act.by, at=act.arrived_at)
    if payload.get("tell_host") is True:
        tell_host(made, by=act.by, at=act.arrived_at)


def _text(payload: dict[str, Any], name: str) -> str:
    value = payload.get(name, "")
    if not isinstance(value, str):
        raise Refused(Problem("not_readable", _("这条报告的内容看不懂，请重新填写。"), name))
    return value


def _id(payload: dict[str, Any], name: str) -> int | None:
    value = payload.get(name)
    if value is None or (type(value) is int and 0 < value < 2**31):
        return value
    raise Refused(Problem("not_readable", _("这条报告的内容看不懂，请重新填写。"), name))


def _require_own(session: Session, class_id: int, told: Report) -> None:
    named: tuple[tuple[type[Any], int | None], ...] = (
        (Outing, told.outing_id),
        (Vehicle, told.vehicle_id),
        (Enrolment, told.enrolment_id),
    )
    for model, number in named:
        if number is None:
            continue
        found = session.get(model, number)
        if found is None or found.class_id != class_id:
            words = _("这里选的行程、车辆或学员不在本班，请重新选择。")
            raise Refused(Problem("not_of_class", words))


def _kept_photo(class_id: int, picture: bytes, *, by: Actor, at: datetime) -> int | None:
    if not picture:
        return None
    name = _("现场照片.jpg")
    return files.store(picture, name, MEDIA_TYPE, by=by, at=at, class_id=class_id).id


def _fresh(session: Session, incident: Incident) -> Incident:
    found = session.get(Incident, incident.id, populate_existing=True)
    if found is None:
        raise NotFound
    require_open(session.get_one(TrainingClass, found.class_id, populate_existing=True))
    return found


def _note(act: str, incident: Incident, *, by: Actor, at: datetime, **detail: str) -> None:
    subject = f"incident:{incident.id}"
    audit.note(act, subject, by=by, at=at, class_id=incident.class_id, **detail)
