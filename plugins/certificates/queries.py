"""Certificates as pages ask for them; each function asks a fixed number of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from core import files, jobs
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from core.files import StoredFile
from core.jobs import Job
from core.people.models import Unit
from core.training.models import TrainingClass
from core.training.queries import setting
from plugins.certificates.models import Certificate, Seal
from plugins.certificates.rules import ISSUER, PREFIX, USUAL_PREFIX

JOB = "certificates.issue"


@dataclass(frozen=True)
class CertificateRow:
    """A line of the console's list; `unit` is the one that sent the trainee."""

    certificate: Certificate
    student_number: int
    unit: str


def certificates(class_id: int) -> list[CertificateRow]:
    """All that were issued in a class, void ones too, by number; one statement."""
    rows = (
        select(Certificate, Enrolment.number, Unit.name)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .where(Certificate.class_id == class_id, Certificate.issued_at.is_not(None))
        .order_by(Certificate.year, Certificate.prefix, Certificate.serial)
    )
    return [
        CertificateRow(one, number, unit or "") for one, number, unit in db.session.execute(rows)
    ]


def certificate_by_id(class_id: int, certificate_id: int) -> Certificate:
    """An issued certificate of this very class; NotFound for any other."""
    found = db.session.get(Certificate, certificate_id)
    if found is None or found.class_id != class_id or found.issued_at is None:
        raise NotFound
    return found


def certificate_by_token(token: str) -> Certificate | None:
    """The certificate whose QR was scanned; None for an invented one."""
    found = select(Certificate).where(
        Certificate.token == token, Certificate.issued_at.is_not(None)
    )
    return db.session.execute(found).scalar_one_or_none()


def standing_of(enrolment_id: int) -> Certificate | None:
    """A trainee's certificate that is issued and not void."""
    found = select(Certificate).where(
        Certificate.standing_for == enrolment_id, Certificate.issued_at.is_not(None)
    )
    return db.session.execute(found).scalar_one_or_none()


def all_of(enrolment_id: int) -> list[Certificate]:
    """Every certificate a trainee was ever issued in a class, void ones too."""
    found = (
        select(Certificate)
        .where(Certificate.enrolment_id == enrolment_id, Certificate.issued_at.is_not(None))
        .order_by(Certificate.id)
    )
    return list(db.session.execute(found).scalars())


def all_of_person(person_id: int) -> list[Certificate]:
    """Every certificate a person was ever issued, in whatever class."""
    found = (
        select(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.person_id == person_id, Certificate.issued_at.is_not(None))
        .order_by(Certificate.id)
    )
    return list(db.session.execute(found).scalars())


def standing_count(class_id: int) -> int:
    """How many certificates of a class stand."""
    found = select(func.count()).where(
        Certificate.class_id == class_id,
        Certificate.issued_at.is_not(None),
        Certificate.voided_at.is_(None),
    )
    return int(db.session.execute(found).scalar_one())


def pdf_of(certificate: Certificate) -> bytes:
    """The PDF as it was issued, proved by its hash."""
    stored = db.session.get(StoredFile, certificate.file_id)
    if stored is None:
        raise NotFound
    return files.read(stored)


def issuer_of(training_class: TrainingClass) -> str:
    """Who signs: what the class set, else its host."""
    return setting(training_class.id, ISSUER).strip() or training_class.host


def prefix_of(training_class: TrainingClass) -> str:
    """What stands before the year in a number."""
    return setting(training_class.id, PREFIX).strip() or USUAL_PREFIX


def seal_row(class_id: int) -> Seal | None:
    """What the class decided about its seal."""
    return db.session.get(Seal, class_id)


def latest_job(class_id: int) -> Any:
    """The last run of issuing in a class, for its progress and for who was left out."""
    found = (
        select(Job)
        .where(Job.class_id == class_id, Job.name == JOB)
        .order_by(Job.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(found).scalar_one_or_none()


def is_running(job: Any) -> bool:
    """Whether a run still goes on."""
    return job is not None and job.state in (jobs.WAITING, jobs.RUNNING)
