"""题库: questions that all classes share, each with its versions; and imports that wait to be looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Question(Model):
    """A question of the bank, whatever its wording; `current` is the number of its version in force.

    `kind`, `topic`, `level`, `tags` and `fingerprint` (the hash of the normalised text) repeat the current
    version, to be searched by. `class_id` is the class that brought it, `group_id` the group that wrote it.
    """

    __tablename__ = "quizzes_question"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_class.id", ondelete="SET NULL"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("trainee_group.id", ondelete="SET NULL")
    )
    state: Mapped[str] = mapped_column(String(10), index=True)
    current: Mapped[int] = mapped_column(Integer, default=1)
    kind: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(80), default="", index=True)
    level: Mapped[str] = mapped_column(String(10), default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(80))


class QuestionVersion(Model):
    """A wording of a question; never changed once it is written.

    `content` is rules.items.as_json; `warnings` a list of {"code", "message"} of a draft; `origin` the
    text that it was read from, `line` where that stood.
    """

    __tablename__ = "quizzes_question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("quizzes_question.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    warnings: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    origin: Mapped[str] = mapped_column(Text, default="")
    line: Mapped[int | None] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))


class QuestionPicture(Model):
    """A picture that items name; `name` is its content's hash and ending."""

    __tablename__ = "quizzes_picture"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    media_type: Mapped[str] = mapped_column(String(40))


class QuestionImport(Model):
    """A file or paste that was read and waits for somebody to look at it before it goes into the bank.

    `found` is a list of {"item", "line", "source", "confidence", "draft", "warnings", "out": bool}, in the
    order read; `refused` and `skipped` are lists of {"line", "source", "why"}.
    """

    __tablename__ = "quizzes_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(255))
    format: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    found: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    skipped: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(Integer, default=1)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
