"""How each trainee's class ended: what the rules proposed and what a person decided."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class CompletionRecord(Model):
    """The 结业 decision of one trainee, with the figures that it rests on, as they were then."""

    __tablename__ = "completion_record"
    __table_args__ = (Index("ix_completion_record_class_id", "class_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), unique=True
    )
    proposal: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    outcome: Mapped[str] = mapped_column(String(20))
    override_reason: Mapped[str] = mapped_column(String(400), default="")
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    """What a certificate may name."""
    hours_total: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    hours_attended: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    hours_on_leave: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    hours_absent: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(40))
    decided_by_name: Mapped[str] = mapped_column(String(80))
