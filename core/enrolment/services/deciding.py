"""The organiser's decision on applications: approved, returned with a reason, or on the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core import audit
from core.access.models import Consent
from core.audit import Actor
from core.db import db
from core.enrolment.matching import Verdict
from core.enrolment.models import Application, Enrolment
from core.enrolment.rules import APPLICATION_WORDS, ApplicationState, may_decide
from core.enrolment.services.enrolling import Seat, admit
from core.enrolment.services.persons import Known, OnFile, person_for
from core.enrolment.services.places import locked, place_problems
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.people.models import Person
from core.training.models import TrainingClass
from core.transaction import transaction


def approve(
    application: Application,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    chosen: int | None = None,
) -> Enrolment:
    """Makes the applicant a trainee; Refused where no place is left or somebody must choose.

    A pending application already holds its place, one on the waiting list asks for a free one.
    `chosen` is a person's id, or persons.NEW, where a person decided whose file it is.
    """
    with transaction():
        training_class = _decidable(application, ApplicationState.APPROVED)
        held = application.state == ApplicationState.PENDING
        problems = place_problems(training_class, application.unit_id, held=held)
        if problems:
            raise Refused(problems)
        person = person_for(_known(application), at=at, chosen=chosen)
        _settle(application, ApplicationState.APPROVED, reason, by=by, at=at)
        seat = Seat(unit=person.unit, position=application.position)
        enrolment = admit(training_class, person, seat, by=by, at=at)
        application.enrolment_id = enrolment.id
        application.unit_id = enrolment.unit_id
        _keep_consent(application, person)
    return enrolment


def return_application(
    application: Application, *, by: Actor, at: datetime, reason: str = ""
) -> Application:
    """Sends an application back with a reason; the applicant may put it right and send it again."""
    if not reason.strip():
        raise Refused(Problem("reason_missing", _("退回要写明原因，报名人会看到。"), "reason"))
    with transaction():
        _decidable(application, ApplicationState.RETURNED)
        _settle(application, ApplicationState.RETURNED, reason, by=by, at=at)
    return application


def put_on_waiting(
    application: Application, *, by: Actor, at: datetime, reason: str = ""
) -> Application:
    """Puts an application at the end of the waiting list; the place it held is free."""
    with transaction():
        _decidable(application, ApplicationState.WAITING)
        _settle(application, ApplicationState.WAITING, reason, by=by, at=at)
        application.waiting_since = at
    return application


def next_in_line(training_class: TrainingClass) -> Sequence[Application]:
    """The waiting list in its order."""
    rows = (
        select(Application)
        .where(
            Application.class_id == training_class.id,
            Application.state == ApplicationState.WAITING.value,
        )
        .order_by(Application.waiting_since, Application.id)
    )
    return db.session.execute(rows).scalars().all()


def _decidable(application: Application, after: ApplicationState) -> TrainingClass:
    training_class = locked(db.session.get_one(TrainingClass, application.class_id))
    db.session.refresh(application)
    before = ApplicationState(application.state)
    if not may_decide(before, after):
        words = _(
            "%(name)s 的报名现在是“%(state)s”，不能再改为“%(after)s”。",
            name=application.name,
            state=APPLICATION_WORDS[before],
            after=APPLICATION_WORDS[after],
        )
        raise Refused(Problem("already_decided", words))
    return training_class


def _settle(
    application: Application, state: ApplicationState, reason: str, *, by: Actor, at: datetime
) -> None:
    application.state, application.reason = state.value, reason.strip()[:400]
    application.decided_at, application.decided_by = at, by.name
    subject = f"application:{application.id}"
    detail = {"state": state.value, "reason": reason.strip()}
    class_id = application.class_id
    audit.note("enrolment.decide", subject, by=by, at=at, class_id=class_id, **detail)


def _known(application: Application) -> Known:
    return Known(
        name=application.name,
        gender=application.gender,
        unit=application.unit_name,
        position=application.position,
        phone=application.phone,
    )


def _keep_consent(application: Application, person: Person) -> None:
    """What the applicant accepted is kept with the person, once for each version of the notice."""
    if application.consented_at is None:
        return
    wanted = (application.class_id, person.id, application.consent_version)
    known = select(Consent.id).where(
        Consent.class_id == wanted[0], Consent.person_id == wanted[1], Consent.version == wanted[2]
    )
    if db.session.execute(known).first() is None:
        db.session.add(
            Consent(
                class_id=wanted[0],
                person_id=wanted[1],
                version=wanted[2],
                accepted_at=application.consented_at,
            )
        )


def files_offered(application: Application) -> Sequence[Person]:
    """The people on file among whom somebody must choose before this can be approved; mostly none."""
    if application.state not in (ApplicationState.PENDING, ApplicationState.WAITING):
        return []
    file = OnFile([_known(application)])
    match = file.match(_known(application))
    if match.verdict is not Verdict.ASK:
        return []
    return [file.people[one.key] for one in match.candidates]
