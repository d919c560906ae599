"""试卷: what is put on paper, and sittings in which it is written."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime
from plugins.quizzes.terms import Counts, Draw, MultipleRule, Phase, Purpose


class Paper(Model):
    """A 试卷 of a class: how it comes by its questions, how it is scored, what trainees see and when."""

    __tablename__ = "quizzes_paper"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    draw: Mapped[str] = mapped_column(String(10), default=Draw.FIXED.value)
    multiple_rule: Mapped[str] = mapped_column(
        String(10), default=MultipleRule.ALL_OR_NOTHING.value
    )
    shuffle_questions: Mapped[bool] = mapped_column(Boolean, default=False)
    shuffle_options: Mapped[bool] = mapped_column(Boolean, default=False)
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(60))
    marks_from: Mapped[str] = mapped_column(String(10), default=Phase.CLOSED.value)
    keys_from: Mapped[str] = mapped_column(String(10), default=Phase.CLOSED.value)
    version: Mapped[int] = mapped_column(Integer, default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))


class PaperSection(Model):
    """A 大题. `points` is what each of its questions is worth; the rule fields count in drawn papers only.

    A drawn section takes `count` questions of `kind` (any where empty), `topic` and `level`.
    """

    __tablename__ = "quizzes_paper_section"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    paper_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_paper.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    intro: Mapped[str] = mapped_column(String(400), default="")
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(2))
    count: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(10), default="")
    topic: Mapped[str] = mapped_column(String(80), default="")
    level: Mapped[str] = mapped_column(String(10), default="")


class PaperQuestion(Model):
    """A question on a paper, in the version that was chosen; `points` None means the section's."""

    __tablename__ = "quizzes_paper_question"
    __table_args__ = (UniqueConstraint("section_id", "version_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    section_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_paper_section.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(Integer)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_question_version.id", ondelete="RESTRICT"), index=True
    )
    points: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))


class IssuedPaper(Model):
    """A paper as it was given out in a sitting; never changed. `content` is rules.sheets.sheet_json."""

    __tablename__ = "quizzes_issued_paper"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Sitting(Model):
    """A 场次: when a class writes a paper, for how long, how often, and who is let in.

    `minutes` None: until it closes. `attempts` 0: as often as one likes. `grace_seconds` is how long after
    the end the server still takes answers that a phone had kept, where their signed time is before the end.
    `issued_id` is the paper as it was given out: set when the sitting is published. `needs_presence` asks for
    presence at `lesson_id`. `required`: whoever has not passed is proposed not to complete. `make_up_of` is the
    sitting that it makes up for; then only those named in SittingGuest may write it.
    """

    __tablename__ = "quizzes_sitting"
    __table_args__ = (Index("ix_quizzes_sitting_class_id_opens_at", "class_id", "opens_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("quizzes_paper.id", ondelete="RESTRICT"))
    issued_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_issued_paper.id", ondelete="RESTRICT")
    )
    lesson_id: Mapped[int | None] = mapped_column(
        ForeignKey("lesson.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(10), default=Purpose.OTHER.value)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, default=1)
    counts: Mapped[str] = mapped_column(String(10), default=Counts.BEST.value)
    password: Mapped[str] = mapped_column(String(40), default="")
    needs_presence: Mapped[bool] = mapped_column(Boolean, default=False)
    practice: Mapped[bool] = mapped_column(Boolean, default=False)
    grace_seconds: Mapped[int] = mapped_column(Integer, default=300)
    required: Mapped[bool] = mapped_column(Boolean, default=False)
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(60))
    marks_from: Mapped[str] = mapped_column(String(10), default=Phase.CLOSED.value)
    keys_from: Mapped[str] = mapped_column(String(10), default=Phase.CLOSED.value)
    markers: Mapped[int] = mapped_column(Integer, default=1)
    difference_limit: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(2))
    make_up_of: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes_sitting.id", ondelete="SET NULL")
    )
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))


class SittingExtra(Model):
    """More time for a person or a group in a sitting: for writing, and after it closes."""

    __tablename__ = "quizzes_sitting_extra"
    __table_args__ = (
        UniqueConstraint("sitting_id", "enrolment_id"),
        UniqueConstraint("sitting_id", "group_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_sitting.id", ondelete="CASCADE"), index=True
    )
    enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(ForeignKey("trainee_group.id", ondelete="CASCADE"))
    minutes: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(String(200), default="")


class SittingGuest(Model):
    """Who may write a make-up sitting."""

    __tablename__ = "quizzes_sitting_guest"

    sitting_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_sitting.id", ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
