"""What the outbox gives to the whole and hears from it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template

from core.access.guard import may, this_class
from core.access.terms import Role
from core.contributions import HeldData, MenuItem, OutboxAct, Panel, Permission
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.outbox import models as models
from core.outbox import phone, public, queries, services, sync, views
from core.outbox.kinds import title_of
from core.outbox.terms import REHEARSAL
from core.web import html

SETTLERS = (Role.HOST, Role.ORGANISER, Role.HEAD_TEACHER, Role.COUNSELLOR, Role.LEADER)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The address that phones send to, the phone's own page on the road, and the conflicts at the desk."""
    return [sync.blueprint, phone.blueprint, views.blueprint, public.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who settles conflicts; who may try out whether a phone keeps and sends."""
    return [
        Permission("outbox.settle", _("处理离线冲突"), SETTLERS),
        Permission(
            "outbox.rehearse", _("试发一条，检查手机能不能离线记录"), tuple(Role), paired=True
        ),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """A tab of the class while something waits, with its number."""
    return [
        MenuItem(
            "outbox.conflicts",
            _("冲突"),
            "class",
            "outbox.settle",
            75,
            "alert",
            count=lambda: queries.waiting_count(this_class().id),
            shy=True,
        )
    ]


@hookimpl
def register_outbox_acts() -> list[OutboxAct]:
    """The rehearsal before the road: a leader sees with their own eyes that the phone keeps and sends."""
    return [OutboxAct(REHEARSAL, _("试发"), services.rehearse, "outbox.rehearse")]


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """That something waits for a person, only while it does."""
    if not may("outbox.settle", training_class.id):
        return []
    waiting = queries.waiting_count(training_class.id)
    if not waiting:
        return []
    body = render_template("console/outbox/_panel.html", waiting=waiting)
    return [Panel(gettext("离线冲突"), html(body), 15)]


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """What a trainee's phone sent without a signal, counted by kind."""
    kinds = Counter(one.kind for one in queries.acts_of_person(person.id))
    rows = [(title_of(kind), gettext("%(n)d 条", n=number)) for kind, number in kinds.items()]
    return [HeldData(gettext("手机离线时记录、后来发送的操作"), rows)]


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Erases old receipts of what a trainee's phone sent."""
    return services.erase_acts(person.id, before)
