"""In the hall: polls on the screen, and groups that write questions for each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Poll(Model):
    """A question from the bank put to the hall; its answers stand on the screen as bars."""

    __tablename__ = "quizzes_poll"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    version_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_question_version.id", ondelete="RESTRICT")
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(80))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shows_bars: Mapped[bool] = mapped_column(Boolean, default=False)
    shows_key: Mapped[bool] = mapped_column(Boolean, default=False)


class PollVote(Model):
    """What a trainee answered in a poll; the last word counts."""

    __tablename__ = "quizzes_poll_vote"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_poll.id", ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    given: Mapped[Any] = mapped_column(JSON)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Exchange(Model):
    """互学互考: groups write questions for each other until `due_at`; `per_group` is how many are asked.

    `paper_id` is the paper that was made of what the jury accepted.
    """

    __tablename__ = "quizzes_exchange"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(80), default="")
    per_group: Mapped[int] = mapped_column(Integer, default=3)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paper_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_paper.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))


class ExchangeQuestion(Model):
    """A question that a trainee wrote for the other groups; `state` is sent, accepted or returned."""

    __tablename__ = "quizzes_exchange_question"
    __table_args__ = (UniqueConstraint("exchange_id", "act"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    exchange_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_exchange.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str] = mapped_column(String(60))
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("trainee_group.id", ondelete="SET NULL")
    )
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="sent")
    note: Mapped[str] = mapped_column(String(200), default="")
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_question.id", ondelete="SET NULL")
    )
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(80), default="")
