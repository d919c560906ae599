"""报名 by the class's link or a unit's own: asking for a place, correcting, withdrawing, 换人."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import audit
from core.audit import Actor
from core.db import db
from core.enrolment.models import Application, Enrolment, UnitQuota
from core.enrolment.rules import (
    GONE,
    HOLDS_PLACE,
    ApplicationState,
    EnrolmentState,
    may_decide,
    open_problem,
)
from core.enrolment.services import deciding
from core.enrolment.services.enrolling import withdraw_trainee
from core.enrolment.services.places import locked, place_problems, somebody_waits
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.people.models import Person, Unit
from core.people.rules import (
    Gender,
    name_problem,
    normalised_name,
    normalised_phone,
    phone_problem,
)
from core.training.models import TrainingClass
from core.transaction import transaction

LIVE = (ApplicationState.PENDING, ApplicationState.WAITING, ApplicationState.RETURNED)


@dataclass(frozen=True)
class Applied:
    """What an applicant fills in; `consented` says that the notice on personal data was accepted."""

    name: str
    phone: str
    gender: int = Gender.UNKNOWN
    unit: str = ""
    position: str = ""
    consented: bool = False

    def normalised(self) -> Applied:
        """The same with the name and phone as they are compared, and lengths the tables hold."""
        return Applied(
            normalised_name(self.name),
            normalised_phone(self.phone),
            self.gender,
            " ".join(self.unit.split())[:120],
            self.position.strip()[:200],
            self.consented,
        )

    def problems(self) -> list[Problem]:
        """Everything that is wrong with what was filled in, each beside its field."""
        found = [name_problem(self.name), phone_problem(self.phone)]
        if not self.consented:
            found.append(Problem("no_consent", _("请先阅读并同意个人信息告知。"), "consented"))
        return [problem for problem in found if problem is not None]


def apply(
    training_class: TrainingClass,
    applied: Applied,
    *,
    by: Actor,
    at: datetime,
    quota: UnitQuota | None = None,
) -> Application:
    """Asks for a place, by the class's link or a unit's own (`quota`).

    A place that is free is held until the decision; else the application joins the waiting list. With
    `confirm_applications` off the applicant is enrolled at once. Refused says what is wrong in words.
    """
    with transaction():
        training_class = _open_class(training_class, at)
        application = _new(training_class, applied.normalised(), quota, at=at)
        unit_id = application.unit_id
        queue = somebody_waits(training_class, unit_id)
        full = queue or bool(place_problems(training_class, unit_id))
        _keep(application, waits=full, by=by, at=at)
        if not full and not training_class.policy.confirm_applications:
            deciding.approve(application, by=by, at=at)
    return application


def apply_for_all(
    quota: UnitQuota, everyone: Sequence[Applied], *, by: Actor, at: datetime
) -> list[Application]:
    """A unit's 回执 with several people: all of it is taken or none, each problem beside its person."""
    with transaction():
        training_class = _open_class(db.session.get_one(TrainingClass, quota.class_id), at)
        made: list[Application] = []
        problems: list[Problem] = []
        for applied in everyone:
            try:
                made.append(apply(training_class, applied, by=by, at=at, quota=quota))
            except Refused as refused:
                problems += [_beside(applied, one) for one in refused.problems]
        if problems:
            raise Refused(problems)
        return made


def _beside(applied: Applied, problem: Problem) -> Problem:
    words = _("%(name)s：%(message)s", name=applied.name, message=problem.message)
    return Problem(problem.code, words, problem.field)


def amend(application: Application, applied: Applied, *, by: Actor, at: datetime) -> Application:
    """Sends an application that was returned again, with what was asked for put right."""
    with transaction():
        training_class = _open_class(db.session.get_one(TrainingClass, application.class_id), at)
        if application.state != ApplicationState.RETURNED:
            raise Refused(Problem("not_returned", _("只有被退回的报名可以修改后重新提交。")))
        known = applied.normalised()
        _check(training_class, known, besides=application.id)
        application.name, application.gender = known.name, known.gender
        application.position, application.phone = known.position, known.phone
        if application.unit_id is None or known.unit != application.unit_name:
            _place_unit(application, known.unit)
        queue = somebody_waits(training_class, application.unit_id)
        full = queue or bool(place_problems(training_class, application.unit_id))
        _keep(application, waits=full, by=by, at=at)
    return application


def withdraw(application: Application, *, by: Actor, at: datetime) -> Application:
    """Takes an application back; one that was approved is withdrawn by the organiser, as a trainee."""
    with transaction():
        locked(db.session.get_one(TrainingClass, application.class_id))
        if application.state == ApplicationState.WITHDRAWN:
            return application
        if not may_decide(ApplicationState(application.state), ApplicationState.WITHDRAWN):
            words = _("报名已经通过，不能自行撤回，请联系工作人员。")
            raise Refused(Problem("already_decided", words))
        application.state, application.decided_at = ApplicationState.WITHDRAWN.value, at
        _note("enrolment.withdraw_application", application, by=by, at=at)
    return application


def swap(
    quota: UnitQuota,
    leaving: Application | Enrolment,
    applied: Applied,
    *,
    by: Actor,
    at: datetime,
) -> Application:
    """换人 by a unit: the new person asks for the very place that the other one gives up."""
    with transaction():
        training_class = _open_class(db.session.get_one(TrainingClass, quota.class_id), at)
        if leaving.class_id != quota.class_id or leaving.unit_id != quota.unit_id:
            raise Refused(Problem("not_yours", _("这个人不是本单位报名的。")))
        waits = leaving.state == ApplicationState.WAITING
        if isinstance(leaving, Enrolment):
            why = str(_("单位换人"))
            replaced = EnrolmentState.REPLACED
            withdraw_trainee(leaving, by=by, at=at, why=why, state=replaced)
        else:
            withdraw(leaving, by=by, at=at)
        db.session.flush()
        application = _new(training_class, applied.normalised(), quota, at=at)
        _keep(application, waits=waits, by=by, at=at)
        if not waits and not training_class.policy.confirm_applications:
            deciding.approve(application, by=by, at=at)
    return application


def _open_class(training_class: TrainingClass, at: datetime) -> TrainingClass:
    found = locked(training_class)
    problem = open_problem(found.state, found.apply_until, at)
    if problem:
        raise Refused(problem)
    return found


def _check(training_class: TrainingClass, applied: Applied, besides: int | None = None) -> None:
    problems = applied.problems()
    if not problems and _is_known(training_class.id, applied.phone, besides):
        words = _("这个手机号已经报过名，请用报名时得到的链接查看；链接找不到时，请联系工作人员。")
        problems = [Problem("already_applied", words, "phone")]
    if problems:
        raise Refused(problems)


def _is_known(class_id: int, phone: str, besides: int | None) -> bool:
    applied = select(Application.id).where(
        Application.class_id == class_id,
        Application.phone == phone,
        Application.state.in_([state.value for state in LIVE]),
        Application.id != (besides or 0),
    )
    enrolled = (
        select(Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.class_id == class_id,
            Person.phone == phone,
            Enrolment.state.in_(sorted(HOLDS_PLACE - GONE)),
        )
    )
    return db.session.execute(applied.union_all(enrolled)).first() is not None


def _new(
    training_class: TrainingClass, applied: Applied, quota: UnitQuota | None, *, at: datetime
) -> Application:
    _check(training_class, applied)
    application = Application(
        class_id=training_class.id,
        name=applied.name,
        gender=applied.gender,
        position=applied.position,
        phone=applied.phone,
        token=secrets.token_urlsafe(12),
        applied_at=at,
        # A unit says only that it told its people; each accepts the notice on their own phone.
        consented_at=at if quota is None else None,
        consent_version=training_class.privacy_version,
    )
    if quota is None:
        _place_unit(application, applied.unit)
    else:
        application.unit_id, application.unit_name = quota.unit_id, quota.unit.name
        quota.answered_at = quota.answered_at or at
    return application


def _place_unit(application: Application, name: str) -> None:
    """A stranger's words open no unit; one that is already known counts against its quota."""
    application.unit_name = name
    found = select(Unit.id).where(Unit.name == name)
    application.unit_id = db.session.execute(found).scalar_one_or_none() if name else None


def _keep(application: Application, *, waits: bool, by: Actor, at: datetime) -> None:
    state = ApplicationState.WAITING if waits else ApplicationState.PENDING
    application.state, application.waiting_since = state.value, at if waits else None
    application.reason, application.decided_at = "", None
    db.session.add(application)
    db.session.flush()
    _note("enrolment.apply", application, by=by, at=at, state=state.value)


def _note(act: str, application: Application, *, by: Actor, at: datetime, **detail: object) -> None:
    subject = f"application:{application.id}"
    audit.note(act, subject, by=by, at=at, class_id=application.class_id, **detail)
