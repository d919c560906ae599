"""The training class and what it decides for itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime
from core.training.policy import Policy
from core.training.rules import STATE_WORDS, State


class TrainingClass(Model):
    """A 培训班 from the notice to the archive; `policy` holds every number it goes by."""

    __tablename__ = "training_class"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    series: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[int | None] = mapped_column(Integer)
    host: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    report_on: Mapped[date] = mapped_column(Date)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    state: Mapped[str] = mapped_column(String(20), default=State.PREPARING.value, index=True)
    capacity: Mapped[int | None] = mapped_column(Integer)
    public_token: Mapped[str] = mapped_column(String(32), unique=True)
    apply_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    privacy_text: Mapped[str] = mapped_column(Text, default="")
    privacy_version: Mapped[int] = mapped_column(Integer, default=1)
    policy_json: Mapped[dict[str, Any]] = mapped_column("policy", JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def policy(self) -> Policy:
        """The class's rules as values."""
        return Policy.from_json(self.policy_json)

    @property
    def state_word(self) -> Any:
        """The state in words."""
        return STATE_WORDS[State(self.state)]

    @property
    def is_frozen(self) -> bool:
        """True once outcomes stand: nothing that they rest on may change."""
        return self.state in (State.CLOSED, State.ARCHIVED)


class ClassSetting(Model):
    """A value that a plugin asked this class for (see register_settings)."""

    __tablename__ = "class_setting"

    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
