"""The guards that every change of a request passes, inside the running act."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.audit import Actor
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.leave.models import LeaveRequest, LeaveStep
from core.leave.queries import roles_of
from core.leave.rules import LeaveState, may_move
from core.training.models import TrainingClass
from core.training.services import require_open
from core.training.terms import ROLE_WORDS, Role


def fresh(session: Session, leave: LeaveRequest) -> LeaveRequest:
    """The request as it stands under the write lock; Refused where its class is frozen."""
    found = session.get(LeaveRequest, leave.id, populate_existing=True)
    if found is None:
        raise NotFound
    require_open(session.get_one(TrainingClass, found.class_id, populate_existing=True))
    return found


def move(leave: LeaveRequest, after: LeaveState) -> None:
    """Puts a request into its next state; Refused `decided` where somebody was faster."""
    if not may_move(LeaveState(leave.state), after):
        raise Refused(Problem("decided", said(leave)))
    leave.state = after.value


def said(leave: LeaveRequest) -> Any:
    """How a request stands, for somebody who comes too late."""
    last = max((step for step in leave.steps if step.decision), key=_position, default=None)
    if last is None:
        return _("这条请假现在是“%(state)s”，没有再改。", state=leave.state_word)
    return _(
        "%(who)s刚才已处理，这条请假现在是“%(state)s”，没有再改。",
        who=last.decided_by_name,
        state=leave.state_word,
    )


def _position(step: LeaveStep) -> int:
    return step.position


def require_own(leave: LeaveRequest, by: Actor) -> None:
    """Refuses everybody but the trainee whose request it is."""
    if by.kind != "trainee" or by.id != leave.enrolment.person_id:
        raise Refused(Problem("not_own", _("只有本人可以这样做。")))


def require_role(leave: LeaveRequest, roles: set[Role], by: Actor) -> None:
    """Refuses whoever holds none of these roles in the class and is no administrator."""
    if by.kind == "system":
        return
    held = roles_of(by.id, leave.class_id) if by.kind == "staff" and by.id else set()
    if not held & {role.value for role in roles}:
        who = "、".join(str(ROLE_WORDS[role]) for role in sorted(roles))
        raise Refused(Problem("not_your_turn", _("这一步由%(who)s审批。", who=who)))
