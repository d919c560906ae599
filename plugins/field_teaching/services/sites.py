"""The library of sites kept: added, changed, set on the spot, retired, noted upon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core import audit, files
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Site, SiteNote
from plugins.field_teaching.queries.sites import (
    all_sites,
    details_of,
    files_of,
    is_used,
    place_of,
    site_by_id,
)
from plugins.field_teaching.rules.coordinates import DIGITS, Place, Point, is_possible
from plugins.field_teaching.rules.sites import (
    NAMES,
    SiteDetails,
    changed_names,
    key_of,
    site_problems,
    tidy,
    written,
)
from plugins.field_teaching.terms import CoordinateSystem

LONGEST_NOTE = 2000


def add_site(
    training_class: TrainingClass, details: SiteDetails, *, by: Actor, at: datetime
) -> Site:
    """Takes a new site into the library; Refused where it cannot be like this, or is there already."""
    with transaction():
        require_open(training_class)
        details = settled(details)
        made = new_site(details, by=by, at=at)
        note_site("added", training_class, made, by=by, at=at)
    return made


def change_site(
    training_class: TrainingClass,
    site_id: int,
    details: SiteDetails,
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> list[str]:
    """Writes what somebody changed who saw the version `seen`; answers which fields came out otherwise.

    Refused with `site_met` where somebody else changed the site meanwhile.
    """
    with transaction():
        require_open(training_class)
        site = site_by_id(site_id)
        details = settled(details, itself=site)
        changed = changed_names(details_of(site), details)
        if changed and seen != version_of(site):
            words = _("%(name)s 刚刚改过这个教学点，您填写的还没有保存。", name=site.changed_by)
            raise Refused(Problem("site_met", words))
        if changed:
            rewrite(site, details, by=by, at=at)
            note_site("changed", training_class, site, by=by, at=at, fields=changed)
    return changed


def set_here(
    training_class: TrainingClass, site_id: int, here: Point, *, by: Actor, at: datetime
) -> None:
    """Sets a site to where a phone stands, in WGS-84; Refused where there is no such place."""
    with transaction():
        require_open(training_class)
        if not is_possible(here):
            raise Refused(
                Problem("coordinates_impossible", _("手机给出的位置不能用，请再试一次。"))
            )
        site = site_by_id(site_id)
        before = place_of(site)
        here = Point(round(here.latitude, DIGITS), round(here.longitude, DIGITS))
        place = Place(here, CoordinateSystem.WGS84, on_the_spot=True)
        _write_place(site, place)
        _touch(site, by=by, at=at)
        was = str(before.wgs84) if before else ""
        note_site("placed", training_class, site, by=by, at=at, place=str(here), before=was)


def retire(training_class: TrainingClass, site_id: int, *, by: Actor, at: datetime) -> None:
    """Takes a site out of what may be chosen; what was held there stays as it was."""
    _set_retired(training_class, site_id, at, by=by, at=at)


def take_up(training_class: TrainingClass, site_id: int, *, by: Actor, at: datetime) -> None:
    """Lets a retired site be chosen again."""
    _set_retired(training_class, site_id, None, by=by, at=at)


def delete_site(training_class: TrainingClass, site_id: int, *, by: Actor, at: datetime) -> None:
    """Takes a site out for good that no outing ever named; Refused for any other."""
    with transaction() as session:
        require_open(training_class)
        site = site_by_id(site_id)
        if is_used(site.id):
            words = _("已有行程用过这个教学点，不能删除，只能停用。")
            raise Refused(Problem("site_used", words))
        note_site("deleted", training_class, site, by=by, at=at)
        for file in files_of(site.id):
            files.discard(file)
        session.delete(site)


def add_note(
    training_class: TrainingClass, site_id: int, body: str, *, by: Actor, at: datetime
) -> SiteNote:
    """Keeps what somebody wants those to know who go there next."""
    with transaction() as session:
        require_open(training_class)
        site, body = site_by_id(site_id), written(body)
        if not body or len(body) > LONGEST_NOTE:
            words = _("请写 1 到 %(most)d 个字。", most=LONGEST_NOTE)
            raise Refused(Problem("note_length", words, "body"))
        made = SiteNote(
            site_id=site.id,
            class_id=training_class.id,
            body=body,
            written_at=at,
            written_by=by.name,
        )
        session.add(made)
        note_site("noted", training_class, site, by=by, at=at)
    return made


def version_of(site: Site) -> str:
    """What a form remembers of the version that was seen."""
    return site.changed_at.isoformat()


def settled(details: SiteDetails, itself: Site | None = None) -> SiteDetails:
    """The details as they are kept; Refused names every field that cannot be so."""
    details = tidy(details)
    problems = site_problems(details)
    key, own = key_of(details.name), itself.id if itself else None
    if any(key_of(one.name) == key for one in all_sites() if one.id != own):
        problems.append(Problem("site_known", _("教学点库里已有这个名称。"), "name"))
    if problems:
        raise Refused(problems)
    return details


def new_site(details: SiteDetails, *, by: Actor, at: datetime) -> Site:
    """A new row inside the running act, of details that are settled."""
    with transaction() as session:
        made = Site(changed_at=at, changed_by=by.name)
        fill(made, details)
        session.add(made)
        session.flush()
    return made


def rewrite(site: Site, details: SiteDetails, *, by: Actor, at: datetime) -> None:
    """Brings a row to details that are settled, inside the running act."""
    with transaction():
        fill(site, details)
        _touch(site, by=by, at=at)


def fill(site: Site, details: SiteDetails) -> None:
    """Puts what is known of a site into its row."""
    for name in NAMES:
        value: Any = getattr(details, name)
        if name == "place":
            _write_place(site, value)
        else:
            setattr(site, name, list(value) if isinstance(value, tuple) else value)


def _write_place(site: Site, place: Place | None) -> None:
    point = place.wgs84 if place else None
    site.latitude, site.longitude = (point.latitude, point.longitude) if point else (None, None)
    site.given_latitude = place.given.latitude if place else None
    site.given_longitude = place.given.longitude if place else None
    site.coordinate_system = place.system.value if place else ""
    site.set_on_the_spot = place.on_the_spot if place else False


def _touch(site: Site, *, by: Actor, at: datetime) -> None:
    """Two changes within one tick of the clock are still two versions."""
    site.changed_at = max(at, site.changed_at + timedelta(microseconds=1))
    site.changed_by = by.name


def _set_retired(
    training_class: TrainingClass,
    site_id: int,
    retired_at: datetime | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    with transaction():
        require_open(training_class)
        site = site_by_id(site_id)
        if (site.retired_at is None) == (retired_at is None):
            return
        site.retired_at = retired_at
        _touch(site, by=by, at=at)
        note_site("retired" if retired_at else "taken_up", training_class, site, by=by, at=at)


def note_site(
    what: str, training_class: TrainingClass, site: Site, *, by: Actor, at: datetime, **detail: Any
) -> None:
    """Writes an act on a site into the journal of the class from which it was done."""
    audit.note(
        f"field_teaching.site_{what}",
        f"site:{site.id}",
        by=by,
        at=at,
        class_id=training_class.id,
        name=site.name,
        **detail,
    )
