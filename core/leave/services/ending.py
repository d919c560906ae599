"""How leave ends: cancelled, shortened, or by 销假; and how it follows a lesson that was moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.audit import Actor, note
from core.errors import Problem, Refused
from core.events import LeaveDecided
from core.i18n import gettext as _
from core.leave.days import span_of
from core.leave.models import Excused, LeaveRequest
from core.leave.queries import uncounted
from core.leave.rules import IN_FORCE, LeaveState
from core.leave.services.register import settle
from core.leave.services.standing import fresh, move, require_own, require_role
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.services import require_open
from core.training.terms import Role
from core.transaction import announce, transaction

DECIDERS = {Role.COUNSELLOR, Role.HEAD_TEACHER, Role.HOST, Role.ORGANISER}


def cancel_leave(leave: LeaveRequest, reason: str, *, by: Actor, at: datetime) -> None:
    """Takes approved leave back; the register is exactly as before, and nothing else is touched.

    Staff may at any time, with a reason; the trainee before it begins. Raises Refused.
    """
    with transaction() as session:
        leave = fresh(session, leave)
        if by.kind == "trainee":
            require_own(leave, by)
            if at >= leave.starts_at:
                words = _("假期已经开始，不能取消；提前回来请点销假。")
                raise Refused(Problem("begun", words))
        else:
            require_role(leave, DECIDERS, by)
            if not reason.strip():
                raise Refused(Problem("reason_missing", _("请写明取消的原因。"), "reason"))
        move(leave, LeaveState.CANCELLED)
        session.flush()
        settle(session, leave, by=by, at=at)
        note("leave.cancel", f"leave:{leave.id}", by=by, at=at, class_id=leave.class_id,
             comment=reason.strip()[:400])  # fmt: skip
        announce(LeaveDecided(leave.class_id, at, leave.id, leave.enrolment_id, leave.state))


def report_back(
    leave: LeaveRequest, *, by: Actor, at: datetime, returned_at: datetime | None = None
) -> None:
    """销假: writes down the return; lessons that begin after it and are not over are free again.

    `returned_at` is now where nobody says otherwise. Raises Refused before the leave begins.
    """
    with transaction() as session:
        leave = fresh(session, leave)
        if by.kind == "trainee":
            require_own(leave, by)
        returned_at = returned_at or at
        if leave.state == LeaveState.APPROVED:
            _require_return(leave, returned_at, at)
        move(leave, LeaveState.RETURNED)
        leave.returned_at = returned_at
        session.flush()
        settle(session, leave, by=by, at=at)
        note("leave.report_back", f"leave:{leave.id}", by=by, at=at, class_id=leave.class_id)


def _require_return(leave: LeaveRequest, returned_at: datetime, at: datetime) -> None:
    if returned_at < leave.starts_at:
        words = _("假期还没有开始，不用销假；不请了可以取消。")
        raise Refused(Problem("not_begun", words, "returned_at"))
    if returned_at > at:
        raise Refused(Problem("in_future", _("返回时间不能晚于现在。"), "returned_at"))


def shorten_leave(leave: LeaveRequest, ends_at: datetime, *, by: Actor, at: datetime) -> None:
    """Moves the end of a request forward; approved lessons after it are put back as they were.

    A chain that has begun stays as it is. Raises Refused where the new end is not in between.
    """
    with transaction() as session:
        leave = fresh(session, leave)
        if by.kind == "trainee":
            require_own(leave, by)
        if leave.state not in (LeaveState.PENDING, LeaveState.APPROVED):
            words = _("这条请假现在是“%(state)s”，不能再改。", state=leave.state_word)
            raise Refused(Problem("decided", words))
        if not max(leave.starts_at, _earliest(leave, at)) < ends_at < leave.ends_at:
            words = _("新的结束时间要比原来早，也不能早于开始时间和现在。")
            raise Refused(Problem("not_shorter", words, "ends_at"))
        zone = session.get_one(TrainingClass, leave.class_id).zone
        was, leave.ends_at = clock.local(leave.ends_at, zone), ends_at
        session.flush()
        settle(session, leave, by=by, at=at)
        note("leave.shorten", f"leave:{leave.id}", by=by, at=at, class_id=leave.class_id,
             comment=str(_("原定到 %(was)s", was=f"{was:%m-%d %H:%M}")))  # fmt: skip


def _earliest(leave: LeaveRequest, at: datetime) -> datetime:
    return at if leave.state == LeaveState.APPROVED else leave.starts_at


def follow_lesson(lesson_id: int, *, by: Actor, at: datetime) -> None:
    """Lets leave follow a lesson that was moved, cancelled or taken up again.

    A closed register and a frozen class stay as they are.
    """
    with transaction() as session:
        lesson = session.get(Lesson, lesson_id, populate_existing=True)
        if lesson is None or lesson.locked_at is not None:
            return
        training_class = session.get_one(TrainingClass, lesson.class_id)
        if training_class.is_frozen:
            return
        for leave in _touching(session, lesson, training_class.zone):
            settle(session, leave, by=by, at=at, only=[lesson_id])


def count_new_lessons(class_id: int, *, by: Actor, at: datetime) -> int:
    """Lets granted leave cover lessons that were laid down after it; returns how many marks."""
    with transaction() as session:
        require_open(session.get_one(TrainingClass, class_id, populate_existing=True))
        found = uncounted(class_id)
        for leave, lessons in found:
            settle(session, leave, by=by, at=at, only=[one.id for one in lessons])
        count = sum(len(lessons) for _leave, lessons in found)
        note("leave.count_new", f"class:{class_id}", by=by, at=at, class_id=class_id, count=count)
        return count


def _touching(session: Session, lesson: Lesson, zone: str) -> list[LeaveRequest]:
    """Whose leave holds the lesson, covers it now, or may have covered it and waits."""
    holding = select(Excused.leave_id).where(
        Excused.lesson_id == lesson.id, Excused.restored_at.is_(None)
    )
    found = select(LeaveRequest).where(LeaveRequest.class_id == lesson.class_id)
    ways = [LeaveRequest.id.in_(holding), LeaveRequest.state == LeaveState.PENDING.value]
    span = span_of(lesson, zone)
    if span is not None:
        in_force = LeaveRequest.state.in_([state.value for state in IN_FORCE])
        covers = and_(LeaveRequest.starts_at < span.ends_at, LeaveRequest.ends_at > span.starts_at)
        ways.append(and_(in_force, covers))
    return list(session.execute(found.where(or_(*ways)).order_by(LeaveRequest.id)).scalars())
