"""What a class decides for itself: every number that differs from place to place, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, get_type_hints

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.training.policy_json import read, written
from core.training.terms import ApprovalRule, LeaveKind, PhoneRule, Role

ANY_LEAVE = tuple(LeaveKind)
USUAL_APPROVAL = (
    ApprovalRule(ANY_LEAVE, Decimal(4), (Role.COUNSELLOR,)),
    ApprovalRule(ANY_LEAVE, Decimal(8), (Role.COUNSELLOR, Role.HEAD_TEACHER)),
    ApprovalRule(ANY_LEAVE, None, (Role.COUNSELLOR, Role.HEAD_TEACHER, Role.HOST)),
)
USUAL_HOURS_BY_KIND = (("reporting", Decimal(0)), ("roll_call", Decimal(0)))


@dataclass(frozen=True)
class Policy:
    """The numbers one class lives by; minutes count from a lesson's start unless named otherwise.

    `None` means: check-in stays open until the lesson ends; lateness never turns into absence;
    no fixed number of hours of absence forbids completion.
    """

    check_in_opens_before_minutes: int = 30
    late_after_minutes: int = 10
    absent_after_minutes: int | None = None
    check_in_closes_after_minutes: int | None = None
    check_out: bool = False
    check_out_opens_before_end_minutes: int = 60
    check_out_early_before_end_minutes: int = 0
    check_out_closes_after_end_minutes: int = 60
    minutes_per_credit_hour: int = 60
    most_hours_per_lesson: Decimal = Decimal(4)
    hours_by_kind: tuple[tuple[str, Decimal], ...] = USUAL_HOURS_BY_KIND
    leave_numerator: int = 1
    leave_denominator: int = 7
    absent_numerator: int = 1
    absent_denominator: int = 7
    absent_limit_hours: Decimal | None = Decimal(16)
    approval: tuple[ApprovalRule, ...] = USUAL_APPROVAL
    code_step_seconds: int = 10
    code_accept_previous: int = 1
    one_phone_per_person: PhoneRule = PhoneRule.FLAG
    one_person_per_phone: PhoneRule = PhoneRule.FLAG
    show_surnames: bool = True
    confirm_applications: bool = True

    def to_json(self) -> dict[str, Any]:
        """The policy as plain JSON values; decimals travel as strings so that they stay exact."""
        return {item.name: written(getattr(self, item.name)) for item in fields(self)}

    @classmethod
    def from_json(cls, data: object) -> Policy:
        """Reads what `to_json` wrote; a missing key takes its default.

        Raises Refused with a problem for each unknown key and each value of a wrong type.
        """
        return cls(**read(FIELD_TYPES, data))


# Evaluated once: doing so costs more than reading a policy, and every check-in reads one.
FIELD_TYPES = get_type_hints(Policy)

# The least and the most that each whole number may be.
BOUNDS: dict[str, tuple[int, int]] = {
    "check_in_opens_before_minutes": (0, 720),
    "late_after_minutes": (0, 720),
    "absent_after_minutes": (0, 720),
    "check_in_closes_after_minutes": (0, 1440),
    "check_out_opens_before_end_minutes": (0, 720),
    "check_out_early_before_end_minutes": (0, 720),
    "check_out_closes_after_end_minutes": (0, 720),
    "minutes_per_credit_hour": (30, 240),
    "leave_numerator": (0, 1000),
    "leave_denominator": (1, 1000),
    "absent_numerator": (0, 1000),
    "absent_denominator": (1, 1000),
    "code_step_seconds": (3, 300),
    "code_accept_previous": (0, 10),
}


def policy_problems(policy: Policy) -> list[Problem]:
    """Everything in a policy that cannot work, each beside its field."""
    return [
        *_number_problems(policy),
        *_hours_problems(policy),
        *_order_problems(policy),
        *_approval_problems(policy),
    ]


def _number_problems(policy: Policy) -> Iterator[Problem]:
    for name, (least, most) in BOUNDS.items():
        value = getattr(policy, name)
        if value is not None and not least <= value <= most:
            words = _("请填 %(least)d 到 %(most)d 之间的整数。", least=least, most=most)
            yield Problem("out_of_range", words, name)


def _hours_problems(policy: Policy) -> Iterator[Problem]:
    if not is_half_hours(policy.most_hours_per_lesson) or not policy.most_hours_per_lesson:
        yield Problem("not_half_hours", _("学时以 0.5 为一档，须大于 0。"), "most_hours_per_lesson")
    if policy.absent_limit_hours is not None and not is_half_hours(policy.absent_limit_hours):
        yield Problem("not_half_hours", _("学时以 0.5 为一档。"), "absent_limit_hours")
    kinds = [kind for kind, _hours in policy.hours_by_kind]
    if any(not is_half_hours(hours) for _kind, hours in policy.hours_by_kind):
        yield Problem("not_half_hours", _("学时以 0.5 为一档。"), "hours_by_kind")
    if len(kinds) != len(set(kinds)):
        yield Problem("kind_twice", _("同一种课次写了两次。"), "hours_by_kind")


def is_half_hours(hours: Decimal) -> bool:
    """Whether a number of credit hours is finite, not negative and a multiple of 0.5."""
    return hours.is_finite() and 0 <= hours <= 999 and hours * 2 % 1 == 0


def _order_problems(policy: Policy) -> Iterator[Problem]:
    late, absent = policy.late_after_minutes, policy.absent_after_minutes
    closes = policy.check_in_closes_after_minutes
    if absent is not None and absent < late:
        yield Problem(
            "absent_before_late", _("算缺勤的时间不能早于算迟到的时间。"), "absent_after_minutes"
        )
    if closes is not None and closes < late:
        words = _("停止签到的时间不能早于算迟到的时间。")
        yield Problem("closes_before_late", words, "check_in_closes_after_minutes")
    if policy.check_out_early_before_end_minutes > policy.check_out_opens_before_end_minutes:
        words = _("算早退的时间不能早于开放签退的时间。")
        yield Problem("early_before_open", words, "check_out_early_before_end_minutes")


def _approval_problems(policy: Policy) -> Iterator[Problem]:
    if any(not rule.roles or not rule.kinds for rule in policy.approval):
        yield Problem("no_approver", _("每一档审批都要写明假别和审批人。"), "approval")
    for kind in LeaveKind:
        limits = [rule.up_to_hours for rule in policy.approval if kind in rule.kinds]
        if None not in limits:
            words = _("每种假都要有一档不限时长的审批，否则长假无人可批。")
            yield Problem("approval_open_end", words, "approval")
            return
