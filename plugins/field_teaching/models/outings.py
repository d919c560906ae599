"""行程: the outings of a class, their stops, and when each is reached in which plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Outing(Model):
    """A way there and back on one day, with or without a lesson of its own in the timetable.

    `variant` is the plan that holds now. Trainees see an outing from `published_at` on; `version`
    grows with every change told to them. The texts on safety are printed on the emergency card.
    """

    __tablename__ = "field_teaching_outing"
    __table_args__ = (Index("ix_field_teaching_outing_class_id_held_on", "class_id", "held_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id", ondelete="SET NULL"))
    held_on: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(200))
    variant: Mapped[str] = mapped_column(String(10), default="main")
    dress: Mapped[str] = mapped_column(String(200), default="")
    bring: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    risks: Mapped[str] = mapped_column(Text, default="")
    doctor: Mapped[str] = mapped_column(String(80), default="")
    doctor_phone: Mapped[str] = mapped_column(String(40), default="")
    hospital: Mapped[str] = mapped_column(String(120), default="")
    hospital_phone: Mapped[str] = mapped_column(String(40), default="")
    insurance: Mapped[str] = mapped_column(String(200), default="")
    back_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=0)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_json: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    lessons_json: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stop(Model):
    """What happens at one place of an outing; the same stop may stand in both plans and at other times.

    `boards` says that heads are counted here. `lesson_id` is the lesson whose attendance a presence at
    this stop feeds; None means the outing's. `minutes` is how long it takes, `leg_minutes` the way to it.
    """

    __tablename__ = "field_teaching_stop"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    outing_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_outing.id", ondelete="CASCADE"), index=True
    )
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_site.id", ondelete="SET NULL"), index=True
    )
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    leader: Mapped[str] = mapped_column(String(80), default="")
    leader_phone: Mapped[str] = mapped_column(String(40), default="")
    transport: Mapped[str] = mapped_column(String(10), default="")
    minutes: Mapped[int | None] = mapped_column(Integer)
    leg_minutes: Mapped[int | None] = mapped_column(Integer)
    boards: Mapped[bool] = mapped_column(Boolean, default=False)
    topic: Mapped[str] = mapped_column(String(200), default="")
    material_before: Mapped[str] = mapped_column(Text, default="")
    material_after: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="")
    activity: Mapped[str] = mapped_column(String(10), default="")
    activity_text: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Placing(Model):
    """Where a stop stands in a plan: for every vehicle, or for one that goes its own order.

    `owner` is 0 for the order of all, else the vehicle's id, so that the unique key holds. Where only
    words are known for the time, `starts_at` is None and `time_text` keeps them.
    """

    __tablename__ = "field_teaching_placing"
    __table_args__ = (UniqueConstraint("stop_id", "variant", "owner"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    outing_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_outing.id", ondelete="CASCADE"), index=True
    )
    stop_id: Mapped[int] = mapped_column(ForeignKey("field_teaching_stop.id", ondelete="CASCADE"))
    variant: Mapped[str] = mapped_column(String(10))
    owner: Mapped[int] = mapped_column(Integer, default=0)
    vehicle_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_vehicle.id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    time_text: Mapped[str] = mapped_column(String(60), default="")
