"""Deciding on leave, step by step; the last approval and the register are one act."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.audit import Actor, note
from core.errors import Problem, Refused
from core.events import LeaveDecided
from core.i18n import gettext as _
from core.leave.models import LeaveRequest, LeaveStep
from core.leave.rules import LeaveState
from core.leave.services.register import settle
from core.leave.services.standing import fresh, move, require_role, said
from core.training.terms import Role
from core.transaction import announce, transaction

LONGEST_COMMENT = 400


def decide(
    leave: LeaveRequest,
    approve: bool,
    comment: str,
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> LeaveRequest:
    """Decides the step that is due; the last approval marks the lessons, a refusal ends it all.

    `seen` is the position of the step that the decider had before their eyes. Raises Refused:
    `decided` or `step_decided` where somebody was faster, `not_your_turn`, `comment_missing` for a
    refusal without a reason, `locked` for a closed register; then nothing is written.
    """
    with transaction() as session:
        leave = fresh(session, leave)
        step = _due_step(leave, seen)
        require_role(leave, {Role(step.role)}, by)
        _sign(step, approve, comment.strip(), by=by, at=at)
        act = "leave.approve" if approve else "leave.refuse"
        note(act, f"leave:{leave.id}", by=by, at=at, class_id=leave.class_id,
             role=step.role, comment=step.comment)  # fmt: skip
        if not approve:
            _end(session, leave, LeaveState.REFUSED, by=by, at=at)
        elif leave.step is None:
            _end(session, leave, LeaveState.APPROVED, by=by, at=at)
    return leave


def _due_step(leave: LeaveRequest, seen: int | None) -> LeaveStep:
    step = leave.step
    if step is None:
        raise Refused(Problem("decided", said(leave)))
    if seen is not None and step.position != seen:
        before = leave.steps[step.position - 2]
        words = _("这一步刚才已由%(who)s批过，请看最新的情况。", who=before.decided_by_name)
        raise Refused(Problem("step_decided", words))
    return step


def _sign(step: LeaveStep, approve: bool, comment: str, *, by: Actor, at: datetime) -> None:
    if not approve and not comment:
        raise Refused(Problem("comment_missing", _("不批准请写明理由，学员会看到。"), "comment"))
    if len(comment) > LONGEST_COMMENT:
        words = _("意见最多 %(most)d 个字。", most=LONGEST_COMMENT)
        raise Refused(Problem("comment_long", words, "comment"))
    step.decision = (LeaveState.APPROVED if approve else LeaveState.REFUSED).value
    step.comment, step.decided_at = comment, at
    step.decided_by, step.decided_by_name = by.label, by.name


def _end(
    session: Session, leave: LeaveRequest, state: LeaveState, *, by: Actor, at: datetime
) -> None:
    move(leave, state)
    leave.decided_at = at
    session.flush()
    settle(session, leave, by=by, at=at)
    announce(LeaveDecided(leave.class_id, at, leave.id, leave.enrolment_id, state.value))
