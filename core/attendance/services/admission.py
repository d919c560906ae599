"""Why a phone is not checked in or out: each reason in words, with when and where to try again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import clock, plugins
from core.attendance import rules
from core.attendance.queries.scan import Scan
from core.attendance.rules import Mark
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.timetable.models import Lesson
from core.training.rules import State
from core.training.terms import PhoneRule


def admission_problems(scan: Scan, scanned_at: datetime) -> list[Problem]:
    """Why this trainee may not check in to this lesson, the first reason only; empty if they may."""
    for judge in (person_problem, lesson_problem, _time_problem, _phone_problem):
        if problem := judge(scan, scanned_at):
            return [problem]
    return _objections(scan)


@dataclass(frozen=True)
class Standing:
    """A trainee as far as the core's own features look at one who checks in: read with the lesson."""

    id: int
    class_id: int
    state: str
    group_id: int | None


def _objections(scan: Scan) -> list[Problem]:
    """What features and plugins object; the whole lesson and trainee are loaded for plugins only."""
    lesson: Any = None
    enrolment: Any = Standing(
        scan.enrolment_id, scan.class_id, scan.enrolment_state, scan.own_group_id
    )
    if plugins.is_heard("check_in_problems"):
        both = select(Lesson, Enrolment).join(Enrolment, Enrolment.class_id == Lesson.class_id)
        both = both.where(Lesson.id == scan.lesson_id, Enrolment.id == scan.enrolment_id)
        lesson, enrolment = db.session.execute(both).one()
    return plugins.ask(
        "check_in_problems", scan.class_id, lesson=lesson, enrolment=enrolment, place=None
    )


LESSON_UNKNOWN = Problem("lesson_unknown", _("没有这节课，请重新扫屏幕上的二维码。"))


def person_problem(scan: Scan, _at: datetime) -> Problem | None:
    """Why this lesson is not this person's, or None."""
    if scan.enrolment_id is None:
        words = _(
            "这是“%(name)s”的课，您不是这个班的学员。如有疑问，请找组织员。", name=scan.class_name
        )
        return Problem("not_a_trainee", words)
    if scan.group_id is not None and scan.group_id != scan.own_group_id:
        words = _("这节课只有“%(group)s”参加，请到您自己的课上签到。", group=scan.group_name)
        return Problem("other_group", words)
    return None


def lesson_problem(scan: Scan, _at: datetime) -> Problem | None:
    """Why nobody is checked in to this lesson any more, or None."""
    if scan.class_state in (State.CLOSED, State.ARCHIVED):
        return Problem("class_closed", _("本班已经结业，不能再签到。"))
    if scan.cancelled_at is not None:
        return Problem("cancelled", _("这节课已经取消，请看今天的课表。"))
    if scan.locked_at is not None:
        return Problem("locked", _("这节课的考勤表已锁定。如果您在现场，请找组织员登记。"))
    if not scan.checks_in:
        return Problem("no_check_in", _("这节课不用签到。"))
    return None


def _time_problem(scan: Scan, at: datetime) -> Problem | None:
    window = scan.window
    if window is None:
        return Problem("no_time", _("这节课还没有定时间，请找组织员登记。"))
    if rules.mark_at(window, at) is not None:
        return None
    local = replace(
        window,
        opens_at=clock.local(window.opens_at, scan.zone),
        closes_at=clock.local(window.closes_at, scan.zone),
    )
    return rules.check_in_refusal(local, at)


def _phone_problem(scan: Scan, _at: datetime) -> Problem | None:
    policy = scan.policy
    if scan.shared_with and policy.one_person_per_phone is PhoneRule.REFUSE:
        words = _("这部手机已经绑定了别的学员，请用自己的手机，或找组织员登记。")
        return Problem("shared_phone", words)
    if scan.other_phone and policy.one_phone_per_person is PhoneRule.REFUSE:
        return Problem("second_phone", _("您已绑定另一部手机，请用那一部签到，或找组织员登记。"))
    return None


def check_out_problems(scan: Scan, at: datetime) -> list[Problem]:
    """Why this trainee cannot check out at this moment; empty if they can."""
    if not scan.policy.check_out or scan.ends_at is None:
        return [Problem("no_check_out", _("本班不用签退。"))]
    if scan.mark is None or not rules.is_here(Mark(scan.mark)):
        return [Problem("not_checked_in", _("您还没有签到，不能签退；请找组织员登记。"))]
    window = rules.check_out_window_of(scan.ends_at, scan.policy)
    local = replace(
        window,
        opens_at=clock.local(window.opens_at, scan.zone),
        closes_at=clock.local(window.closes_at, scan.zone),
    )
    problem = rules.check_out_refusal(local, at)
    return [problem] if problem else []
