"""清点: what was said of each rider at each stop, and when each vehicle left; append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class CountEntry(Model):
    """One statement about one rider at one stop; the state of a count follows from all of them.

    `rider` is `e:<enrolment id>` or `c:<companion id>`. `act_id` is the act's id on the phone that made
    it; `happened_at` is by the server's clock, whenever it arrived.
    """

    __tablename__ = "field_teaching_count_entry"
    __table_args__ = (
        UniqueConstraint("act_id", "rider"),
        Index("ix_field_teaching_count_entry_outing_id_stop_id", "outing_id", "stop_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    act_id: Mapped[str] = mapped_column(String(36))
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    outing_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_outing.id", ondelete="CASCADE")
    )
    stop_id: Mapped[int] = mapped_column(ForeignKey("field_teaching_stop.id", ondelete="CASCADE"))
    vehicle_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_vehicle.id", ondelete="CASCADE")
    )
    rider: Mapped[str] = mapped_column(String(20))
    said: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(200), default="")
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))
    by_name: Mapped[str] = mapped_column(String(80))
    device: Mapped[str] = mapped_column(String(32), default="")


class Departure(Model):
    """That a vehicle left a stop, with how many of how many; `recalls` names the act it takes back."""

    __tablename__ = "field_teaching_departure"
    __table_args__ = (
        Index("ix_field_teaching_departure_outing_id_stop_id", "outing_id", "stop_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    act_id: Mapped[str] = mapped_column(String(36), unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    outing_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_outing.id", ondelete="CASCADE")
    )
    stop_id: Mapped[int] = mapped_column(ForeignKey("field_teaching_stop.id", ondelete="CASCADE"))
    vehicle_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_vehicle.id", ondelete="CASCADE")
    )
    recalls: Mapped[str] = mapped_column(String(36), default="")
    here: Mapped[int] = mapped_column(Integer, default=0)
    due: Mapped[int] = mapped_column(Integer, default=0)
    missing: Mapped[list[Any]] = mapped_column(JSON, default=list)
    why: Mapped[str] = mapped_column(String(200), default="")
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))
    by_name: Mapped[str] = mapped_column(String(80))
    device: Mapped[str] = mapped_column(String(32), default="")
