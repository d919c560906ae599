"""The library of sites as pages ask for it; each function asks a fixed number of times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import distinct, func, select

from core.db import db
from core.errors import NotFound
from core.files import StoredFile
from core.i18n import gettext as _
from core.training.models import TrainingClass
from plugins.field_teaching.models import (
    Outing,
    Placing,
    Site,
    SiteNote,
    SitePhoto,
    Stop,
    StopScore,
)
from plugins.field_teaching.rules.coordinates import Place, Point
from plugins.field_teaching.rules.sites import NAMES, SiteDetails
from plugins.field_teaching.terms import CoordinateSystem


@dataclass(frozen=True)
class Rating:
    """What an aspect was given: how often each score from 1 to 5, and what it comes to."""

    aspect: str
    times: tuple[int, int, int, int, int]

    @property
    def votes(self) -> int:
        """How many rated it."""
        return sum(self.times)

    @property
    def average(self) -> float | None:
        """The mean of all scores; None where nobody rated."""
        if not self.votes:
            return None
        return sum(score * times for score, times in enumerate(self.times, start=1)) / self.votes


@dataclass(frozen=True)
class SiteLine:
    """A site in the list, with its rating and the number of days on which a class was there."""

    site: Site
    rating: Rating
    visits: int


@dataclass(frozen=True)
class Visit:
    """A day on which a class went to a site."""

    class_name: str
    held_on: date


@dataclass(frozen=True)
class NoteLine:
    """A note on a site, and the class that its writer was with; "" where that is gone."""

    note_id: int
    body: str
    written_at: datetime
    written_by: str
    class_name: str


def sites_for_choice() -> list[tuple[int, str]]:
    """The sites that a stop may be held at, as id and name, by name."""
    rows = select(Site.id, Site.name).where(Site.retired_at.is_(None)).order_by(Site.name)
    return [(row[0], row[1]) for row in db.session.execute(rows)]


def site_by_id(site_id: int) -> Site:
    """A site of the library, retired or not; NotFound where there is none."""
    found = db.session.get(Site, site_id)
    if found is None:
        raise NotFound(_("没有这个教学点。"))
    return found


def details_of(site: Site) -> SiteDetails:
    """What a site says now, in the shape in which it is changed."""
    values: dict[str, Any] = {name: getattr(site, name) for name in NAMES if name != "place"}
    for name in ("hours", "closed_on", "themes"):
        values[name] = tuple(values[name])
    return SiteDetails(**values, place=place_of(site))


def place_of(site: Site) -> Place | None:
    """Where a site is, as it was named; None where nobody named it."""
    if site.given_latitude is None or site.given_longitude is None:
        return None
    given = Point(site.given_latitude, site.given_longitude)
    return Place(given, CoordinateSystem(site.coordinate_system), site.set_on_the_spot)


def all_sites() -> list[Site]:
    """Every site, retired ones too, by name."""
    return list(db.session.execute(select(Site).order_by(Site.name)).scalars())


def site_lines(today: date) -> list[SiteLine]:
    """Every site with its rating and visits up to today; three statements."""
    ratings, visits = _ratings(), _visits(today)
    none = Rating("", (0, 0, 0, 0, 0))
    return [
        SiteLine(site, ratings.get(site.id, none), visits.get(site.id, 0)) for site in all_sites()
    ]


def _ratings() -> dict[int | None, Rating]:
    """Over all aspects, by site."""
    rows = select(StopScore.site_id, StopScore.score, func.sum(StopScore.times)).group_by(
        StopScore.site_id, StopScore.score
    )
    times: dict[int | None, list[int]] = {}
    for site_id, score, count in db.session.execute(rows):
        if 1 <= score <= 5:
            times.setdefault(site_id, [0] * 5)[score - 1] += int(count)
    return {site_id: Rating("", (a, b, c, d, e)) for site_id, (a, b, c, d, e) in times.items()}


def _visits(today: date) -> dict[int, int]:
    """Days on which a published plan that held led to a site, by site."""
    rows = (
        select(Stop.site_id, func.count(distinct(Outing.id)))
        .join(Outing, Outing.id == Stop.outing_id)
        .join(Placing, (Placing.stop_id == Stop.id) & (Placing.variant == Outing.variant))
        .where(Stop.site_id.is_not(None), Stop.cancelled_at.is_(None))
        .where(Outing.published_at.is_not(None), Outing.held_on <= today)
        .group_by(Stop.site_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows) if row[0] is not None}


def ratings_of(site_id: int, aspects: tuple[str, ...]) -> list[Rating]:
    """What a site was given, aspect by aspect in this order."""
    rows = (
        select(StopScore.aspect, StopScore.score, func.sum(StopScore.times))
        .where(StopScore.site_id == site_id)
        .group_by(StopScore.aspect, StopScore.score)
    )
    found = {(row[0], row[1]): int(row[2]) for row in db.session.execute(rows)}
    return [
        Rating(aspect, tuple(found.get((aspect, score), 0) for score in range(1, 6)))  # type: ignore[arg-type]
        for aspect in aspects
    ]


def visits_of(site_id: int, today: date) -> list[Visit]:
    """Which classes went to a site and when, the latest first."""
    rows = (
        select(TrainingClass.name, Outing.held_on)
        .join(Outing, Outing.class_id == TrainingClass.id)
        .join(Stop, Stop.outing_id == Outing.id)
        .join(Placing, (Placing.stop_id == Stop.id) & (Placing.variant == Outing.variant))
        .where(Stop.site_id == site_id, Stop.cancelled_at.is_(None))
        .where(Outing.published_at.is_not(None), Outing.held_on <= today)
        .distinct()
        .order_by(Outing.held_on.desc(), TrainingClass.name)
    )
    return [Visit(*row) for row in db.session.execute(rows)]


def is_used(site_id: int) -> bool:
    """Whether any stop of any outing, or any rating, names the site."""
    stops = select(Stop.id).where(Stop.site_id == site_id).limit(1)
    scores = select(StopScore.id).where(StopScore.site_id == site_id).limit(1)
    return any(db.session.execute(rows).first() is not None for rows in (stops, scores))


def notes_of(site_id: int) -> list[NoteLine]:
    """What earlier visitors noted, the latest first."""
    rows = (
        select(SiteNote, TrainingClass.name)
        .outerjoin(TrainingClass, TrainingClass.id == SiteNote.class_id)
        .where(SiteNote.site_id == site_id)
        .order_by(SiteNote.written_at.desc(), SiteNote.id.desc())
    )
    return [
        NoteLine(note.id, note.body, note.written_at, note.written_by, name or "")
        for note, name in db.session.execute(rows)
    ]


def photos_of(site_id: int) -> list[SitePhoto]:
    """The pictures of a site, in the order in which they came."""
    rows = select(SitePhoto).where(SitePhoto.site_id == site_id).order_by(SitePhoto.id)
    return list(db.session.execute(rows).scalars())


def files_of(site_id: int) -> list[StoredFile]:
    """The files of all pictures of a site."""
    rows = select(StoredFile).join(SitePhoto, SitePhoto.file_id == StoredFile.id)
    return list(db.session.execute(rows.where(SitePhoto.site_id == site_id)).scalars())


def photo_by_id(site_id: int, photo_id: int) -> tuple[SitePhoto, StoredFile]:
    """A picture of this very site with its file; NotFound for any other."""
    rows = (
        select(SitePhoto, StoredFile)
        .join(StoredFile, StoredFile.id == SitePhoto.file_id)
        .where(SitePhoto.id == photo_id, SitePhoto.site_id == site_id)
    )
    found = db.session.execute(rows).first()
    if found is None:
        raise NotFound(_("没有这张照片。"))
    return found[0], found[1]
