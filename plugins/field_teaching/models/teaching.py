"""教学: what trainees think, promise and rate at a stop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Reflection(Model):
    """A trainee's 心得 on a stop, signed, with or without a picture.

    Hidden, it is neither counted nor printed, and its author sees why; `chosen_at` puts it into the booklet.
    """

    __tablename__ = "field_teaching_reflection"
    __table_args__ = (UniqueConstraint("stop_id", "enrolment_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), index=True
    )
    stop_id: Mapped[int] = mapped_column(ForeignKey("field_teaching_stop.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    body: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by: Mapped[str] = mapped_column(String(80), default="")
    hidden_why: Mapped[str] = mapped_column(String(200), default="")
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tribute(Model):
    """That a trainee took the pledge, or laid flowers, at a stop."""

    __tablename__ = "field_teaching_tribute"
    __table_args__ = (UniqueConstraint("stop_id", "enrolment_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("field_teaching_stop.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Rated(Model):
    """That a trainee has rated a stop; what they gave is not written beside it."""

    __tablename__ = "field_teaching_rated"

    stop_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_stop.id", ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )


class StopScore(Model):
    """How often an aspect of a stop was given a score, 1 to 5: sums only, so nobody is found by them.

    `site_id` keeps the scores with the site when the class is long gone.
    """

    __tablename__ = "field_teaching_stop_score"
    __table_args__ = (UniqueConstraint("stop_id", "site_id", "aspect", "score"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    stop_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_stop.id", ondelete="SET NULL")
    )
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("field_teaching_site.id", ondelete="CASCADE"), index=True
    )
    aspect: Mapped[str] = mapped_column(String(14))
    score: Mapped[int] = mapped_column(Integer)
    times: Mapped[int] = mapped_column(Integer, default=0)
