"""Marks that stand, and how they came about: rows are only added, the last one counts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Mark(Model):
    """What a question of an attempt was given; the row with the largest id is in force.

    `why` explains it in a sentence that a trainee may read; `regrade_id` or `appeal_id` say what it came from.
    """

    __tablename__ = "quizzes_mark"
    __table_args__ = (Index("ix_quizzes_mark_attempt_id_number", "attempt_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quizzes_attempt.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    source: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(400), default="")
    regrade_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_regrade.id", ondelete="SET NULL")
    )
    appeal_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_appeal.id", ondelete="SET NULL")
    )
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[str] = mapped_column(String(80))


class Marking(Model):
    """What one marker gave an essay, blind; `ticked` are the positions of the points that were met.

    `settles` True: the word of a third person where two were too far apart.
    """

    __tablename__ = "quizzes_marking"
    __table_args__ = (UniqueConstraint("attempt_id", "number", "marker"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quizzes_attempt.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    marker: Mapped[str] = mapped_column(String(40))
    marker_name: Mapped[str] = mapped_column(String(80))
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    ticked: Mapped[list[int]] = mapped_column(JSON, default=list)
    comment: Mapped[str] = mapped_column(String(400), default="")
    settles: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Regrade(Model):
    """A key that was mended after the fact in a sitting: which version was meant, which counts now.

    `to_id` None: the question is struck, and everybody gets its points.
    """

    __tablename__ = "quizzes_regrade"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    sitting_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_sitting.id", ondelete="CASCADE"), index=True
    )
    version_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_question_version.id", ondelete="RESTRICT")
    )
    to_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_question_version.id", ondelete="RESTRICT")
    )
    why: Mapped[str] = mapped_column(String(400))
    changed: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))


class Appeal(Model):
    """A trainee's request to look at a mark again; `state` is open, upheld or rejected."""

    __tablename__ = "quizzes_appeal"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quizzes_attempt.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(String(400), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(80), default="")
