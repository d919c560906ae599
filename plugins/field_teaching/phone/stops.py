"""A stop on the trainee's phone: what to read before, what to do on the spot, what to write after."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, url_for

from core import clock, files
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs, page
from plugins.field_teaching.forms.teaching import RatingForm, ReflectionForm
from plugins.field_teaching.models import Reflection, Stop
from plugins.field_teaching.phone.blueprint import blueprint
from plugins.field_teaching.queries import teaching as queries
from plugins.field_teaching.queries.outings import stop_by_id
from plugins.field_teaching.queries.own_way import own_day_of
from plugins.field_teaching.rules.learning import LONGEST_REFLECTION, tribute_problem
from plugins.field_teaching.rules.own_day import begin_of_day, may_rate_from
from plugins.field_teaching.services import teaching
from plugins.field_teaching.terms import StopKind
from plugins.field_teaching.texts import way_words


@blueprint.get("/stops/<int:stop_id>")
@needs(TRAINEE)
def stop(stop_id: int) -> Response:
    """Before, on the spot, after."""
    found = _own_stop(stop_id)
    written = queries.own_reflection(found.id, this_trainee().id)
    return _stop_page(found, ReflectionForm(obj=written), RatingForm())


def _own_stop(stop_id: int) -> Stop:
    """A teach stop of this class; drafts, other kinds and what was struck out are not there."""
    found = stop_by_id(this_class().id, stop_id)
    if found.cancelled_at is not None or found.kind != StopKind.TEACH.value:
        raise NotFound
    return found


def _stop_page(
    found: Stop, reflection: ReflectionForm, rating: RatingForm, status: int = 200
) -> Response:
    here, trainee, at = this_class(), this_trainee(), clock.now()
    day = own_day_of(trainee, found, here.zone, at)
    own, held_on = day.stop(found.id), day.outing.held_on
    today = clock.local(at, here.zone).date()
    open_now = own is not None and not here.is_frozen
    return page(
        "field_teaching/phone/stop.html",
        status,
        stop=found,
        day=day,
        own=own,
        written=queries.own_reflection(found.id, trainee.id),
        form=reflection if open_now and today >= held_on else None,
        most=LONGEST_REFLECTION,
        rating=rating if open_now and _may_rate(own, begin_of_day(held_on, here.zone)) else None,
        rated=queries.has_rated(found.id, trainee.id),
        tributes=queries.tribute_count(found.id),
        own_tribute=queries.own_tribute(found.id, trainee.id),
        may_take_part=open_now and tribute_problem(found.activity, held_on, today) is None,
        **way_words(),
    )


def _may_rate(own: Any, day_begins: Any) -> bool:
    placing = own.halt.placing
    return bool(clock.now() >= may_rate_from((placing.starts_at, placing.ends_at), day_begins))


@blueprint.post("/stops/<int:stop_id>/take-part")
@needs(TRAINEE)
def take_part(stop_id: int) -> Response:
    """The pledge, or the flower, by one press."""
    found = _own_stop(stop_id)
    try:
        teaching.take_part(found, this_trainee(), by=actor(), at=clock.now())
    except Refused as refused:
        flash(str(refused.problems[0]), "warning")
    return go_to(url_for("field_teaching_phone.stop", stop_id=stop_id, _anchor="here"))


@blueprint.post("/stops/<int:stop_id>/reflection")
@needs(TRAINEE)
def reflect(stop_id: int) -> Response:
    """Keeps one's 心得."""
    found, form = _own_stop(stop_id), ReflectionForm()
    try:
        if form.validate():
            photo = form.photo.data.read() if form.photo.data else b""
            body = form.body.data or ""
            teaching.write_reflection(
                found, this_trainee(), body, photo, by=actor(), at=clock.now()
            )
            flash(_("心得已保存，结业前都可以修改。"), "success")
            return go_to(url_for("field_teaching_phone.stop", stop_id=stop_id, saved=1))
    except Refused as refused:
        form.take(refused)
    return _stop_page(found, form, RatingForm(formdata=None), 422)


@blueprint.post("/stops/<int:stop_id>/rating")
@needs(TRAINEE)
def rate(stop_id: int) -> Response:
    """Adds one's rating to the sums."""
    found, form = _own_stop(stop_id), RatingForm()
    try:
        if form.validate():
            teaching.rate(found, this_trainee(), form.scores(), at=clock.now())
            flash(_("谢谢您的评价。"), "success")
            return go_to(url_for("field_teaching_phone.stop", stop_id=stop_id, _anchor="rating"))
    except Refused as refused:
        form.take(refused)
    written = queries.own_reflection(found.id, this_trainee().id)
    return _stop_page(found, ReflectionForm(formdata=None, obj=written), form, 422)


@blueprint.get("/stops/<int:stop_id>/photo")
@needs(TRAINEE)
def reflection_photo(stop_id: int) -> Response:
    """The picture in one's own 心得."""
    file = queries.photo_of(_own_reflection(stop_id))
    return download(files.read(file), file.name, file.media_type, inline=True)


@blueprint.post("/stops/<int:stop_id>/photo/remove")
@needs(TRAINEE)
def remove_reflection_photo(stop_id: int) -> Response:
    """Takes the picture off one's own 心得."""
    try:
        teaching.remove_photo(_own_reflection(stop_id), by=actor(), at=clock.now())
        flash(_("照片已删除。"), "success")
    except Refused as refused:
        flash(str(refused.problems[0]), "warning")
    return go_to(url_for("field_teaching_phone.stop", stop_id=stop_id))


def _own_reflection(stop_id: int) -> Reflection:
    written = queries.own_reflection(_own_stop(stop_id).id, this_trainee().id)
    if written is None:
        raise NotFound
    return written
