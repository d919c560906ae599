"""What other pages show of 现场教学: the class's overview, a trainee's page, 今天 on the phone."""

from __future__ import annotations

from typing import Any

from flask import render_template

from core import clock
from core.access.guard import may
from core.contributions import Panel
from core.enrolment.models import Enrolment
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import html
from plugins.field_teaching.queries import safety
from plugins.field_teaching.queries.own_way import nearest, own_days
from plugins.field_teaching.queries.records import latest_counts, week_ride
from plugins.field_teaching.rules.own_day import end_of_day
from plugins.field_teaching.terms import SAID_WORDS
from plugins.field_teaching.texts import incident_words, way_words


def of_class(training_class: TrainingClass) -> list[Panel]:
    """For the 主办 what they must know; for the leaders what is not closed, and who is not back."""
    overdue = safety.overdue(training_class.id, clock.now())
    shown = incident_words(training_class.id) | {"overdue": overdue, "zone": training_class.zone}
    return _for_host(training_class, shown) + _for_leaders(training_class, shown)


def _for_host(training_class: TrainingClass, shown: dict[str, Any]) -> list[Panel]:
    if not may("field_teaching.acknowledge", training_class.id):
        return []
    told = safety.told_to_host(training_class.id)
    if not told and not shown["overdue"]:
        return []
    body = render_template("field_teaching/incidents/_for_host.html", told=told, **shown)
    return [Panel(_("需要您知道"), html(body), 10)]


def _for_leaders(training_class: TrainingClass, shown: dict[str, Any]) -> list[Panel]:
    if not may("field_teaching.count", training_class.id):
        return []
    waiting = safety.open_cases(training_class.id)
    if not waiting and not shown["overdue"]:
        return []
    body = render_template("field_teaching/incidents/_of_class.html", cases=waiting, **shown)
    return [Panel(_("途中情况"), html(body), 35)]


def of_trainee(enrolment: Enrolment) -> list[Panel]:
    """Bus, seat, and where a trainee was counted last."""
    if not may("field_teaching.view", enrolment.class_id):
        return []
    ride, vehicle = week_ride(enrolment.id)
    counts = latest_counts(enrolment.id)
    if ride is None and not counts:
        return []
    body = render_template(
        "field_teaching/_trainee.html",
        ride=ride,
        vehicle=vehicle,
        counts=counts,
        said_words={one.value: words for one, words in SAID_WORDS.items()},
        zone=class_by_id(enrolment.class_id).zone,
    )
    return [Panel(_("现场教学"), html(body), 60)]


def on_phone(enrolment: Enrolment) -> list[Panel]:
    """The next stop, bus and seat, until the last outing is over."""
    found, at = class_by_id(enrolment.class_id), clock.now()
    day = nearest(own_days(enrolment, found.zone, at), found.zone, at)
    if day is None or at >= end_of_day(day.outing.held_on, found.zone):
        return []
    body = render_template(
        "field_teaching/phone/_card.html",
        day=day,
        code=found.code,
        zone=found.zone,
        today=clock.local(at, found.zone).date(),
        **way_words(),
    )
    return [Panel(_("现场教学"), html(body), 30)]
