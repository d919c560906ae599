"""What 今天 on the phone shows of the hall: the question on the screen."""

from __future__ import annotations

from flask import render_template

from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.training.queries import class_by_id
from core.web import html
from plugins.quizzes.queries.polls import latest_poll, own_vote


def on_phone(enrolment: Enrolment) -> list[Panel]:
    """The poll that is open now."""
    standing = latest_poll(enrolment.class_id)
    if standing is None or not standing.is_open:
        return []
    body = render_template(
        "quizzes/hall/_poll_card.html",
        standing=standing,
        voted=own_vote(standing.poll.id, enrolment.id) is not None,
        code=class_by_id(enrolment.class_id).code,
    )
    return [Panel(_("现场投票"), html(body), 5)]
