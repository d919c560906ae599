"""从别的班复制: an outing of another class as the pattern of one's own."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, flash, request, url_for
from flask_security import current_user

from core import clock, plugins
from core.access.guard import may, this_class
from core.desk.queries import visible_classes
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.intake import whole
from core.training.models import TrainingClass
from core.web import actor, go_to, needs, page
from plugins.field_teaching.forms.outings import CopyForm
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.outings import halts_by_outing, outing_by_id, outings_of
from plugins.field_teaching.services.copying import copy_outing
from plugins.field_teaching.terms import NAME
from plugins.field_teaching.views.blueprint import blueprint


@blueprint.get("/outings/copy")
@needs("field_teaching.plan")
def copy_from() -> Response:
    """First the class, then the outing, then the day."""
    classes = _classes()
    chosen = request.args.get("source", 0, type=whole)
    source = next((one for one in classes if one.id == chosen), None)
    outings = outings_of(source.id) if source else []
    halts = halts_by_outing(one.id for one in outings)
    return page(
        "field_teaching/outings/copy.html",
        classes=classes,
        source=source,
        outings=outings,
        stops={key: len({one.stop.id for one in those}) for key, those in halts.items()},
        days={one.id: _day(one, source) for one in outings if source},
        form=CopyForm(formdata=None),
    )


@blueprint.post("/outings/copy")
@needs("field_teaching.plan")
def copy_here() -> Response:
    """Lays the chosen outing down on the chosen day."""
    source, outing = _chosen()
    form = CopyForm()
    if not form.validate_on_submit() or not form.held_on.data:
        flash(_("请选择在本班的哪一天。"), "warning")
        return go_to(url_for(".copy_from", source=source.id))
    try:
        day = form.held_on.data
        made = copy_outing(outing, source, this_class(), day, by=actor(), at=clock.now())
    except Refused as refused:
        flash(str(refused), "warning")
        return go_to(url_for(".copy_from", source=source.id))
    flash(_("已复制，请核对日期、负责人和车辆。"), "success")
    return go_to(url_for(".outing", outing_id=made.id))


def _classes() -> list[TrainingClass]:
    """The classes whose outings the person who asks may see, this one too; not where all this is off."""
    seen = visible_classes(current_user.id, everything=current_user.is_administrator)
    return [
        one for one in seen if may("field_teaching.view", one.id) and plugins.is_on(NAME, one.id)
    ]


def _chosen() -> tuple[TrainingClass, Outing]:
    wanted = request.form.get("source", 0, type=whole)
    source = next((one for one in _classes() if one.id == wanted), None)
    if source is None:
        raise NotFound
    return source, outing_by_id(source.id, request.form.get("outing", 0, type=whole))


def _day(outing: Outing, source: TrainingClass) -> str:
    """As far from the first day as it was there, within the class."""
    found = this_class()
    day = found.starts_on + (outing.held_on - source.starts_on)
    inside = found.starts_on - timedelta(days=1) <= day <= found.ends_on
    return (day if inside else found.starts_on).isoformat()
