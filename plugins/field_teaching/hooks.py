"""What 现场教学 gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from core import clock
from core.audit import SYSTEM
from core.contributions import (
    Document,
    HeldData,
    JournalAct,
    MenuItem,
    OutboxAct,
    Panel,
    Permission,
    Setting,
)
from core.errors import Problem
from core.hookspecs import hookimpl
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.terms import Role
from plugins.field_teaching import (
    acts,
    assets,
    demonstration,
    journal,
    panels,
    phone,
    public,
    views,
)
from plugins.field_teaching import models as models
from plugins.field_teaching.guard import is_oneself
from plugins.field_teaching.queries.records import held_of
from plugins.field_teaching.queries.safety import open_count
from plugins.field_teaching.rules import limits
from plugins.field_teaching.rules.incidents import TOLD_WITHIN, USUAL_MINUTES, told_within_problem
from plugins.field_teaching.services.copying import copy_outings
from plugins.field_teaching.services.erasing import erase_field
from plugins.field_teaching.views import count_panels, outing_panels

TITLE = _("现场教学")
EVERY_ROLE = tuple(role.value for role in Role)
PLANNERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)
LEADERS = (*PLANNERS, Role.COUNSELLOR.value, Role.LEADER.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The console's pages, the trainees', those behind a link, and the plugin's own files."""
    return [views.blueprint, phone.blueprint, public.blueprint, assets.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees, plans and counts; what is said of somebody's health is for the leader alone."""
    return [
        Permission("field_teaching.view", _("查看现场教学"), EVERY_ROLE),
        Permission("field_teaching.plan", _("编排行程、车辆和教学点"), PLANNERS),
        Permission("field_teaching.count", _("清点上下车、报告情况"), LEADERS, paired=True),
        Permission("field_teaching.health", _("查看健康备注"), (Role.LEADER.value,), paired=True),
        Permission("field_teaching.acknowledge", _("知悉途中情况"), (Role.HOST.value,)),
        Permission("field_teaching.reflections", _("阅读心得和评价"), LEADERS),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 现场教学, and 清点 for whoever counts on the phone."""
    return [
        MenuItem("field_teaching.index", TITLE, "class", "field_teaching.view", 35, "bus"),
        MenuItem("field_teaching.road", _("清点"), "class", "field_teaching.count", 36, "check"),
    ]


@hookimpl
def register_documents() -> list[Document]:
    """行程单 of all days, 乘车名单, 应急卡 of the next outing, 心得文集, what goes into the archive."""
    return [
        Document("field_teaching.print_all", _("现场教学行程单"), "field_teaching.view", order=35),
        Document("field_teaching.print_buses", _("乘车名单"), "enrolment.view", order=36),
        Document(
            "field_teaching.emergency_of_day", _("现场教学应急卡"), "field_teaching.count", 37
        ),
        Document("field_teaching.reflections_pdf", _("心得文集"), "field_teaching.reflections", 38),
        Document("field_teaching.summary", _("现场教学总结"), "field_teaching.count", 39),
    ]


@hookimpl
def register_outbox_acts() -> list[OutboxAct]:
    """What leaders' phones say of a head count, and what happened on the way."""
    return acts.acts()


@hookimpl
def register_journal_acts() -> list[JournalAct]:
    """The acts of the road in words."""
    return journal.journal_acts()


@hookimpl
def register_settings() -> list[Setting]:
    """By what a day on the road is measured, and how soon the 主办 is told; what is left empty is not asked."""
    usual = limits.USUAL
    meal, late = limits.window_problem, limits.clock_problem
    return [
        Setting(
            limits.LUNCH,
            _("午餐时段"),
            usual[limits.LUNCH],
            _("这段时间都在外却没有排餐，就提醒"),
            meal,
        ),
        Setting(limits.SUPPER, _("晚餐时段"), usual[limits.SUPPER], _("同上；不检查就留空"), meal),
        Setting(
            limits.LATEST, _("最晚返回"), usual[limits.LATEST], _("返回晚于这个时间就提醒"), late
        ),
        Setting(
            limits.SPARE,
            _("路上富余分钟"),
            usual[limits.SPARE],
            _("在填写的路程时间之外再留出这么多"),
            limits.spare_problem,
        ),
        Setting(
            TOLD_WITHIN,
            _("途中情况几分钟内报主办"),
            str(USUAL_MINUTES),
            _("超过的，在记录里写明迟报了几分钟"),
            told_within_problem,
        ),
    ]


@hookimpl
def closing_problems(training_class: Any) -> list[Problem]:
    """A class is closed only when every incident is."""
    count = open_count(training_class.id)
    if not count:
        return []
    words = gettext(
        "还有 %(count)d 件途中情况没有办结，请先在“现场教学”的“安全”里处理。", count=count
    )
    return [Problem("incidents_open", words)]


@hookimpl
def copy_class(source: Any, target: Any) -> None:
    """Last year's outings, on this year's days."""
    copy_outings(source, target, by=SYSTEM, at=clock.now())


@hookimpl
def fill_demonstration(training_class: Any, at: datetime) -> None:
    """Sites, buses, yesterday's outing as it was, today's ready to be counted."""
    demonstration.fill(training_class, at)


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """The outing of today or the next with its counts, what the 主办 must know, who is not back."""
    counted = count_panels.of_class(training_class)
    ahead = outing_panels.next_outing(training_class, TITLE)
    return ahead + counted + panels.of_class(training_class)


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """Bus, seat and counts of a trainee."""
    return panels.of_trainee(enrolment)


@hookimpl
def phone_cards(enrolment: Any) -> list[Panel]:
    """The next stop, bus and seat."""
    return panels.on_phone(enrolment)


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """The emergency card, seats, counts as places and times, what was written, promised and rated."""
    return held_of(person.id, oneself=is_oneself(person.id))


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Cards, pictures, devices and seats go; the texts of 心得, counts and sums stay."""
    return erase_field(person.id, before)


@hookimpl
def lesson_panels(lesson: Any) -> list[Panel]:
    """The outings on which a lesson is held, and how their head counts stand."""
    return outing_panels.of_lesson(lesson, TITLE) + count_panels.of_lesson(lesson)
