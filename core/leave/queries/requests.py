"""Requests for leave as pages ask for them; the number of statements never grows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from core.access.models import Account, ClassRole
from core.audit import AuditEntry
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound
from core.files import StoredFile
from core.i18n import gettext as _
from core.leave.models import Excused, LeaveRequest
from core.leave.rules import IN_FORCE, LIVE, LeaveKind, LeaveState, effective_end
from core.prepared import Prepared
from core.training.terms import Role


@dataclass(frozen=True)
class Only:
    """Which requests a list shows; empty means all."""

    state: str = ""
    kind: str = ""


def leave_by_id(class_id: int, leave_id: int) -> LeaveRequest:
    """A request of this very class; NotFound for anybody else's."""
    found = select(LeaveRequest).where(
        LeaveRequest.class_id == class_id, LeaveRequest.id == leave_id
    )
    return _there(db.session.execute(found).scalar_one_or_none())


def own_leave(enrolment: Enrolment, leave_id: int) -> LeaveRequest:
    """A request of this very trainee."""
    found = select(LeaveRequest).where(
        LeaveRequest.enrolment_id == enrolment.id, LeaveRequest.id == leave_id
    )
    return _there(db.session.execute(found).scalar_one_or_none())


def leave_of(enrolment_id: int) -> list[LeaveRequest]:
    """Every request of a trainee, the newest first."""
    found = select(LeaveRequest).where(LeaveRequest.enrolment_id == enrolment_id)
    return _all(found.order_by(LeaveRequest.asked_at.desc(), LeaveRequest.id.desc()))


def requests_of(class_id: int, only: Only | None = None) -> list[LeaveRequest]:
    """Every request of a class, the newest first."""
    found, only = select(LeaveRequest).where(LeaveRequest.class_id == class_id), only or Only()
    if only.state in set(LeaveState):
        found = found.where(LeaveRequest.state == only.state)
    if only.kind in set(LeaveKind):
        found = found.where(LeaveRequest.kind == only.kind)
    return _all(found.order_by(LeaveRequest.asked_at.desc(), LeaveRequest.id.desc()))


def pending_of(class_id: int) -> list[LeaveRequest]:
    """What waits for a decision: urgent first, then as they came."""
    found = select(LeaveRequest).where(
        LeaveRequest.class_id == class_id, LeaveRequest.state == LeaveState.PENDING.value
    )
    return _all(found.order_by(LeaveRequest.urgent.desc(), LeaveRequest.asked_at, LeaveRequest.id))


def pending_count(class_id: int, after_id: int = 0) -> int:
    """How many requests wait, of those that came after a certain one."""
    found = select(func.count()).where(
        LeaveRequest.class_id == class_id,
        LeaveRequest.state == LeaveState.PENDING.value,
        LeaveRequest.id > after_id,
    )
    return int(db.session.execute(found).scalar() or 0)


def last_id(class_id: int) -> int:
    """The newest request of a class, so that a page can ask for those after it."""
    found = select(func.max(LeaveRequest.id)).where(LeaveRequest.class_id == class_id)
    return int(db.session.execute(found).scalar() or 0)


def overdue(class_id: int, at: datetime) -> list[LeaveRequest]:
    """Who should be back and has not reported back, the longest first."""
    found = select(LeaveRequest).where(
        LeaveRequest.class_id == class_id,
        LeaveRequest.state == LeaveState.APPROVED.value,
        LeaveRequest.returned_at.is_(None),
        LeaveRequest.ends_at < at,
    )
    return _all(found.order_by(LeaveRequest.ends_at, LeaveRequest.id))


def overlapping(enrolment_id: int, starts_at: datetime, ends_at: datetime) -> list[LeaveRequest]:
    """A trainee's live requests that share any time with from–to."""
    found = select(LeaveRequest).where(
        LeaveRequest.enrolment_id == enrolment_id,
        LeaveRequest.state.in_([state.value for state in LIVE]),
        LeaveRequest.starts_at < ends_at,
        LeaveRequest.ends_at > starts_at,
    )
    return [
        one
        for one in _all(found.order_by(LeaveRequest.starts_at))
        if effective_end(one.ends_at, one.returned_at) > starts_at
    ]


def begun_leave(enrolment_id: int, at: datetime) -> LeaveRequest | None:
    """A trainee's approved leave that has begun and was not ended by a return; one statement if none."""
    found = BEGUN.ask({"trainee": enrolment_id, "at": at})
    return None if found is None else db.session.get(LeaveRequest, found[0])


def _begun() -> Any:
    leave = LeaveRequest.__table__.c
    return (
        select(leave.id)
        .where(
            leave.enrolment_id == bindparam("trainee"),
            leave.state == LeaveState.APPROVED.value,
            leave.starts_at <= bindparam("at"),
        )
        .order_by(leave.starts_at.desc())
        .limit(1)
    )


BEGUN = Prepared(_begun())


def away_in(class_id: int) -> list[LeaveRequest]:
    """Every approved leave of a class that has not ended by a return, by time."""
    found = select(LeaveRequest).where(
        LeaveRequest.class_id == class_id, LeaveRequest.state == LeaveState.APPROVED.value
    )
    return _all(found.order_by(LeaveRequest.starts_at, LeaveRequest.id))


def on_leave_at(lesson_id: int) -> list[tuple[LeaveRequest, bool]]:
    """Whose leave covers a lesson, by number, and whether they were there all the same."""
    found = (
        select(LeaveRequest, Excused.conflict)
        .join(Excused, Excused.leave_id == LeaveRequest.id)
        .where(
            Excused.lesson_id == lesson_id,
            Excused.restored_at.is_(None),
            LeaveRequest.state.in_([state.value for state in IN_FORCE]),
        )
    )
    rows = db.session.execute(found).all()
    return sorted(((row[0], row[1]) for row in rows), key=lambda pair: pair[0].enrolment.number)


def excused_of(leave_ids: Collection[int]) -> dict[int, list[Excused]]:
    """What each leave changed and holds still."""
    found = select(Excused).where(Excused.leave_id.in_(leave_ids), Excused.restored_at.is_(None))
    held: dict[int, list[Excused]] = {one: [] for one in leave_ids}
    for row in db.session.execute(found).scalars():
        held[row.leave_id].append(row)
    return held


def trail_of(leave_id: int) -> list[AuditEntry]:
    """Everything that was done to a request, oldest first."""
    found = select(AuditEntry).where(AuditEntry.subject == f"leave:{leave_id}")
    return list(db.session.execute(found.order_by(AuditEntry.id)).scalars())


def photo_of(leave: LeaveRequest) -> StoredFile:
    """The slip or letter that came with a request."""
    file = db.session.get(StoredFile, leave.file_id) if leave.file_id else None
    if file is None:
        raise NotFound(_("这条请假没有附照片"))
    return file


def whom_to_call(class_id: int) -> list[tuple[str, str]]:
    """Name and phone of the class's 组织员; of its 班主任 where no 组织员 has a number."""
    found = (
        select(ClassRole.role, Account.name, Account.phone)
        .join(Account, Account.id == ClassRole.account_id)
        .where(
            ClassRole.class_id == class_id,
            ClassRole.role.in_([Role.COUNSELLOR.value, Role.HEAD_TEACHER.value]),
            Account.active.is_(True),
            Account.phone != "",
        )
        .order_by(Account.id)
    )
    rows = db.session.execute(found).all()
    first = [(name, phone) for role, name, phone in rows if role == Role.COUNSELLOR.value]
    return first or [(name, phone) for _role, name, phone in rows]


def roles_of(account_id: int, class_id: int) -> set[str]:
    """The roles an account holds in a class, read anew; every role for an administrator."""
    account = db.session.get(Account, account_id)
    if account is not None and account.is_administrator:
        return {role.value for role in Role}
    found = select(ClassRole.role).where(
        ClassRole.account_id == account_id, ClassRole.class_id == class_id
    )
    return set(db.session.execute(found).scalars())


def leave_of_person(person_id: int) -> list[LeaveRequest]:
    """Every request of a person in whatever class, oldest first."""
    found = (
        select(LeaveRequest)
        .join(Enrolment, Enrolment.id == LeaveRequest.enrolment_id)
        .where(Enrolment.person_id == person_id)
    )
    return _all(found.order_by(LeaveRequest.asked_at))


def _all(found: Select[LeaveRequest]) -> list[LeaveRequest]:
    return list(db.session.execute(found).scalars())


def _there(found: Any) -> LeaveRequest:
    if found is None:
        raise NotFound(_("没有这条请假"))
    leave: LeaveRequest = found
    return leave
