"""安全: what the doctor must know, whom to call, and what has happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class EmergencyCard(Model):
    """What a trainee wrote for an emergency, and when they agreed to who may see it.

    `health` is seen by the doctor and the leader only. Taken back, the row is gone.
    """

    __tablename__ = "field_teaching_emergency_card"

    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    health: Mapped[str] = mapped_column(String(400), default="")
    health_consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kin_name: Mapped[str] = mapped_column(String(80), default="")
    kin_relation: Mapped[str] = mapped_column(String(20), default="")
    kin_phone: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Incident(Model):
    """Something that happened on the way, from the first word to its end.

    `told_host_at` is when the 主办 was told, `host_seen_at` when they said that they know; `act_id` is the
    act's id where a phone sent it later.
    """

    __tablename__ = "field_teaching_incident"
    __table_args__ = (Index("ix_field_teaching_incident_class_id_state", "class_id", "state"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    act_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    outing_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_outing.id", ondelete="SET NULL")
    )
    vehicle_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_vehicle.id", ondelete="SET NULL")
    )
    enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolment.id", ondelete="SET NULL")
    )
    kind: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_by: Mapped[str] = mapped_column(String(80))
    told_host_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    host_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    host_seen_by: Mapped[str] = mapped_column(String(80), default="")


class IncidentStep(Model):
    """What was done about an incident; append-only."""

    __tablename__ = "field_teaching_incident_step"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    incident_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_incident.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_name: Mapped[str] = mapped_column(String(80))
