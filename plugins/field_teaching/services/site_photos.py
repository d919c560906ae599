"""Pictures of a site: kept, named, taken away."""

from __future__ import annotations

from datetime import datetime

from core import files
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import SitePhoto
from plugins.field_teaching.queries.sites import photo_by_id, photos_of, site_by_id
from plugins.field_teaching.rules.photos import FIELD, MEDIA_TYPE, small_picture
from plugins.field_teaching.rules.sites import written
from plugins.field_teaching.services.sites import note_site

MOST = 24
LONGEST_CAPTION = 120


def add_photo(
    training_class: TrainingClass,
    site_id: int,
    content: bytes,
    caption: str,
    *,
    by: Actor,
    at: datetime,
) -> SitePhoto:
    """Keeps a picture, made small; Refused for what is none, and where there are enough."""
    caption = _caption(caption)
    picture = small_picture(content)
    with transaction() as session:
        require_open(training_class)
        site = site_by_id(site_id)
        if len(photos_of(site.id)) >= MOST:
            words = _("一个教学点最多 %(most)d 张照片，请先删去不要的。", most=MOST)
            raise Refused(Problem("photos_many", words, FIELD))
        # The library is shared: the file belongs to no class.
        name = f"{site.name}.jpg"
        file = files.store(picture, name, MEDIA_TYPE, by=by, at=at)
        made = SitePhoto(site_id=site.id, file_id=file.id, caption=caption, added_at=at)
        session.add(made)
        note_site("photo_added", training_class, site, by=by, at=at)
    return made


def set_caption(
    training_class: TrainingClass,
    site_id: int,
    photo_id: int,
    caption: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Says under a picture what it shows."""
    caption = _caption(caption)
    with transaction():
        require_open(training_class)
        photo, _file = photo_by_id(site_id, photo_id)
        if photo.caption != caption:
            photo.caption = caption
            note_site("photo_named", training_class, site_by_id(site_id), by=by, at=at)


def remove_photo(
    training_class: TrainingClass, site_id: int, photo_id: int, *, by: Actor, at: datetime
) -> None:
    """Takes a picture away, and its file where nothing else names it."""
    with transaction() as session:
        require_open(training_class)
        photo, file = photo_by_id(site_id, photo_id)
        session.delete(photo)
        session.flush()
        files.discard(file)
        note_site("photo_removed", training_class, site_by_id(site_id), by=by, at=at)


def _caption(text: str) -> str:
    text = " ".join(written(text).split())
    if len(text) > LONGEST_CAPTION:
        words = _("照片说明不能超过 %(most)d 字。", most=LONGEST_CAPTION)
        raise Refused(Problem("caption_long", words, "caption"))
    return text
