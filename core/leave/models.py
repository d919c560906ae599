"""Leave requests, the steps that decide them, and what they changed in the register."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, UtcDateTime
from core.enrolment.models import Enrolment
from core.leave.rules import LEAVE_STATE_WORDS, LeaveState


class LeaveRequest(Model):
    """A trainee's 请假, from asking to 销假; `credit_hours` is what it covers as it stands now."""

    __tablename__ = "leave_request"
    __table_args__ = (Index("ix_leave_request_class_id_state", "class_id", "state"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(12))
    urgent: Mapped[bool] = mapped_column(default=False)
    credit_hours: Mapped[Decimal] = mapped_column(Numeric(6, 1), default=Decimal(0))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    enrolment: Mapped[Enrolment] = relationship(lazy="joined", innerjoin=True)
    steps: Mapped[list[LeaveStep]] = relationship(
        order_by="LeaveStep.position", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def step(self) -> LeaveStep | None:
        """The signature that is due now; None when nothing is left to decide."""
        if self.state != LeaveState.PENDING:
            return None
        return next((step for step in self.steps if not step.decision), None)

    @property
    def state_word(self) -> Any:
        """The state in words."""
        return LEAVE_STATE_WORDS[LeaveState(self.state)]


class LeaveStep(Model):
    """One signature in the chain: which role must decide, and what was decided."""

    __tablename__ = "leave_step"
    __table_args__ = (UniqueConstraint("leave_id", "position"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    leave_id: Mapped[int] = mapped_column(ForeignKey("leave_request.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(12), default="")
    comment: Mapped[str] = mapped_column(String(400), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(40), default="")
    decided_by_name: Mapped[str] = mapped_column(String(80), default="")


class Excused(Model):
    """A lesson that an approved leave changed, and the mark before it, to be restored exactly.

    `prior_mark` None means that there was no row. A lesson where the trainee was really present is
    written with `conflict` and is not changed.
    """

    __tablename__ = "leave_excused"
    __table_args__ = (UniqueConstraint("leave_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    leave_id: Mapped[int] = mapped_column(ForeignKey("leave_request.id", ondelete="CASCADE"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), index=True)
    prior_mark: Mapped[str | None] = mapped_column(String(12))
    prior_leave_kind: Mapped[str | None] = mapped_column(String(12))
    conflict: Mapped[bool] = mapped_column(default=False)
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
