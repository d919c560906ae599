"""What 今天 on the phone shows of the hall: the question on the screen, and rounds to write questions for."""

from __future__ import annotations

from flask import render_template

from core import clock
from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import html
from plugins.quizzes.queries.exchanges import open_exchanges
from plugins.quizzes.queries.polls import latest_poll, own_vote


def on_phone(enrolment: Enrolment) -> list[Panel]:
    """The poll that is open now, and rounds in which a question may still be written."""
    found = class_by_id(enrolment.class_id)
    if found.is_frozen:
        return []
    return _poll(enrolment, found) + _rounds(enrolment, found)


def _poll(enrolment: Enrolment, found: TrainingClass) -> list[Panel]:
    standing = latest_poll(found.id)
    if standing is None or not standing.is_open:
        return []
    body = render_template(
        "quizzes/hall/_poll_card.html",
        standing=standing,
        voted=own_vote(standing.poll.id, enrolment.id) is not None,
        code=found.code,
    )
    return [Panel(_("现场投票"), html(body), 5)]


def _rounds(enrolment: Enrolment, found: TrainingClass) -> list[Panel]:
    rounds = open_exchanges(found.id, clock.now()) if enrolment.group_id else []
    if not rounds:
        return []
    body = render_template(
        "quizzes/hall/_exchange_card.html", rounds=rounds, code=found.code, zone=found.zone
    )
    return [Panel(_("互学互考"), html(body), 45)]
