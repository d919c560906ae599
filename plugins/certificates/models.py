"""Issued certificates and the numbers they used up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Certificate(Model):
    """A frozen certificate: what it says, its PDF, the PDF's SHA-256, its number. Kept when void.

    A number is given before its PDF is drawn. Until then `issued_at` and `file_id` are None and the
    row is nobody's certificate yet; the next run draws it under the same number, so none is skipped.
    """

    __tablename__ = "certificates_certificate"
    __table_args__ = (
        UniqueConstraint("prefix", "year", "serial"),
        Index("ix_certificates_certificate_class_id", "class_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    standing_for: Mapped[int | None] = mapped_column(Integer, unique=True)
    """The enrolment while the certificate stands, None once it is void: at most one can stand."""
    prefix: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    face: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(String(80), default="")
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voided_by: Mapped[str] = mapped_column(String(80), default="")
    void_reason: Mapped[str] = mapped_column(String(400), default="")

    @property
    def name(self) -> str:
        """The holder's name as it was printed."""
        return str(self.face["name"])

    @property
    def is_void(self) -> bool:
        """Whether it was revoked."""
        return self.voided_at is not None


class Counter(Model):
    """The last number used under a prefix in a year; it never goes back."""

    __tablename__ = "certificates_counter"

    prefix: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Seal(Model):
    """A class's seal: an uploaded picture, or, where `drawn` was ticked, one drawn from the issuer."""

    __tablename__ = "certificates_seal"

    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), primary_key=True
    )
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    drawn: Mapped[bool] = mapped_column(Boolean, default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(80))
