"""What the plugin holds of one person: for their page, and for an access request."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.contributions import HeldData
from core.db import db
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.wording import stamp
from plugins.field_teaching.models import (
    WEEK,
    CountEntry,
    EmergencyCard,
    Incident,
    Outing,
    Rated,
    Reflection,
    Ride,
    Stop,
    Tribute,
    Vehicle,
)
from plugins.field_teaching.terms import (
    ACTIVITY_WORDS,
    INCIDENT_WORDS,
    SAID_WORDS,
    Activity,
    IncidentKind,
    Said,
)

LATEST = 6


def week_ride(enrolment_id: int) -> tuple[Ride | None, Vehicle | None]:
    """Where a trainee sits all week, with the vehicle; one statement."""
    rows = select(Ride, Vehicle).join(Vehicle, Vehicle.id == Ride.vehicle_id)
    rows = rows.where(Ride.enrolment_id == enrolment_id, Ride.scope == WEEK)
    found = db.session.execute(rows).first()
    return (found[0], found[1]) if found else (None, None)


def latest_counts(enrolment_id: int) -> list[tuple[Outing, Stop, CountEntry]]:
    """Where a trainee was counted last, the latest first; one statement."""
    rows = _counts().where(CountEntry.rider == f"e:{enrolment_id}")
    rows = rows.order_by(CountEntry.happened_at.desc(), CountEntry.id.desc()).limit(LATEST)
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows).all()]


def held_of(person_id: int, *, oneself: bool) -> list[HeldData]:
    """Everything held of a person in whatever class, part by part; empty parts are left out.

    What a health note says is told to the person alone: staff who answer for them see that there is one.
    """
    classes = _classes_of(person_id)
    ids = list(classes)
    parts = [
        (_("应急信息"), _cards(ids, oneself=oneself)),
        (_("乘车"), _rides(ids)),
        (_("清点记录"), _counted(classes)),
        (_("现场教学心得"), _reflections(classes)),
        (_("宣誓与献花"), _tributes(classes)),
        (_("评价"), _rated(ids)),
        (_("途中情况"), _incidents(classes)),
    ]
    return [HeldData(title, rows) for title, rows in parts if rows]


def _classes_of(person_id: int) -> dict[int, str]:
    """The person's enrolments, each with the zone of its class."""
    rows = (
        select(Enrolment.id, TrainingClass.zone)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person_id)
    )
    return dict(db.session.execute(rows).all())


def _cards(ids: list[int], *, oneself: bool) -> list[tuple[Any, str]]:
    rows = select(EmergencyCard).where(EmergencyCard.enrolment_id.in_(ids))
    found: list[tuple[Any, str]] = []
    for one in db.session.execute(rows).scalars():
        kin = " ".join(part for part in (one.kin_name, one.kin_relation, one.kin_phone) if part)
        found += [(_("紧急联系人"), kin)] if kin else []
        note = one.health if oneself else _("已填写；内容请本人在自己手机上查看")
        found += [(_("健康备注"), note)] if one.health else []
    return found


def _rides(ids: list[int]) -> list[tuple[Any, str]]:
    rows = select(Vehicle.name, Ride.seat).join(Ride, Ride.vehicle_id == Vehicle.id)
    found = db.session.execute(rows.where(Ride.enrolment_id.in_(ids)).order_by(Ride.id))
    return [(name, _("%(seat)d 号座", seat=seat) if seat else "") for name, seat in found]


def _counted(classes: dict[int, str]) -> list[tuple[Any, str]]:
    """Each count is a place and a time."""
    riders = {f"e:{number}": zone for number, zone in classes.items()}
    rows = _counts().where(CountEntry.rider.in_(riders)).order_by(CountEntry.happened_at)
    return [
        (
            stamp(entry.happened_at, riders[entry.rider]),
            f"{outing.title} · {stop.title} · {SAID_WORDS[Said(entry.said)]}",
        )
        for outing, stop, entry in db.session.execute(rows).all()
    ]


def _reflections(classes: dict[int, str]) -> list[tuple[Any, str]]:
    rows = select(Reflection, Stop.title).join(Stop, Stop.id == Reflection.stop_id)
    rows = rows.where(Reflection.enrolment_id.in_(classes)).order_by(Reflection.id)
    return [
        (title, one.body + (_("（附照片）") if one.file_id else ""))
        for one, title in db.session.execute(rows).all()
    ]


def _tributes(classes: dict[int, str]) -> list[tuple[Any, str]]:
    rows = select(Tribute, Stop).join(Stop, Stop.id == Tribute.stop_id)
    rows = rows.where(Tribute.enrolment_id.in_(classes)).order_by(Tribute.id)
    return [
        (f"{stop.title} {_activity(stop.activity)}", stamp(one.at, classes[one.enrolment_id]))
        for one, stop in db.session.execute(rows).all()
    ]


def _activity(activity: str) -> str:
    return str(ACTIVITY_WORDS[Activity(activity)]) if activity else ""


def _rated(ids: list[int]) -> list[tuple[Any, str]]:
    rows = select(Stop.title).join(Rated, Rated.stop_id == Stop.id)
    found = db.session.execute(rows.where(Rated.enrolment_id.in_(ids)).order_by(Stop.id)).scalars()
    return [(title, _("已评价；给了几分没有记下")) for title in found]


def _incidents(classes: dict[int, str]) -> list[tuple[Any, str]]:
    rows = select(Incident).where(Incident.enrolment_id.in_(classes)).order_by(Incident.id)
    return [
        (
            stamp(one.happened_at, classes[one.enrolment_id or 0]),
            f"{INCIDENT_WORDS[IncidentKind(one.kind)]} · {one.what}",
        )
        for one in db.session.execute(rows).scalars()
    ]


def _counts() -> Any:
    return (
        select(Outing, Stop, CountEntry)
        .select_from(CountEntry)
        .join(Stop, Stop.id == CountEntry.stop_id)
        .join(Outing, Outing.id == CountEntry.outing_id)
    )
