"""乘车: vehicles, who travels along, and who sits where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime

WEEK = "week"
"""The scope of a ride that holds for every outing which has none of its own."""


class Vehicle(Model):
    """A bus of a class, or a party that walks; `token` stands in the QR inside its door."""

    __tablename__ = "field_teaching_vehicle"
    __table_args__ = (UniqueConstraint("class_id", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    seats: Mapped[int | None] = mapped_column(Integer)
    plate: Mapped[str] = mapped_column(String(20), default="")
    driver: Mapped[str] = mapped_column(String(80), default="")
    driver_phone: Mapped[str] = mapped_column(String(40), default="")
    leader: Mapped[str] = mapped_column(String(80), default="")
    leader_phone: Mapped[str] = mapped_column(String(40), default="")
    leader_enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolment.id", ondelete="SET NULL")
    )
    ordering: Mapped[int] = mapped_column(Integer, default=0)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Companion(Model):
    """Somebody who travels along and is counted, but is no trainee: staff, a guest, the doctor."""

    __tablename__ = "field_teaching_companion"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Ride(Model):
    """On which vehicle, and on which seat, somebody travels: all week, or for one outing.

    `scope` is WEEK or `outing:<id>`. Exactly one of `enrolment_id` and `companion_id` is given.
    """

    __tablename__ = "field_teaching_ride"
    __table_args__ = (
        UniqueConstraint("scope", "enrolment_id"),
        UniqueConstraint("scope", "companion_id"),
        UniqueConstraint("vehicle_id", "scope", "seat"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    vehicle_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_vehicle.id", ondelete="CASCADE")
    )
    outing_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_outing.id", ondelete="CASCADE")
    )
    scope: Mapped[str] = mapped_column(String(24))
    enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    companion_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_companion.id", ondelete="CASCADE"), index=True
    )
    seat: Mapped[int | None] = mapped_column(Integer)
