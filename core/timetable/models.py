"""The lessons of a class."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Lesson(Model):
    """A 课次 with its own place, time, 学时 and check-in windows.

    `public_id` is the short name in a QR. Where the sheet gave only words for the time, `starts_at` is
    None and `time_text` keeps the words. `held_on` is the day on the class's wall; `half_day` is `am`,
    `pm` or `evening`. The three minutes are this lesson's own; None means the class's policy.
    """

    __tablename__ = "lesson"
    __table_args__ = (Index("ix_lesson_class_id_starts_at", "class_id", "starts_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date | None] = mapped_column(Date)
    half_day: Mapped[str] = mapped_column(String(10), default="")
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    time_text: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    teacher: Mapped[str] = mapped_column(String(120), default="")
    credit_hours: Mapped[Decimal] = mapped_column(Numeric(4, 1), default=Decimal(0))
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("trainee_group.id", ondelete="SET NULL")
    )
    checks_in: Mapped[bool] = mapped_column(Boolean, default=True)
    opens_before_minutes: Mapped[int | None] = mapped_column(Integer)
    late_after_minutes: Mapped[int | None] = mapped_column(Integer)
    closes_after_minutes: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(400), default="")
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
