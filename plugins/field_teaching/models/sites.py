"""教学点: the library of sites that all classes share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, UtcDateTime


class Site(Model):
    """A place where a class is taught.

    `latitude` and `longitude` are WGS-84; `given_*` and `coordinate_system` keep what was typed in.
    `hours` is a list of {"days": [1..7], "from": "09:00", "to": "17:00"}; `closed_on` a list of ISO days.
    `themes` is a list of {"title": str, "minutes": int or None, "hours": "1.5" or ""}.
    """

    __tablename__ = "field_teaching_site"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    coordinate_system: Mapped[str] = mapped_column(String(10), default="")
    given_latitude: Mapped[float | None] = mapped_column(Float)
    given_longitude: Mapped[float | None] = mapped_column(Float)
    set_on_the_spot: Mapped[bool] = mapped_column(Boolean, default=False)
    hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    closed_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    hours_note: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    guide: Mapped[str] = mapped_column(String(80), default="")
    guide_phone: Mapped[str] = mapped_column(String(40), default="")
    capacity: Mapped[int | None] = mapped_column(Integer)
    walking_metres: Mapped[int | None] = mapped_column(Integer)
    climb_metres: Mapped[int | None] = mapped_column(Integer)
    dress: Mapped[str] = mapped_column(String(200), default="")
    themes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    parking: Mapped[str] = mapped_column(String(200), default="")
    toilets: Mapped[str] = mapped_column(String(200), default="")
    hospital: Mapped[str] = mapped_column(String(120), default="")
    hospital_phone: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(80))


class SitePhoto(Model):
    """A picture of a site."""

    __tablename__ = "field_teaching_site_photo"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    site_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_site.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    caption: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SiteNote(Model):
    """What somebody wants whoever goes there next to know."""

    __tablename__ = "field_teaching_site_note"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    site_id: Mapped[int] = mapped_column(
        ForeignKey("field_teaching_site.id", ondelete="CASCADE"), index=True
    )
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_class.id", ondelete="SET NULL")
    )
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(80))
