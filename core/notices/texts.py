"""How the house words the notices that it writes by itself, from what lies in the database."""

from __future__ import annotations

from datetime import datetime

from core import clock
from core.attendance.rules import LEAVE_WORDS, LeaveKind
from core.db import db
from core.errors import NotFound
from core.i18n import gettext as _
from core.leave.models import LeaveRequest
from core.leave.rules import LEAVE_STATE_WORDS, LeaveState
from core.notices.rules import Text
from core.timetable.models import Lesson
from core.timetable.rules import time_and_place
from core.training.models import TrainingClass
from core.training.queries import class_by_id, is_under_way
from core.wording import day, hours, wall

WELCOME = "welcome"
"""The occasion of the one welcome that a class gets, however many are enrolled and when."""


def welcome(class_id: int) -> Text | None:
    """The first notice of a class: where and when to come; None before and after the class."""
    found = class_by_id(class_id)
    if not is_under_way(found):
        return None
    lines = [
        _("报到：%(day)s", day=day(found.report_on)),
        _("上课：%(first)s 至 %(last)s", first=day(found.starts_on), last=day(found.ends_on)),
    ]
    if found.place:
        lines.append(_("地点：%(place)s", place=found.place))
    title = _("欢迎参加%(name)s", name=found.name)[:100]
    return Text(title, "\n".join(lines), f"/m/{found.code}/", WELCOME)


def leave_answer(leave_id: int, state: str) -> Text:
    """What was decided on a request for leave, with every comment."""
    leave = db.session.get(LeaveRequest, leave_id)
    if leave is None:
        raise NotFound
    found = class_by_id(leave.class_id)
    kind = LEAVE_WORDS[LeaveKind(leave.kind)]
    title = _("%(kind)s：%(state)s", kind=kind, state=LEAVE_STATE_WORDS[LeaveState(state)])
    lines = [
        _(
            "%(start)s 至 %(end)s，共 %(hours)s",
            start=_moment(leave.starts_at, found),
            end=_moment(leave.ends_at, found),
            hours=hours(leave.credit_hours),
        )
    ]
    lines += [f"{step.decided_by_name}：{step.comment}" for step in leave.steps if step.comment]
    return Text(
        title, "\n".join(lines), f"/m/{found.code}/leave/{leave.id}", f"leave:{leave.id}:{state}"
    )


def lesson_change(lesson_id: int, was: str, at: datetime) -> Text | None:
    """What a lesson was and what it is now; None where nobody would come too late or in vain."""
    lesson = db.session.get(Lesson, lesson_id)
    if lesson is None:
        raise NotFound
    found = class_by_id(lesson.class_id)
    over = lesson.starts_at is not None and lesson.starts_at < at
    if over or not is_under_way(found):
        return None
    if lesson.cancelled_at is not None:
        title = _("停课：%(title)s", title=lesson.title)[:100]
        body = _("原定：%(was)s", was=was)
        if lesson.cancel_reason:
            body += "\n" + _("原因：%(reason)s", reason=lesson.cancel_reason)
    else:
        title = _("课程变动：%(title)s", title=lesson.title)[:100]
        body = _("原来：%(was)s", was=was) + "\n" + _("现在：%(now)s", now=_said(lesson, found))
    return Text(title, body, f"/m/{found.code}/", f"lesson:{lesson.id}:{at:%Y%m%d%H%M%S%f}")


def _said(lesson: Lesson, found: TrainingClass) -> str:
    starts, ends = (
        moment and clock.local(moment, found.zone) for moment in (lesson.starts_at, lesson.ends_at)
    )
    words = lesson.time_text if starts is None else ""
    return time_and_place(starts or lesson.held_on, ends, words, lesson.place)


def _moment(moment: datetime, found: TrainingClass) -> str:
    there = clock.local(moment, found.zone)
    return f"{day(there)} {wall(moment, found.zone)}"
