"""What is proposed for a trainee at the end of a class; a person confirms or decides otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.attendance.rules import Tally
from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.leave.rules import is_over_limit
from core.training.policy import Policy


class Outcome(StrEnum):
    """How a trainee leaves a class."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    MAKE_UP = "make_up"


OUTCOME_WORDS: dict[Outcome, Any] = {
    Outcome.COMPLETED: _("结业"),
    Outcome.NOT_COMPLETED: _("不予结业"),
    Outcome.WITHDRAWN: _("退学"),
    Outcome.MAKE_UP: _("补训"),
}


# A reason that names the hours makes the note of the same hours needless.
SAID_BY = {
    "absent_over_limit": "absent",
    "absent_limit_hours": "absent",
    "leave_over_limit": "on_leave",
    "never_attended": "unmarked",
}


@dataclass(frozen=True)
class Proposal:
    """A proposed outcome, the reasons against completion, and notes that do not decide."""

    outcome: Outcome
    reasons: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def propose(tally: Tally, policy: Policy, plugin_problems: Iterable[Problem] = ()) -> Proposal:
    """Proposes an outcome from marks, the class's policy and what plugins object.

    Absence without leave weighs heavier (退学) than leave over the limit or an objection (不予结业).
    Nothing is known here of anybody's rank.
    """
    absence = tuple(_absence_problems(tally, policy))
    reasons = (*absence, *_no_show(tally), *_leave_problems(tally, policy), *plugin_problems)
    if absence:
        outcome = Outcome.WITHDRAWN
    elif reasons:
        outcome = Outcome.NOT_COMPLETED
    else:
        outcome = Outcome.COMPLETED
    said = {SAID_BY.get(problem.code) for problem in reasons}
    notes = tuple(note for note in _notes(tally) if note.code not in said)
    return Proposal(outcome, reasons, notes)


def _share(numerator: int, denominator: int) -> str:
    return f"{numerator}/{denominator}"


def _absence_problems(tally: Tally, policy: Policy) -> Iterator[Problem]:
    share = (policy.absent_numerator, policy.absent_denominator)
    values = {"hours": hours_text(tally.absent), "total": hours_text(tally.total)}
    if is_over_limit(tally.absent, tally.total, *share):
        words = _(
            "旷课 %(hours)s 学时，超过总学时 %(total)s 的 %(share)s。",
            share=_share(*share),
            **values,
        )
        yield Problem("absent_over_limit", words)
    elif policy.absent_limit_hours is not None and tally.absent >= policy.absent_limit_hours > 0:
        words = _(
            "旷课 %(hours)s 学时，达到本班规定的 %(limit)s 学时。",
            hours=values["hours"],
            limit=hours_text(policy.absent_limit_hours),
        )
        yield Problem("absent_limit_hours", words)


def _no_show(tally: Tally) -> Iterator[Problem]:
    """Who was never seen is not proposed to complete merely because nobody marked them absent."""
    if tally.unmarked and not tally.attended:
        yield Problem("never_attended", _("没有一次出勤记录。"))


def _leave_problems(tally: Tally, policy: Policy) -> Iterator[Problem]:
    share = (policy.leave_numerator, policy.leave_denominator)
    if is_over_limit(tally.on_leave, tally.total, *share):
        words = _(
            "请假 %(hours)s 学时，超过总学时 %(total)s 的 %(share)s。",
            hours=hours_text(tally.on_leave),
            total=hours_text(tally.total),
            share=_share(*share),
        )
        yield Problem("leave_over_limit", words)


def _notes(tally: Tally) -> Iterator[Problem]:
    if tally.unmarked:
        words = _("有 %(hours)s 学时还没有考勤记录。", hours=hours_text(tally.unmarked))
        yield Problem("unmarked", words)
    if tally.absent:
        yield Problem("absent", _("旷课 %(hours)s 学时。", hours=hours_text(tally.absent)))
    if tally.on_leave:
        yield Problem("on_leave", _("请假 %(hours)s 学时。", hours=hours_text(tally.on_leave)))
    if tally.late_count:
        yield Problem("late", _("迟到 %(times)d 次。", times=tally.late_count))
    if tally.left_early_count:
        yield Problem("left_early", _("早退 %(times)d 次。", times=tally.left_early_count))


def hours_text(hours: Decimal) -> str:
    """Credit hours as people write them: 5, 3.5."""
    return format(hours.normalize() if hours % 1 else hours.quantize(Decimal(1)), "f")


def certified_hours(tally: Tally) -> Decimal:
    """The hours that a certificate may name: those attended.

    Where a class kept no register at all, those that nobody says were missed.
    """
    return tally.attended or tally.unmarked


def decision_problems(proposed: Outcome, chosen: Outcome, reason: str) -> Sequence[Problem]:
    """Why a decision cannot stand: who decides otherwise than proposed must say why."""
    if chosen is not proposed and not reason.strip():
        return [Problem("reason_missing", _("与建议不同时，请写明理由。"), "reason")]
    return []
