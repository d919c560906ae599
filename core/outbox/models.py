"""The receipts of acts that phones sent, and the conflicts that a person settles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class SentAct(Model):
    """The receipt of an act: written once and for ever; only `seen_*` is added, by who looked at a refusal."""

    __tablename__ = "sent_act"
    __table_args__ = (Index("ix_sent_act_class_id_state", "class_id", "state", "arrived_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(80))
    device: Mapped[str] = mapped_column(String(32), default="")
    seq: Mapped[int] = mapped_column(Integer)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    doubtful_time: Mapped[bool] = mapped_column(Boolean, default=False)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40), index=True)
    by_name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(60), default="")
    message: Mapped[str] = mapped_column(String(500), default="")
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by: Mapped[str] = mapped_column(String(40), default="")


class Conflict(Model):
    """Two phones that do not agree, or a doubt, that only a person can settle."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("class_id", "subject"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(String(500))
    link: Mapped[str] = mapped_column(String(255), default="")
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    outcome: Mapped[str] = mapped_column(String(200), default="")
