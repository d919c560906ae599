"""Who is what in one class: given and taken by those above."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.access.models import Account, ClassRole
from core.access.rules import may_hand_on
from core.access.terms import Role
from core.audit import Actor
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction

if TYPE_CHECKING:
    from core.training.models import TrainingClass


def give_role(
    account: Account, training_class: TrainingClass, role: str, *, by: Actor, at: datetime
) -> ClassRole:
    """Makes an account 主办, 班主任 … of one class; giving it twice changes nothing."""
    with transaction() as session:
        wanted = _role_to_hand_on(session, role, training_class.id, by)
        if not account.active:
            raise Refused(Problem("account_inactive", _("这个账号已停用。"), "account_id"))
        held = select(ClassRole).where(
            ClassRole.class_id == training_class.id,
            ClassRole.account_id == account.id,
            ClassRole.role == wanted.value,
        )
        given = session.execute(held).scalar_one_or_none()
        if given is None:
            given = ClassRole(class_id=training_class.id, account_id=account.id, role=wanted.value)
            session.add(given)
            subject = f"account:{account.id}"
            audit.note(
                "access.give_role",
                subject,
                by=by,
                at=at,
                class_id=training_class.id,
                role=wanted.value,
            )
    return given


def take_role(
    account: Account, training_class: TrainingClass, role: str, *, by: Actor, at: datetime
) -> None:
    """Takes a role in one class away again; NotFound where it is not held."""
    with transaction() as session:
        wanted = _role_to_hand_on(session, role, training_class.id, by)
        held = select(ClassRole).where(
            ClassRole.class_id == training_class.id,
            ClassRole.account_id == account.id,
            ClassRole.role == wanted.value,
        )
        given = session.execute(held).scalar_one_or_none()
        if given is None:
            raise NotFound
        session.delete(given)
        subject = f"account:{account.id}"
        audit.note(
            "access.take_role", subject, by=by, at=at, class_id=training_class.id, role=wanted.value
        )


def carry_roles(source: TrainingClass, target: TrainingClass, *, by: Actor, at: datetime) -> None:
    """Who makes a class after the pattern of another is in it what they are there."""
    with transaction() as session:
        held = select(ClassRole.role).where(
            ClassRole.class_id == source.id, ClassRole.account_id == by.id
        )
        for role in session.execute(held).scalars().all() if by.kind == "staff" else ():
            session.add(ClassRole(class_id=target.id, account_id=by.id, role=role))
            subject = f"account:{by.id}"
            audit.note("access.give_role", subject, by=by, at=at, class_id=target.id, role=role)


def _role_to_hand_on(session: Session, role: str, class_id: int, by: Actor) -> Role:
    if role not in list(Role):
        raise Refused(Problem("role_unknown", _("没有这个角色。"), "role"))
    wanted = Role(role)
    giver = session.get(Account, by.id) if by.kind == "staff" else None
    if giver is None or giver.is_administrator:
        return wanted
    held = select(ClassRole.role).where(
        ClassRole.class_id == class_id, ClassRole.account_id == giver.id
    )
    if not may_hand_on(wanted, set(session.execute(held).scalars())):
        raise Refused(Problem("role_above", _("“主办”只能由主办或系统管理员指定。"), "role"))
    return wanted
