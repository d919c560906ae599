"""What enrolment gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template

from core.access.guard import may
from core.access.terms import Role
from core.contributions import Document, HeldData, MenuItem, Panel, Permission
from core.enrolment import models as models
from core.enrolment import phone as phone  # adds the way in to the pages of access_phone
from core.enrolment import phone_care, public, queries, services, views
from core.enrolment.rules import (
    ENROLMENT_WORDS,
    ApplicationState,
    EnrolmentState,
    has_arrived,
    presence_problem,
)
from core.errors import Problem
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.web import html

MANAGERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)
AT_THE_DOOR = (*MANAGERS, Role.COUNSELLOR.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The console's pages about trainees, the public links, and help with trainees' phones."""
    return [views.blueprint, public.blueprint, phone_care.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees the list, who changes it, who decides, who stands at the door."""
    return [
        Permission("enrolment.view", _("查看学员"), (*AT_THE_DOOR, Role.LEADER.value)),
        Permission("enrolment.edit", _("修改、导入、导出学员"), MANAGERS),
        Permission("enrolment.decide", _("审核报名、分配名额、换人"), MANAGERS),
        Permission("enrolment.report", _("办理报到、查看激活码"), AT_THE_DOOR),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 学员."""
    return [
        MenuItem(
            "enrolment.trainees", _("学员"), permission="enrolment.view", order=20, icon="users"
        )
    ]


@hookimpl
def register_documents() -> list[Document]:
    """学员名册, 分组名单 and 报到单."""
    return [
        Document("enrolment.print_roster", _("学员名册"), "enrolment.view", 10),
        Document("enrolment.print_groups", _("分组名单"), "enrolment.view", 20),
        Document("enrolment.print_slips", _("报到单"), "enrolment.report", 30),
    ]


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """Who has not arrived, unit by unit, and the applications that wait for a decision."""
    drawn = []
    if may("enrolment.decide", training_class.id):
        counts = queries.application_states(training_class.id)
        pending = counts.get(ApplicationState.PENDING.value, 0)
        if pending:
            waiting = counts.get(ApplicationState.WAITING.value, 0)
            body = render_template(
                "console/enrolment/_panel_applications.html", pending=pending, waiting=waiting
            )
            drawn.append(Panel(gettext("待审报名"), html(body), 20))
    if training_class.state in ("reporting", "running") and may(
        "enrolment.report", training_class.id
    ):
        units = [row for row in queries.arrivals_by_unit(training_class.id) if row[3]]
        if units:
            body = render_template("console/enrolment/_panel_missing.html", units=units)
            drawn.append(Panel(gettext("还没有报到"), html(body), 30))
    return drawn


@hookimpl
def check_in_problems(enrolment: Any) -> list[Problem]:
    """Who has left the class, or was never taken into it, is not checked in."""
    problem = presence_problem(EnrolmentState(enrolment.state))
    return [problem] if problem else []


@hookimpl
def completion_problems(enrolment: Any, tally: Any) -> list[Problem]:
    """Who never came to 报到 and was seen at no lesson was not there."""
    if tally.attended or has_arrived(EnrolmentState(enrolment.state)):
        return []
    return [Problem("not_reported", gettext("没有报到。"))]


@hookimpl
def copy_class(source: Any, target: Any) -> None:
    """Next year's class asks the same units."""
    services.copy_quotas(source, target)


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """The person's file, and every class they were in."""
    file = [
        (gettext("姓名"), person.name),
        (gettext("单位"), person.unit_name),
        (gettext("职务"), person.position),
        (gettext("手机"), person.phone or ""),
        (gettext("身份证号"), person.id_number or ""),
        (gettext("民族"), person.ethnicity),
    ]
    classes: list[tuple[Any, str]] = []
    for enrolment, name in queries.classes_of(person.id):
        state = ENROLMENT_WORDS[EnrolmentState(enrolment.state)]
        number = gettext("学号 %(n)d", n=enrolment.number)
        classes.append((name, f"{number} · {enrolment.unit_name} · {state}"))
    return [HeldData(gettext("个人档案"), file), HeldData(gettext("参加的班"), classes)]


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Phone and ID number, once no class of the person is newer; the register of classes stays."""
    return services.erase_contacts(person, before)
