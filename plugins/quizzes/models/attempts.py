"""What trainees wrote: attempts, and every answer as it was given."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Attempt(Model):
    """One trainee's writing of a paper. `layout` is rules.layout.layout_json: frozen at the start.

    `ends_at` is the server's limit, extra time included. `ended_how` is a value of Ended, empty while it is
    being written. `away` counts how often the page was left, `away_seconds` for how long together.
    `points` is the sum of its marks in force, None while something is still to be marked.
    """

    __tablename__ = "quizzes_attempt"
    __table_args__ = (UniqueConstraint("sitting_id", "enrolment_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    sitting_id: Mapped[int] = mapped_column(ForeignKey("quizzes_sitting.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int] = mapped_column(Integer)
    layout: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_how: Mapped[str] = mapped_column(String(10), default="")
    away: Mapped[int] = mapped_column(Integer, default=0)
    away_seconds: Mapped[int] = mapped_column(Integer, default=0)
    points: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))


class SavedAnswer(Model):
    """An answer as it was given; rows are only added. The one in force is the latest by (`said_at`, `act`).

    `number` counts the questions of the attempt from 1. `given` is in the author's letters, not in those
    that the trainee saw. `said_at` is the signed time of the phone, or the arrival.
    """

    __tablename__ = "quizzes_saved_answer"
    __table_args__ = (
        UniqueConstraint("attempt_id", "act"),
        Index("ix_quizzes_saved_answer_attempt_id_number", "attempt_id", "number"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quizzes_attempt.id", ondelete="CASCADE"))
    act: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    given: Mapped[Any] = mapped_column(JSON)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(40), default="")
    way: Mapped[str] = mapped_column(String(10))
