"""Staff accounts, their roles in classes, and the phones of trainees."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access.rules import device_words
from core.db import Model, UtcDateTime, db

if TYPE_CHECKING:
    from core.training.models import TrainingClass

account_system_role = Table(
    "account_system_role",
    db.metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("system_role.id", ondelete="CASCADE"), primary_key=True),
)


class SystemRole(Model, RoleMixin):
    """A role in the whole installation; `administrator` is the only one that Jixun asks for."""

    __tablename__ = "system_role"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class Account(Model, UserMixin):
    """A member of staff who signs in at the console; trainees have none."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    email: Mapped[str | None] = mapped_column(String(255), unique=True)  # type: ignore[assignment]
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(20), default="")
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # type: ignore[assignment]
    current_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # type: ignore[assignment]
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int | None] = mapped_column(Integer)  # type: ignore[assignment]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    roles: Mapped[list[SystemRole]] = relationship(secondary=account_system_role, lazy="selectin")  # type: ignore[assignment]

    @property
    def is_administrator(self) -> bool:
        """True for those who may do everything, everywhere."""
        return any(role.name == "administrator" for role in self.roles)


class ClassRole(Model):
    """What an account is in one class: 主办 承办 班主任 组织员 联络员 领队."""

    __tablename__ = "class_role"
    __table_args__ = (UniqueConstraint("class_id", "account_id", "role"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))

    account: Mapped[Account] = relationship()


class PhoneBinding(Model):
    """A phone that speaks for a person, made once at 报到 by phone number + activation code."""

    __tablename__ = "phone_binding"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(32), index=True)
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(255), default="")
    flags: Mapped[list[Any]] = mapped_column(JSON, default=list)

    @property
    def device_words(self) -> str:
        """What its owner calls this phone; empty where the browser said nothing known."""
        return device_words(self.user_agent)


class Consent(Model):
    """That a person read a version of a class's notice on personal data, and when."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("class_id", "person_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    training_class: Mapped[TrainingClass] = relationship()


class PairedPhone(Model):
    """A phone on the road that is no trainee's and has no password: a bus leader's, for one class."""

    __tablename__ = "paired_phone"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(80))
    holder_phone: Mapped[str] = mapped_column(String(20), default="")
    rights: Mapped[list[str]] = mapped_column(JSON, default=list)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(32), default="")
    paired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cut_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(255), default="")

    training_class: Mapped[TrainingClass] = relationship()

    @property
    def device_words(self) -> str:
        """What its holder calls this phone; empty where the browser said nothing known."""
        return device_words(self.user_agent)
