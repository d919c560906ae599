"""行程单 on paper: of one outing, and of all in one document."""

from __future__ import annotations

from flask import Response

from core.access.guard import this_class
from core.i18n import gettext as _
from core.web import download, needs
from plugins.field_teaching.printing.itinerary import itinerary_pdf
from plugins.field_teaching.queries.outings import outing_by_id, outings_of
from plugins.field_teaching.views.blueprint import blueprint
from plugins.field_teaching.views.outings import ONE

PDF = "application/pdf"


@blueprint.get("/itinerary.pdf")
@needs("field_teaching.view")
def print_all() -> Response:
    """Every outing of the class, a page a day."""
    found = this_class()
    name = _("%(name)s 现场教学行程单.pdf", name=found.name)
    return download(itinerary_pdf(found, outings_of(found.id)), name, PDF, inline=True)


@blueprint.get(f"{ONE}/itinerary.pdf")
@needs("field_teaching.view")
def print_outing(outing_id: int) -> Response:
    """One outing, the plan for rain on the back."""
    found = this_class()
    outing = outing_by_id(found.id, outing_id)
    name = _("%(day)s %(title)s 行程单.pdf", day=outing.held_on, title=outing.title)
    return download(itinerary_pdf(found, [outing]), name, PDF, inline=True)
