"""How a phone comes to speak for a trainee: by number and code, or by the QR of their own slip."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import select

from core import audit
from core.access import services as access
from core.access.models import PhoneBinding
from core.access.services import Device
from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import HOLDS_PLACE, EnrolmentState, new_activation_code, normalised_code
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.people.models import Person
from core.people.rules import normalised_phone
from core.training.models import TrainingClass
from core.training.rules import State
from core.transaction import transaction


def trainee_by_code(class_id: int, phone: str, code: str) -> Enrolment:
    """The trainee whose number and activation code these are; says the same whichever is wrong."""
    row = (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Person.phone == normalised_phone(phone))
    )
    found = db.session.execute(row).scalar_one_or_none()
    expected = found.activation_code if found else "-"
    if not hmac.compare_digest(expected.encode(), normalised_code(code).encode()) or found is None:
        words = _(
            "手机号或激活码不对。请照报到单核对，手机号要填报名时留的；仍不行，请找工作人员。"
        )
        raise Refused(Problem("wrong_code", words, "code"))
    return found


def trainee_by_token(token: str) -> Enrolment:
    """The trainee whose slip or badge carries this QR; NotFound for an invented or old one."""
    found = db.session.execute(select(Enrolment).where(Enrolment.token == token))
    trainee = found.scalar_one_or_none()
    if trainee is None:
        raise NotFound(_("这个二维码不是本系统发出的，或者已经换发。请找工作人员要新的报到单。"))
    return trainee


def classes_to_bind_for() -> list[TrainingClass]:
    """The classes that somebody with a new phone may belong to, the nearest first."""
    under_way = [State.ENROLLING, State.REPORTING, State.RUNNING]
    rows = select(TrainingClass).where(TrainingClass.state.in_([one.value for one in under_way]))
    return list(db.session.execute(rows.order_by(TrainingClass.starts_on)).scalars())


def bind(
    enrolment: Enrolment, training_class: TrainingClass, device: Device, *, at: datetime
) -> PhoneBinding:
    """Binds this phone to the trainee, who proved who they are; they themselves are the actor."""
    with transaction():
        if EnrolmentState(enrolment.state) not in HOLDS_PLACE:
            words = _("您已不在本班的名单里。如有疑问，请找工作人员。")
            raise Refused(Problem("not_in_class", words))
        if training_class.state == State.ARCHIVED:
            raise Refused(Problem("class_archived", _("这个培训班已经归档，不能再绑定手机。")))
        by = Actor("trainee", enrolment.person_id, enrolment.name)
        return access.bind_phone(enrolment.person_id, training_class, device, by=by, at=at)


def renew_code(enrolment: Enrolment, *, by: Actor, at: datetime) -> str:
    """Gives a trainee a new activation code; the one on their slip is void."""
    with transaction():
        enrolment.activation_code = new_activation_code()
        subject = f"enrolment:{enrolment.id}"
        audit.note("enrolment.renew_code", subject, by=by, at=at, class_id=enrolment.class_id)
    return enrolment.activation_code
