"""Trainees, groups, units' places, and applications for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, UtcDateTime
from core.people.models import Person, Unit


class Group(Model):
    """A 组 of a class, in the order in which groups are called."""

    __tablename__ = "trainee_group"
    __table_args__ = (UniqueConstraint("class_id", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    ordering: Mapped[int] = mapped_column(Integer, default=0)


class Enrolment(Model):
    """A 学员: a person in a class. `token` is in the badge QR and in no list."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("class_id", "person_id"),
        UniqueConstraint("class_id", "number"),
        Index("ix_enrolment_class_id_state", "class_id", "state"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("trainee_group.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    activation_code: Mapped[str] = mapped_column(String(12))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    group: Mapped[Group | None] = relationship(lazy="joined")
    unit: Mapped[Unit | None] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """The trainee's name."""
        return self.person.name

    @property
    def unit_name(self) -> str:
        """The unit that sent the trainee to this class, whatever unit they belong to today."""
        return self.unit.name if self.unit else ""


class UnitQuota(Model):
    """A unit's 名额 in a class and its own link; `quota` None means no limit of its own."""

    __tablename__ = "unit_quota"
    __table_args__ = (UniqueConstraint("class_id", "unit_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    quota: Mapped[int | None] = mapped_column(Integer)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)


class Application(Model):
    """A 报名 by the class's or a unit's link; `token` lets the applicant see how it stands."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_class_id_state", "class_id", "state"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(80))
    gender: Mapped[int] = mapped_column(Integer, default=0)
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(400), default="")
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consent_version: Mapped[int] = mapped_column(Integer, default=1)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolment.id", ondelete="SET NULL")
    )
