"""Who was where: one row per lesson and trainee, and every change of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Attendance(Model):
    """The mark of a trainee for a lesson; no row means that nothing is known yet (○ 未到)."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("lesson_id", "enrolment_id"),
        Index("ix_attendance_class_id", "class_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    mark: Mapped[str] = mapped_column(String(12))
    leave_kind: Mapped[str | None] = mapped_column(String(12))
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(20))
    binding_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_binding.id", ondelete="SET NULL")
    )
    nonce: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendanceChange(Model):
    """One change of a mark: from, to, why, who, when, by which way, on which phone. Append-only."""

    __tablename__ = "attendance_change"
    __table_args__ = (
        Index("ix_attendance_change_lesson_id_enrolment_id", "lesson_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    from_mark: Mapped[str | None] = mapped_column(String(12))
    to_mark: Mapped[str | None] = mapped_column(String(12))
    leave_kind: Mapped[str | None] = mapped_column(String(12))
    why: Mapped[str] = mapped_column(String(400), default="")
    by: Mapped[str] = mapped_column(String(40))
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(20))
    device: Mapped[str] = mapped_column(String(32), default="")


class AttendanceFlag(Model):
    """Something about a check-in that a person should look at; settled with one tap."""

    __tablename__ = "attendance_flag"
    __table_args__ = (
        UniqueConstraint("lesson_id", "enrolment_id", "kind"),
        Index("ix_attendance_flag_class_id_settled_at", "class_id", "settled_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(200), default="")
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    outcome: Mapped[str] = mapped_column(String(12), default="")


class RefusedCheckIn(Model):
    """A scan that was turned away, with the reason that the trainee was told."""

    __tablename__ = "refused_check_in"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
