"""What completion gives to the whole: the last tab, the outcome on everybody's pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from core import clock
from core.access.guard import may
from core.completion import models as models
from core.completion import queries
from core.completion.rules import OUTCOME_WORDS, Outcome, hours_text
from core.completion.views import blueprint
from core.contributions import Document, HeldData, MenuItem, Panel, Permission
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.rules import State
from core.training.terms import Role
from core.web import html

MANAGERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The closing page."""
    return [blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees outcomes, and who decides them."""
    deciders = (Role.HEAD_TEACHER.value, Role.HOST.value)
    return [
        Permission("completion.view", _("查看结业建议和结果"), MANAGERS),
        Permission("completion.decide", _("核定结业"), deciders),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 结业."""
    return [
        MenuItem("completion.review", _("结业"), "class", "completion.view", order=80, icon="check")
    ]


@hookimpl
def register_documents() -> list[Document]:
    """结业审核表."""
    return [Document("completion.print_review", _("结业审核表"), "completion.view", order=80)]


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """From the last day on: how many are proposed for what, with the way to the page."""
    last_day = clock.today(training_class.zone) >= training_class.ends_on
    if training_class.state != State.RUNNING.value or not last_day:
        return []
    if not may("completion.view", training_class.id):
        return []
    counts = queries.counts_of(queries.proposals(training_class))
    told = [(OUTCOME_WORDS[one], counts[one]) for one in Outcome if counts.get(one)]
    body = render_template("console/completion/_waiting.html", told=told)
    return [Panel(gettext("结业待核定"), html(body), order=80)]


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """How this trainee's class ended."""
    record = queries.record_of(enrolment.id)
    if record is None:
        return []
    row = queries.RecordRow(enrolment, record)
    body = render_template("console/completion/_outcome.html", row=row)
    return [Panel(gettext("结业"), html(body), order=80)]


@hookimpl
def phone_cards(enrolment: Any) -> list[Panel]:
    """The outcome on the trainee's own phone, once it is decided."""
    record = queries.record_of(enrolment.id)
    if record is None:
        return []
    row = queries.RecordRow(enrolment, record)
    body = render_template("phone/completion/_outcome.html", row=row)
    return [Panel(gettext("结业结果"), html(body), order=20)]


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """The register of completion."""
    rows = [
        (
            found.name,
            gettext(
                "%(outcome)s，总学时 %(total)s，出勤 %(attended)s",
                outcome=OUTCOME_WORDS[Outcome(record.outcome)],
                total=hours_text(record.hours_total),
                attended=hours_text(record.hours_attended),
            ),
        )
        for found, record in queries.outcomes_of_person(person.id)
    ]
    return [HeldData(gettext("结业登记"), list(rows))] if rows else []


@hookimpl
def erase_personal_data() -> int:
    """The register of completion is kept for good: nothing is erased, whoever and whenever."""
    return 0
