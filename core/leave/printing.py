"""A request in words, for pages and for the printed 假条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.attendance.rules import LEAVE_WORDS
from core.documents import pdf_of_template
from core.i18n import gettext as _
from core.leave.days import span_of
from core.leave.models import LeaveRequest
from core.leave.queries import Case
from core.leave.rules import LeaveKind, LeaveState
from core.timetable.models import Lesson
from core.timetable.rules import HALF_DAY_WORDS, HalfDay
from core.training.models import TrainingClass
from core.training.terms import ROLE_WORDS, Role
from core.wording import day as day_words

BEGINS = {"06:00": HalfDay.AM, "12:00": HalfDay.PM, "18:00": HalfDay.EVENING}
ENDS = {"12:00": HalfDay.AM, "18:00": HalfDay.PM, "00:00": HalfDay.EVENING}


def begin_words(starts_at: datetime, zone: str) -> str:
    """A beginning as people say it: 11月24日 周二 上午, or with the time where it is no half-day."""
    return _words(clock.local(starts_at, zone), BEGINS)


def end_words(ends_at: datetime, zone: str) -> str:
    """An end as people say it; midnight belongs to the evening before."""
    there = clock.local(ends_at, zone)
    shown = there - timedelta(seconds=1) if f"{there:%H:%M}" == "00:00" else there
    return _words(there, ENDS, shown)


def _words(there: datetime, halves: dict[str, HalfDay], shown: datetime | None = None) -> str:
    time = f"{there:%H:%M}"
    part = str(HALF_DAY_WORDS[halves[time]]) if time in halves else time
    return f"{day_words(shown or there)} {part}"


def period(leave: LeaveRequest | Any, zone: str) -> str:
    """From–to in one line, the day named once where it is the same."""
    begins, ends = clock.local(leave.starts_at, zone), clock.local(leave.ends_at, zone)
    if begins.date() == ends.date() and f"{begins:%H:%M}" not in BEGINS:
        return f"{moment(leave.starts_at, zone)} – {ends:%H:%M}"
    first, last = begin_words(leave.starts_at, zone), end_words(leave.ends_at, zone)
    if first == last:
        return first
    same = first.rpartition(" ")[0] == last.rpartition(" ")[0]
    return f"{first} – {last.rpartition(' ')[2] if same else last}"


def lesson_words(lesson: Lesson, zone: str) -> str:
    """A lesson in one line: 11月24日 周二 08:30 党课."""
    if lesson.starts_at is not None:
        there = clock.local(lesson.starts_at, zone)
        return f"{day_words(there)} {there:%H:%M} {lesson.title}"
    span = span_of(lesson, zone)
    when = begin_words(span.starts_at, zone) if span else lesson.time_text
    return f"{when} {lesson.title}"


def moment(at: datetime | None, zone: str) -> str:
    """A moment to the minute: 11月24日 周二 08:25."""
    return f"{day_words(there := clock.local(at, zone))} {there:%H:%M}" if at else ""


def steps_of(leave: LeaveRequest, zone: str) -> list[dict[str, Any]]:
    """The way of a request as a line: who asked, who decided, and how it ended."""
    line = [_step(_("申请"), leave.enrolment.name, moment(leave.asked_at, zone))]
    due = leave.step
    for one in leave.steps:
        title = ROLE_WORDS[Role(one.role)]
        if one.decision:
            state = "done" if one.decision == LeaveState.APPROVED else "refused"
            when = moment(one.decided_at, zone)
            line.append(_step(title, one.decided_by_name, when, state, one.comment))
        elif due is not None:
            line.append(_step(title, state="now" if one is due else "next"))
    if leave.state == LeaveState.APPROVED:
        line.append(_step(_("销假"), state="next"))
    elif leave.state == LeaveState.RETURNED:
        line.append(_step(_("销假"), when=moment(leave.returned_at, zone)))
    elif leave.state in (LeaveState.WITHDRAWN, LeaveState.CANCELLED):
        line.append(_step(leave.state_word, state="refused"))
    return line


def _step(
    title: Any, who: str = "", when: str = "", state: str = "done", comment: str = ""
) -> dict[str, Any]:
    return {"title": title, "who": who, "at": when, "state": state, "comment": comment}


def slips(training_class: TrainingClass, cases: Sequence[Case]) -> bytes:
    """假条 as a PDF, one a page, with every signature that was given."""
    return pdf_of_template(
        "print/leave_slip.html",
        title=_("请假条"),
        class_name=training_class.name,
        dates="",
        slips=[_slip(training_class, case) for case in cases],
    )


def _slip(training_class: TrainingClass, case: Case) -> dict[str, Any]:
    leave, zone, trainee = case.leave, training_class.zone, case.leave.enrolment
    return {
        "number": f"{training_class.code}-{leave.id}",
        "name": trainee.name,
        "unit": trainee.unit_name,
        "position": trainee.position,
        "group": trainee.group.name if trainee.group else "",
        "kind": LEAVE_WORDS[LeaveKind(leave.kind)],
        "starts": begin_words(leave.starts_at, zone),
        "ends": end_words(leave.ends_at, zone),
        "reason": leave.reason,
        "hours": _number(case.sum.requested),
        "used": _number(case.sum.used),
        "after": _number(case.sum.after),
        "limit": _number(case.sum.limit),
        "lessons": [
            _(
                "%(lesson)s（%(hours)s 学时）",
                lesson=lesson_words(one, zone),
                hours=_number(one.credit_hours),
            )
            for one in case.lessons
        ],
        "steps": [_signature(step, zone) for step in leave.steps],
        "reported_back": moment(leave.returned_at, zone),
    }


def _signature(step: Any, zone: str) -> dict[str, str]:
    words = {"approved": _("同意"), "refused": _("不同意"), "": ""}
    return {
        "title": str(ROLE_WORDS[Role(step.role)]),
        "decision": words[step.decision],
        "comment": step.comment,
        "who": step.decided_by_name,
        "at": moment(step.decided_at, zone),
    }


def _number(value: Any) -> str:
    return f"{value.normalize():f}"
