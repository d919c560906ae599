"""What the closing page and the certificates ask; a fixed number of statements for any class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core import plugins
from core.attendance.queries import tallies
from core.attendance.rules import Tally
from core.completion.models import CompletionRecord
from core.completion.rules import OUTCOME_WORDS, Outcome, Proposal, propose
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from core.people.models import Person
from core.training.models import TrainingClass


@dataclass(frozen=True)
class ProposalRow:
    """One trainee on the closing page: their figures and what is proposed for them."""

    enrolment: Enrolment
    tally: Tally
    proposal: Proposal

    @property
    def word(self) -> Any:
        """The proposed outcome in words."""
        return OUTCOME_WORDS[self.proposal.outcome]


def proposals(training_class: TrainingClass) -> list[ProposalRow]:
    """What is proposed for every trainee who should attend, by number.

    Three statements of the core for any number of trainees; plugins are asked about each.
    """
    policy, sums = training_class.policy, tallies(training_class.id)
    rows = []
    for one in trainees(training_class.id):
        own = sums.get(one.id, Tally())
        objections = plugins.ask("completion_problems", training_class.id, enrolment=one, tally=own)
        rows.append(ProposalRow(one, own, propose(own, policy, objections)))
    return rows


def counts_of(rows: list[ProposalRow]) -> Mapping[Outcome, int]:
    """How many are proposed for each outcome."""
    return Counter(row.proposal.outcome for row in rows)


@dataclass(frozen=True)
class RecordRow:
    """One trainee's outcome as it was decided."""

    enrolment: Enrolment
    record: CompletionRecord

    @property
    def outcome(self) -> Outcome:
        """The outcome."""
        return Outcome(self.record.outcome)

    @property
    def word(self) -> Any:
        """The outcome in words."""
        return OUTCOME_WORDS[self.outcome]

    @property
    def overridden(self) -> bool:
        """Whether a person decided otherwise than was proposed."""
        return self.record.outcome != self.record.proposal

    @property
    def grounds(self) -> list[str]:
        """All reasons in words: those of the proposal, then that of the person who decided."""
        told = [str(reason["message"]) for reason in self.record.reasons]
        return [*told, self.record.override_reason] if self.record.override_reason else told


def records(class_id: int) -> list[RecordRow]:
    """The outcomes of a closed class, by number, in one statement."""
    rows = (
        select(Enrolment, CompletionRecord)
        .join(CompletionRecord, CompletionRecord.enrolment_id == Enrolment.id)
        .where(CompletionRecord.class_id == class_id)
        .order_by(Enrolment.number)
    )
    return [RecordRow(enrolment, record) for enrolment, record in db.session.execute(rows)]


def record_of(enrolment_id: int) -> CompletionRecord | None:
    """How one trainee's class ended; None while it has not."""
    found = select(CompletionRecord).where(CompletionRecord.enrolment_id == enrolment_id)
    return db.session.execute(found).scalar_one_or_none()


@dataclass(frozen=True)
class Completed:
    """Who completed a class, with the name of today and the hours a certificate may name."""

    enrolment_id: int
    number: int
    name: str
    hours: Decimal


def completed(class_id: int) -> list[Completed]:
    """Those who completed, by number, in one statement; empty until the class is closed."""
    rows = (
        select(CompletionRecord.enrolment_id, Enrolment.number, Person.name, CompletionRecord.hours)
        .join(Enrolment, Enrolment.id == CompletionRecord.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            CompletionRecord.class_id == class_id,
            CompletionRecord.outcome == Outcome.COMPLETED.value,
        )
        .order_by(Enrolment.number)
    )
    return [Completed(*row) for row in db.session.execute(rows)]


def outcomes_of_person(person_id: int) -> list[tuple[TrainingClass, CompletionRecord]]:
    """Every outcome in a person's register, oldest first."""
    rows = (
        select(TrainingClass, CompletionRecord)
        .join(CompletionRecord, CompletionRecord.class_id == TrainingClass.id)
        .join(Enrolment, Enrolment.id == CompletionRecord.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(TrainingClass.starts_on)
    )
    return [(found, record) for found, record in db.session.execute(rows)]
