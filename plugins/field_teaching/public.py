"""What anyone who holds a link opens: the calendar feeds, and the QR inside a bus."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from core import plugins
from core.errors import NotFound
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import download, public
from plugins.field_teaching.printing.calendar import outings_ics
from plugins.field_teaching.queries import feeds
from plugins.field_teaching.terms import NAME

blueprint = Blueprint("field_teaching_public", __name__, url_prefix="/f")
ICS = "text/calendar"


@blueprint.get("/class/<token>.ics")
@public
def class_feed(token: str) -> Response:
    """The outings of a class, for the calendar programs of those who run it."""
    found = _on(feeds.class_of_feed(token, _secret()))
    name = _("%(name)s 行程", name=found.name)
    return _ics(outings_ics(found, name, feeds.days_of_feed(found.id)), name)


@blueprint.get("/me/<token>.ics")
@public
def own_feed(token: str) -> Response:
    """A trainee's own way: that of their bus."""
    enrolment = feeds.enrolment_of_feed(token, _secret())
    found = _on(class_by_id(enrolment.class_id))
    name = _("%(name)s 我的行程", name=found.name)
    return _ics(outings_ics(found, name, feeds.days_of_feed(found.id, enrolment.id)), name)


def _on(training_class: TrainingClass) -> TrainingClass:
    if not plugins.is_on(NAME, training_class.id):
        raise NotFound
    return training_class


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _ics(content: bytes, name: str) -> Response:
    return download(content, f"{name}.ics", ICS, inline=True)
