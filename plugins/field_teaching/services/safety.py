"""Safety: what an outing needs to know, emergency cards and who looks at them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import EmergencyCard, Outing
from plugins.field_teaching.queries.safety import LOOK, Noted, noted_riders

LONGEST = {"health": 400, "kin_name": 80, "kin_relation": 20, "kin_phone": 40}


@dataclass(frozen=True)
class SafetyPlan:
    """What is laid down for the safety of an outing; `back_by` in UTC."""

    risks: str = ""
    doctor: str = ""
    doctor_phone: str = ""
    hospital: str = ""
    hospital_phone: str = ""
    insurance: str = ""
    back_by: datetime | None = None


@dataclass(frozen=True)
class CardDetails:
    """What a trainee writes for an emergency; `consents` is the box beside the health note."""

    health: str = ""
    consents: bool = False
    kin_name: str = ""
    kin_relation: str = ""
    kin_phone: str = ""


def set_safety(outing: Outing, plan: SafetyPlan, *, by: Actor, at: datetime) -> None:
    """Keeps what an organiser laid down; the journal keeps which parts changed."""
    with transaction() as session:
        outing = _fresh_outing(session, outing)
        changed = [name for name, value in asdict(plan).items() if getattr(outing, name) != value]
        for name in changed:
            setattr(outing, name, getattr(plan, name))
        if changed:
            _note(
                "field_teaching.set_safety", f"outing:{outing.id}", outing, by, at, changed=changed
            )


def write_card(enrolment: Enrolment, details: CardDetails, *, by: Actor, at: datetime) -> None:
    """Keeps what a trainee wrote for an emergency; with nothing in it, nothing is kept.

    Raises Refused: `class_frozen`, `consent_missing`, `too_long`, `kin_incomplete`.
    """
    details = CardDetails(
        details.health.strip(),
        details.consents,
        details.kin_name.strip(),
        details.kin_relation.strip(),
        details.kin_phone.strip(),
    )
    with transaction() as session:
        require_open(session.get_one(TrainingClass, enrolment.class_id, populate_existing=True))
        if problems := _card_problems(details):
            raise Refused(problems)
        _put(session, enrolment, details, at)
        # The journal says that something was written, never what.
        _note("field_teaching.write_card", f"enrolment:{enrolment.id}", enrolment, by, at)


def withdraw_health(enrolment: Enrolment, *, by: Actor, at: datetime) -> None:
    """Takes back a health note and the consent to it; the row is gone where no next of kin is in it."""
    with transaction() as session:
        card = session.get(EmergencyCard, enrolment.id, populate_existing=True)
        if card is None or not card.health:
            return
        card.health, card.health_consented_at, card.changed_at = "", None, at
        if not (card.kin_name or card.kin_phone):
            session.delete(card)
        _note("field_teaching.withdraw_health", f"enrolment:{enrolment.id}", enrolment, by, at)


def delete_card(enrolment: Enrolment, *, by: Actor, at: datetime) -> None:
    """Takes everything back that a trainee wrote for an emergency; possible after the class too."""
    with transaction() as session:
        card = session.get(EmergencyCard, enrolment.id, populate_existing=True)
        if card is None:
            return
        session.delete(card)
        _note("field_teaching.delete_card", f"enrolment:{enrolment.id}", enrolment, by, at)


def read_health(
    outing: Outing, wanted: Collection[int], role: str, *, by: Actor, at: datetime
) -> list[Noted]:
    """The health notes of these riders (of all, where none is named) for the leader or the doctor.

    Each note that is read is journaled, and shown to the trainee, with who it was and when.
    """
    with transaction() as session:
        found = [one for one in noted_riders(outing) if not wanted or one.enrolment_id in wanted]
        rows = select(EmergencyCard.enrolment_id, EmergencyCard.health).where(
            EmergencyCard.enrolment_id.in_([one.enrolment_id for one in found])
        )
        written = dict(session.execute(rows).all())
        for one in found:
            _note(LOOK, f"enrolment:{one.enrolment_id}", outing, by, at, role=role)
    return [Noted(one.rider, one.enrolment_id, written[one.enrolment_id]) for one in found]


def _fresh_outing(session: Session, outing: Outing) -> Outing:
    found = session.get(Outing, outing.id, populate_existing=True)
    if found is None:
        raise NotFound
    require_open(session.get_one(TrainingClass, found.class_id, populate_existing=True))
    return found


def _card_problems(details: CardDetails) -> list[Problem]:
    problems = [
        Problem("too_long", _("最多 %(most)d 个字。", most=most), name)
        for name, most in LONGEST.items()
        if len(getattr(details, name)) > most
    ]
    if details.health and not details.consents:
        words = _("填写健康备注需要您单独同意；不同意请把它留空。")
        problems.append(Problem("consent_missing", words, "consents"))
    if bool(details.kin_name) != bool(details.kin_phone):
        missing = "kin_phone" if details.kin_name else "kin_name"
        words = _("紧急联系人的姓名和电话要一起填。")
        problems.append(Problem("kin_incomplete", words, missing))
    return problems


def _put(session: Session, enrolment: Enrolment, details: CardDetails, at: datetime) -> None:
    card = session.get(EmergencyCard, enrolment.id, populate_existing=True)
    if not (details.health or details.kin_name):
        if card is not None:
            session.delete(card)
        return
    if card is None:
        card = EmergencyCard(enrolment_id=enrolment.id, class_id=enrolment.class_id)
        session.add(card)
    if details.health != (card.health or ""):
        card.health_consented_at = at if details.health else None
    card.health = details.health
    card.kin_name, card.kin_relation = details.kin_name, details.kin_relation
    card.kin_phone, card.changed_at = details.kin_phone, at


def _note(
    act: str,
    subject: str,
    where: Outing | Enrolment,
    by: Actor,
    at: datetime,
    **detail: object,
) -> None:
    audit.note(act, subject, by=by, at=at, class_id=where.class_id, **detail)
