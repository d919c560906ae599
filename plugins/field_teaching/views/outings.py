"""行程: the outings of a class."""

from __future__ import annotations

from flask import Response

from core.access.guard import this_class
from core.web import needs, page
from plugins.field_teaching.queries.outings import outings_of
from plugins.field_teaching.views.blueprint import blueprint, subnav


@blueprint.get("/")
@needs("field_teaching.view")
def index() -> Response:
    """Every outing of the class by day."""
    return page(
        "field_teaching/index.html", outings=outings_of(this_class().id), pages=subnav("index")
    )
