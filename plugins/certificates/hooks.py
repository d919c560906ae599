"""What the certificates plugin gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from flask import Blueprint, render_template

from core import clock, jobs
from core.access.guard import may
from core.audit import SYSTEM
from core.contributions import HeldData, JournalAct, MenuItem, Panel, Permission, Setting
from core.events import ClassClosed
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.queries import class_by_id
from core.training.rules import State
from core.training.terms import Role
from core.web import html
from plugins.certificates import commands, phone, public, queries, services, views
from plugins.certificates import models as models
from plugins.certificates.rules import (
    ISSUER,
    PREFIX,
    USUAL_PREFIX,
    issuer_problem,
    prefix_problem,
)

TITLE = _("证书")
VIEWERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)
ISSUERS = (Role.HOST.value, Role.ORGANISER.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The console's tab, the trainee's certificate, the page of verification."""
    return [views.blueprint, phone.blueprint, public.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees, issues and voids certificates."""
    return [
        Permission("certificates.view", _("查看证书"), VIEWERS),
        Permission("certificates.issue", _("发放证书、设置印章"), ISSUERS),
        Permission("certificates.void", _("作废证书"), (Role.HOST.value,)),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 证书."""
    return [MenuItem("certificates.index", TITLE, "class", "certificates.view", 75, "certificate")]


@hookimpl
def register_journal_acts() -> list[JournalAct]:
    """What is no right of its own."""
    return [JournalAct("certificates.seal", _("设置印章"))]


@hookimpl
def register_settings() -> list[Setting]:
    """Who signs, and how numbers begin."""
    return [
        Setting(ISSUER, _("发证单位"), "", _("印在落款处；留空用主办单位"), issuer_problem),
        Setting(
            PREFIX,
            _("机关代字"),
            USUAL_PREFIX,
            _("证书编号的开头，例如 市工培〔2026〕第0001号 里的“市工培”"),
            prefix_problem,
        ),
    ]


@hookimpl
def register_commands() -> list[click.Command]:
    """`jixun certificates issue CODE`."""
    return [commands.group]


@hookimpl
def class_closed(event: ClassClosed) -> None:
    """Starts issuing when every outcome is decided."""
    jobs.start(
        queries.JOB,
        by=SYSTEM,
        at=event.at,
        class_id=event.class_id,
        base=views.public_base(),
    )


@hookimpl
def copy_class(source: Any, target: Any) -> None:
    """The new class has the old one's seal; issuer and prefix are copied with all settings."""
    services.copy_seal(source, target, by=SYSTEM, at=clock.now())


@hookimpl
def fill_demonstration(training_class: Any, at: datetime) -> None:
    """The demonstration's certificates bear a drawn seal: there is no real one to show."""
    services.draw_seal(training_class, by=SYSTEM, at=at)


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """While it runs: what certificates will bear. Afterwards: how many were issued."""
    near = training_class.is_frozen or training_class.state == State.RUNNING.value
    if not near or not may("certificates.view", training_class.id):
        return []
    body = render_template(
        "certificates/_class.html",
        closed=training_class.is_frozen,
        standing=queries.standing_count(training_class.id),
        issuer=queries.issuer_of(training_class),
        prefix=queries.prefix_of(training_class),
        seal=queries.seal_row(training_class.id),
        may_issue=may("certificates.issue", training_class.id),
    )
    return [Panel(TITLE, html(body), order=75)]


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """The trainee's certificates, void ones too."""
    found = queries.all_of(enrolment.id)
    if not found:
        return []
    body = render_template("certificates/_trainee.html", certificates=found)
    return [Panel(TITLE, html(body), order=75)]


@hookimpl
def phone_cards(enrolment: Any) -> list[Panel]:
    """That the certificate is there, with the button that opens it."""
    found = queries.standing_of(enrolment.id)
    if found is None:
        return []
    code = class_by_id(enrolment.class_id).code
    body = render_template("certificates/_card.html", certificate=found, code=code)
    return [Panel(gettext("证书已发放"), html(body), order=10)]


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """The certificates that were issued to a person."""
    rows = [
        (one.number, gettext("%(name)s，%(course)s", name=one.name, course=one.face["class_name"]))
        for one in queries.all_of_person(person.id)
    ]
    return [HeldData(TITLE, list(rows))] if rows else []


@hookimpl
def erase_personal_data() -> int:
    """Certificates are a register and are kept: what was verified once is verified for good."""
    return 0
