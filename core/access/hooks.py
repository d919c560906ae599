"""What access gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, render_template

from core import clock
from core.access import models as models
from core.access import pairing as pairing  # adds paired phones to the pages of access
from core.access import phone, queries, services, views
from core.access.guard import may, this_class
from core.access.rules import FLAG_WORDS
from core.access.terms import Role
from core.contributions import HeldData, Panel, Permission
from core.hookspecs import hookimpl
from core.i18n import gettext, lazy_gettext
from core.web import html


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """Sign-in, accounts and roles for staff; phones and data for trainees."""
    return [views.blueprint, phone.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who gives roles in a class, and who helps with phones."""
    hands_on = (Role.HOST, Role.HEAD_TEACHER)
    return [
        Permission("access.roles", lazy_gettext("指定本班的工作人员"), hands_on),
        Permission(
            "access.phones",
            lazy_gettext("解绑学员的手机、换发激活码"),
            (*hands_on, Role.ORGANISER, Role.COUNSELLOR),
        ),
        Permission(
            "access.pair",
            lazy_gettext("配对和停用路上用的手机"),
            (*hands_on, Role.ORGANISER, Role.COUNSELLOR, Role.LEADER),
        ),
    ]


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """A trainee's phones on their page at the desk."""
    if not may("access.phones", enrolment.class_id):
        return []
    body = render_template(
        "console/access/_phones.html",
        enrolment=enrolment,
        phones=queries.phones_of(enrolment.person_id),
        flag_words=FLAG_WORDS,
        zone=this_class().zone,
    )
    return [Panel(gettext("手机绑定"), html(body), 200)]


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """The phones that speak for a person, and the notices on personal data that they accepted."""
    phones = [
        (_when(one.bound_at), one.device_words or gettext("未知"))
        for one in queries.phones_of(person.id)
    ]
    consents = [
        (
            gettext("%(name)s（第 %(n)d 版）", name=one.training_class.name, n=one.version),
            _when(one.accepted_at),
        )
        for one in queries.consents_of(person.id)
    ]
    held = [(_when(one.made_at), one.name) for one in queries.phones_held_by(person.phone or "")]
    return [
        HeldData(gettext("绑定的手机"), phones),
        HeldData(gettext("路上用的手机"), held),
        HeldData(gettext("同意过的个人信息告知"), consents),
    ]


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Erases old bindings and consents, and whose phones on the road were."""
    held = services.forget_holder(person.phone or "", before)
    return held + services.erase_phones(person.id, before)


def _when(moment: datetime) -> str:
    """A moment on the clock of this house, for a person who reads their data."""
    return f"{clock.local(moment, current_app.config['JIXUN'].zone):%Y-%m-%d %H:%M}"
