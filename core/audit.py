"""The journal: who did what to what and when, written in the same transaction as the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, has_app_context
from sqlalchemy import JSON, ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime, db


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, a trainee, a liaison by link, or the system itself."""

    kind: str
    id: int | None
    name: str

    @property
    def label(self) -> str:
        """How a journal names the actor, stable over renaming: `staff:3`."""
        return f"{self.kind}:{self.id}" if self.id is not None else self.kind


SYSTEM = Actor("system", None, "系统")


class AuditEntry(Model):
    """One act; never changed and never deleted but by the retention run."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_class_id_at", "class_id", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(80))
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_class.id", ondelete="SET NULL")
    )
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str] = mapped_column(String(32), default="")


def note(
    act: str,
    subject: str,
    *,
    by: Actor,
    at: datetime,
    class_id: int | None = None,
    **detail: Any,
) -> None:
    """Adds one act to the journal of the running transaction; `subject` reads like `lesson:12`."""
    entry = AuditEntry(
        at=at,
        actor=by.label,
        actor_name=by.name,
        class_id=class_id,
        act=act,
        subject=subject,
        detail=detail,
        request_id=g.get("request_id", "") if has_app_context() else "",
    )
    db.session.add(entry)


def noted(act: str, subject: str, class_id: int) -> dict[str, Any] | None:
    """What the journal says of an act that must happen once, or None if it has not happened."""
    row = select(AuditEntry.detail).where(
        AuditEntry.class_id == class_id, AuditEntry.act == act, AuditEntry.subject == subject
    )
    return db.session.execute(row).scalars().first()
