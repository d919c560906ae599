"""Pictures of a site: added, named, taken away, shown."""

from __future__ import annotations

from flask import Response, request, url_for

from core import clock, files
from core.access.guard import this_class
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs
from plugins.field_teaching.forms.sites import NoteForm, PhotoForm
from plugins.field_teaching.queries.sites import photo_by_id, site_by_id
from plugins.field_teaching.services import site_photos as services
from plugins.field_teaching.views.blueprint import blueprint, say
from plugins.field_teaching.views.site_page import site_page

PHOTOS = "/sites/<int:site_id>/photos"
ONE = f"{PHOTOS}/<int:photo_id>"


@blueprint.post(PHOTOS)
@needs("field_teaching.plan")
def site_photo_add(site_id: int) -> Response:
    """Keeps a picture."""
    found, form = site_by_id(site_id), PhotoForm()
    if form.validate_on_submit():
        try:
            _add(site_id, form)
        except Refused as refused:
            form.take(refused)
        else:
            return _back(site_id)
    return site_page(found, NoteForm(formdata=None), form)


def _add(site_id: int, form: PhotoForm) -> None:
    sent = form.photo.data
    if not sent or not sent.filename:
        raise Refused(Problem("photo_missing", _("请先选择照片。"), "photo"))
    content, caption = sent.read(), form.caption.data or ""
    services.add_photo(this_class(), site_id, content, caption, by=actor(), at=clock.now())


@blueprint.get(f"{ONE}.jpg")
@needs("field_teaching.view")
def site_photo(site_id: int, photo_id: int) -> Response:
    """The picture itself; it never changes, so the phone on the road asks once."""
    _photo, file = photo_by_id(site_id, photo_id)
    answer = download(files.read(file), file.name, file.media_type, inline=True)
    answer.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return answer


@blueprint.post(f"{ONE}/caption")
@needs("field_teaching.plan")
def site_photo_caption(site_id: int, photo_id: int) -> Response:
    """Says what a picture shows."""
    caption = request.form.get("caption", "")
    try:
        services.set_caption(this_class(), site_id, photo_id, caption, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return _back(site_id)


@blueprint.post(f"{ONE}/remove")
@needs("field_teaching.plan")
def site_photo_remove(site_id: int, photo_id: int) -> Response:
    """Takes a picture away."""
    try:
        services.remove_photo(this_class(), site_id, photo_id, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return _back(site_id)


def _back(site_id: int) -> Response:
    return go_to(url_for(".site", site_id=site_id, _anchor="photos"))
