"""场次: the sittings of a class."""

from __future__ import annotations

from flask import Response

from core.access.guard import this_class
from core.web import needs, page
from plugins.quizzes.queries import sittings as queries
from plugins.quizzes.views.blueprint import blueprint, subnav


@blueprint.get("/")
@needs("quizzes.view")
def index() -> Response:
    """Every sitting of the class, those of today first."""
    return page(
        "quizzes/sittings/list.html",
        sittings=queries.sittings_of(this_class().id),
        pages=subnav("index"),
    )
