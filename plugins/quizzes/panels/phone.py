"""What 今天 on the phone shows of 测验: the test that is open is the button, one that comes a line."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template

from core import clock
from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import html
from plugins.quizzes.queries.own_sittings import OwnSittings, own_sittings

SOON = timedelta(hours=24)
LATELY = timedelta(days=2)


def on_phone(enrolment: Enrolment) -> list[Panel]:
    """The open test, the next one within a day, and results that came out lately."""
    at = clock.now()
    own = own_sittings(enrolment, at, since=at - LATELY)
    own = OwnSittings(
        own.open,
        [one for one in own.coming if one.sitting.opens_at <= at + SOON],
        [one for one in own.past if one.marked and one.last is not None],
    )
    if not (own.open or own.coming or own.past):
        return []
    found: TrainingClass = class_by_id(enrolment.class_id)
    body = render_template(
        "quizzes/phone/_card.html", own=own, code=found.code, zone=found.zone, at=at
    )
    return [Panel(_("测验"), html(body), 20 if own.open else 40)]
