"""Asking for leave, by the trainee or for one who phoned, and taking it back before it is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from core import clock, files
from core.attendance.rules import LEAVE_WORDS
from core.audit import Actor, note
from core.enrolment.models import Enrolment
from core.enrolment.rules import EnrolmentState, should_attend
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.leave.models import LeaveRequest, LeaveStep
from core.leave.queries import Preview, overlapping, preview
from core.leave.rules import LeaveState, day_problems, effective_end, period_problems
from core.leave.services.standing import fresh, move, require_own
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.training.services import require_open
from core.training.terms import LeaveKind
from core.transaction import transaction

LONGEST_REASON = 400


@dataclass(frozen=True)
class LeaveAsked:
    """What a trainee asks for; from–to in UTC, `photo` the bytes of a hospital slip or unit letter."""

    kind: LeaveKind
    starts_at: datetime
    ends_at: datetime
    reason: str = ""
    urgent: bool = False
    photo: bytes = b""
    photo_name: str = ""


def ask_leave(enrolment: Enrolment, asked: LeaveAsked, *, by: Actor, at: datetime) -> LeaveRequest:
    """Puts a request before those who decide, in the order that the class's policy says.

    Raises Refused: `class_frozen`, `not_here`, `ends_before_start`, `outside_class`, `overlaps`,
    `nothing_covered`, `reason_missing`, `reason_long`, `no_approver`, or for the photo.
    """
    with transaction() as session:
        return _written(session, enrolment, asked, "leave.ask", by=by, at=at)


def record_leave(
    enrolment: Enrolment, asked: LeaveAsked, *, by: Actor, at: datetime
) -> LeaveRequest:
    """Writes down, for staff, a request that came by phone; it is decided like any other."""
    with transaction() as session:
        return _written(session, enrolment, asked, "leave.record", by=by, at=at)


def ask_urgent(enrolment: Enrolment, *, by: Actor, at: datetime) -> LeaveRequest:
    """身体不适: sick leave from now to the end of the day, by one press; formalities come after.

    It begins where leave that runs now ends, and ends where other leave begins.
    """
    with transaction() as session:
        training_class = session.get_one(TrainingClass, enrolment.class_id)
        midnight = datetime.combine(clock.local(at, training_class.zone).date(), time())
        ends_at = clock.from_wall(midnight + timedelta(days=1), training_class.zone)
        starts_at, ends_at = _free_time(enrolment, at, ends_at)
        words = str(_("身体不适，手续后补"))
        asked = LeaveAsked(LeaveKind.SICK, starts_at, ends_at, reason=words, urgent=True)
        return _written(session, enrolment, asked, "leave.ask", by=by, at=at)


def _free_time(
    enrolment: Enrolment, starts_at: datetime, ends_at: datetime
) -> tuple[datetime, datetime]:
    for one in overlapping(enrolment.id, starts_at, ends_at):
        if one.starts_at > starts_at:
            return starts_at, one.starts_at
        starts_at = effective_end(one.ends_at, one.returned_at)
        if starts_at >= ends_at:
            words = _("今天您已经请过假了，组织员看得到；不舒服请直接打电话。")
            raise Refused(Problem("away_already", words))
    return starts_at, ends_at


def withdraw_leave(leave: LeaveRequest, *, by: Actor, at: datetime) -> None:
    """Takes one's own request back while nobody has decided it to the end."""
    with transaction() as session:
        leave = fresh(session, leave)
        require_own(leave, by)
        move(leave, LeaveState.WITHDRAWN)
        _note("leave.withdraw", leave, by=by, at=at)


def _written(
    session: Session, enrolment: Enrolment, asked: LeaveAsked, act: str, *, by: Actor, at: datetime
) -> LeaveRequest:
    training_class = session.get_one(TrainingClass, enrolment.class_id, populate_existing=True)
    require_open(training_class)
    asked = replace(asked, reason=asked.reason.strip())
    problems = _problems(training_class, enrolment, asked)
    if problems:
        raise Refused(problems)
    shown = preview(enrolment, asked.kind, asked.starts_at, asked.ends_at)
    if not shown.lessons and not asked.urgent:
        words = _("这段时间没有您的课，不用请假。")
        raise Refused(Problem("nothing_covered", words, "starts_at"))
    leave = _row(training_class, enrolment, asked, shown, by=by, at=at)
    session.add(leave)
    session.flush()
    _note(act, leave, by=by, at=at, kind=leave.kind, hours=str(leave.credit_hours))
    return leave


def _row(
    training_class: TrainingClass,
    enrolment: Enrolment,
    asked: LeaveAsked,
    shown: Preview,
    *,
    by: Actor,
    at: datetime,
) -> LeaveRequest:
    file = None
    if asked.photo:
        media_type = files.picture_type(asked.photo)
        name = asked.photo_name or str(_("请假证明"))
        file = files.store(asked.photo, name, media_type, by=by, at=at, class_id=training_class.id)
    return LeaveRequest(
        class_id=training_class.id,
        enrolment_id=enrolment.id,
        kind=LeaveKind(asked.kind).value,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        reason=asked.reason,
        file_id=file.id if file else None,
        state=LeaveState.PENDING.value,
        urgent=asked.urgent,
        credit_hours=shown.sum.requested,
        asked_at=at,
        steps=[
            LeaveStep(position=place, role=role.value)
            for place, role in enumerate(shown.chain, start=1)
        ],
    )


def _problems(
    training_class: TrainingClass, enrolment: Enrolment, asked: LeaveAsked
) -> list[Problem]:
    if not should_attend(EnrolmentState(enrolment.state)):
        return [Problem("not_here", _("您现在不在本班学员名单上，不能请假。"))]
    problems = _time_problems(training_class, enrolment, asked.starts_at, asked.ends_at)
    if not asked.reason:
        problems.append(Problem("reason_missing", _("请写明请假的原因。"), "reason"))
    if len(asked.reason) > LONGEST_REASON:
        words = _("原因最多 %(most)d 个字。", most=LONGEST_REASON)
        problems.append(Problem("reason_long", words, "reason"))
    return problems


def require_period(enrolment: Enrolment, starts_at: datetime, ends_at: datetime) -> None:
    """Refuses times for which this trainee cannot ask, before anything else is typed."""
    training_class = class_by_id(enrolment.class_id)
    require_open(training_class)
    problems = _time_problems(training_class, enrolment, starts_at, ends_at)
    if problems:
        raise Refused(problems)


def _time_problems(
    training_class: TrainingClass, enrolment: Enrolment, starts_at: datetime, ends_at: datetime
) -> list[Problem]:
    problems = period_problems(starts_at, ends_at)
    if problems:
        return problems
    problems = day_problems(starts_at, ends_at, *class_days(training_class))
    return problems + _overlap_problems(enrolment, starts_at, ends_at)


def class_days(training_class: TrainingClass) -> tuple[datetime, datetime]:
    """From the beginning of the 报到日 to the end of the last day."""
    first = datetime.combine(training_class.report_on, time())
    last = datetime.combine(training_class.ends_on, time()) + timedelta(days=1)
    zone = training_class.zone
    return clock.from_wall(first, zone), clock.from_wall(last, zone)


def _overlap_problems(
    enrolment: Enrolment, starts_at: datetime, ends_at: datetime
) -> list[Problem]:
    found = overlapping(enrolment.id, starts_at, ends_at)
    if not found:
        return []
    words = _(
        "这段时间和已有的%(kind)s（%(state)s）重叠，请先撤回或改短那一条。",
        kind=LEAVE_WORDS[LeaveKind(found[0].kind)],
        state=found[0].state_word,
    )
    return [Problem("overlaps", words, "starts_at")]


def _note(act: str, leave: LeaveRequest, *, by: Actor, at: datetime, **detail: str) -> None:
    note(act, f"leave:{leave.id}", by=by, at=at, class_id=leave.class_id, **detail)
