"""Today's head counts on the pages of a class and of a lesson."""

from __future__ import annotations

from typing import Any

from flask import render_template

from core import clock
from core.access.guard import may
from core.contributions import Panel
from core.i18n import gettext as _
from core.web import html
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.counts import progress_of
from plugins.field_teaching.queries.outings import outings_of, outings_on


def of_class(training_class: Any) -> list[Panel]:
    """The card of today's outings, only where there are any."""
    if not may("field_teaching.view", training_class.id):
        return []
    return _panel(outings_on(training_class.id, clock.today(training_class.zone)))


def of_lesson(lesson: Any) -> list[Panel]:
    """The card of the outings that this lesson is."""
    if not may("field_teaching.view", lesson.class_id):
        return []
    return _panel([one for one in outings_of(lesson.class_id) if one.lesson_id == lesson.id])


def _panel(outings: list[Outing]) -> list[Panel]:
    if not outings:
        return []
    counted = [(one, progress_of(one)) for one in outings]
    body = render_template("field_teaching/control/_panel.html", counted=counted)
    return [Panel(_("现场教学清点"), html(body), 20)]
