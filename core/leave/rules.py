"""How much leave is too much, which lessons it covers, and who decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.terms import ApprovalRule, LeaveKind, Role

__all__ = [
    "IN_FORCE",
    "LEAVE_STATE_WORDS",
    "LIVE",
    "TRANSITIONS",
    "LeaveKind",
    "LeaveState",
    "Sum",
    "chain_for",
    "day_problems",
    "effective_end",
    "is_over_limit",
    "is_overdue",
    "lessons_covered",
    "limit_of",
    "may_move",
    "next_role",
    "period_problems",
    "remaining",
    "sum_of",
]

STEP = Decimal("0.5")


class LeaveState(StrEnum):
    """Where a request for leave stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    RETURNED = "returned"


LEAVE_STATE_WORDS: dict[LeaveState, Any] = {
    LeaveState.PENDING: _("待批"),
    LeaveState.APPROVED: _("已批准"),
    LeaveState.REFUSED: _("未批准"),
    LeaveState.WITHDRAWN: _("已撤回"),
    LeaveState.CANCELLED: _("已取消"),
    LeaveState.RETURNED: _("已销假"),
}
TRANSITIONS: dict[LeaveState, frozenset[LeaveState]] = {
    LeaveState.PENDING: frozenset({LeaveState.APPROVED, LeaveState.REFUSED, LeaveState.WITHDRAWN}),
    LeaveState.APPROVED: frozenset({LeaveState.CANCELLED, LeaveState.RETURNED}),
    LeaveState.REFUSED: frozenset(),
    LeaveState.WITHDRAWN: frozenset(),
    LeaveState.CANCELLED: frozenset(),
    LeaveState.RETURNED: frozenset(),
}

# A request in one of these states stands in the way of another for the same time.
LIVE = (LeaveState.PENDING, LeaveState.APPROVED, LeaveState.RETURNED)
# In these it changes the register.
IN_FORCE = (LeaveState.APPROVED, LeaveState.RETURNED)


def may_move(before: LeaveState, after: LeaveState) -> bool:
    """Whether a request may go from one state straight to another."""
    return after in TRANSITIONS[before]


def is_over_limit(
    missed: Decimal, total: Decimal, numerator: int = 1, denominator: int = 7
) -> bool:
    """Whether missed hours are more than numerator/denominator of the total; equal is not over.

    Multiplied out, so that it is exact: 5 of 35 is not over a seventh, 6 of 40 is.
    """
    return denominator * missed > numerator * total


def limit_of(total: Decimal, numerator: int = 1, denominator: int = 7) -> Decimal:
    """The limit in hours as people read it (5.714), cut and not rounded; never compare with it."""
    return _cut(numerator * total, Decimal(denominator), Decimal("0.001"))


def remaining(missed: Decimal, total: Decimal, numerator: int = 1, denominator: int = 7) -> Decimal:
    """The most hours, in steps of 0.5, that may still be missed without being over."""
    left = numerator * total - denominator * missed
    return _cut(left, Decimal(denominator), STEP) if left > 0 else Decimal("0.0")


def _cut(value: Decimal, divisor: Decimal, step: Decimal) -> Decimal:
    return value // (divisor * step) * step


@dataclass(frozen=True)
class Sum:
    """What a request does to a trainee's leave; all in credit hours.

    `used` is leave approved before, `requested` what this request covers, `total` the hours of
    the class, `limit` for reading, `remaining` what is left after this request,
    `over` the exact verdict.
    """

    used: Decimal
    requested: Decimal
    total: Decimal
    limit: Decimal
    remaining: Decimal
    over: bool

    @property
    def after(self) -> Decimal:
        """The hours of leave if the request is granted."""
        return self.used + self.requested


def sum_of(
    used: Decimal, requested: Decimal, total: Decimal, share: tuple[int, int] = (1, 7)
) -> Sum:
    """The sum shown before a decision; `share` = (numerator, denominator) of the class's policy."""
    after = used + requested
    return Sum(
        used=used,
        requested=requested,
        total=total,
        limit=limit_of(total, *share),
        remaining=remaining(after, total, *share),
        over=is_over_limit(after, total, *share),
    )


class Timed(Protocol):
    """Anything with a beginning and an end."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


L = TypeVar("L", bound=Timed)


def lessons_covered(starts_at: datetime, ends_at: datetime, lessons: Iterable[L]) -> list[L]:
    """The lessons that leave from–to touches, in their order.

    Any overlap covers the whole lesson; one that only meets the boundary is not covered.
    """
    return [one for one in lessons if one.starts_at < ends_at and one.ends_at > starts_at]


def period_problems(starts_at: datetime, ends_at: datetime) -> list[Problem]:
    """What is wrong with the from–to of a request."""
    if ends_at <= starts_at:
        return [Problem("ends_before_start", _("请假的结束时间要晚于开始时间。"), "ends_at")]
    return []


def day_problems(
    starts_at: datetime, ends_at: datetime, opens_at: datetime, closes_at: datetime
) -> list[Problem]:
    """What is wrong with leave that reaches beyond the class's days, from its 报到日 to its last."""
    if starts_at < opens_at or ends_at > closes_at:
        return [Problem("outside_class", _("请假时间要在本班的日期之内。"), "starts_at")]
    return []


def effective_end(ends_at: datetime, returned_at: datetime | None) -> datetime:
    """When leave really ended: at its end, or at the return where that was earlier."""
    return ends_at if returned_at is None else min(ends_at, returned_at)


def chain_for(kind: LeaveKind, hours: Decimal, rules: Sequence[ApprovalRule]) -> tuple[Role, ...]:
    """Who decides, in order: the narrowest rule for this kind that reaches so many hours.

    Raises Refused where the policy names nobody.
    """
    fitting = [
        rule
        for rule in rules
        if kind in rule.kinds and (rule.up_to_hours is None or hours <= rule.up_to_hours)
    ]
    if not fitting:
        raise Refused(Problem("no_approver", _("本班没有规定这种假由谁审批，请联系班主任。")))
    return min(fitting, key=_reach).roles


def _reach(rule: ApprovalRule) -> Decimal:
    return Decimal("Infinity") if rule.up_to_hours is None else rule.up_to_hours


def next_role(chain: Sequence[Role], approvals: int) -> Role | None:
    """Whose turn it is after so many approvals, or None when the chain is done."""
    return chain[approvals] if approvals < len(chain) else None


def is_overdue(ends_at: datetime, returned_at: datetime | None, now: datetime) -> bool:
    """Whether somebody on leave should be back and has not reported back."""
    return returned_at is None and now > ends_at
