"""What a training class is, when it may move on, and what must be right about its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.training.policy import Policy, policy_problems
from core.training.terms import ROLE_WORDS, ApprovalRule, LeaveKind, PhoneRule, Role

__all__ = [
    "ROLE_WORDS",
    "STATE_WORDS",
    "TRANSITIONS",
    "ApprovalRule",
    "LeaveKind",
    "PhoneRule",
    "Policy",
    "Role",
    "State",
    "class_problems",
    "may_move",
    "move_problems",
    "policy_problems",
]


class State(StrEnum):
    """Where a class stands between its plan and its archive."""

    PREPARING = "preparing"
    ENROLLING = "enrolling"
    REPORTING = "reporting"
    RUNNING = "running"
    CLOSED = "closed"
    ARCHIVED = "archived"


STATE_WORDS: dict[State, Any] = {
    State.PREPARING: _("筹备"),
    State.ENROLLING: _("报名中"),
    State.REPORTING: _("报到"),
    State.RUNNING: _("进行中"),
    State.CLOSED: _("结业"),
    State.ARCHIVED: _("归档"),
}

# A class may skip 报名 or 报到, and go one step back before it is closed; what is closed stays
# closed, because certificates have gone out by then.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.PREPARING: frozenset({State.ENROLLING, State.REPORTING, State.RUNNING}),
    State.ENROLLING: frozenset({State.PREPARING, State.REPORTING, State.RUNNING}),
    State.REPORTING: frozenset({State.ENROLLING, State.RUNNING}),
    State.RUNNING: frozenset({State.REPORTING, State.CLOSED}),
    State.CLOSED: frozenset({State.ARCHIVED}),
    State.ARCHIVED: frozenset(),
}


def may_move(before: State, after: State) -> bool:
    """Whether a class may go from one state straight to another."""
    return after in TRANSITIONS[before]


def move_problems(before: State, after: State) -> list[Problem]:
    """The reason why a class may not move so, in words; empty if it may."""
    if may_move(before, after):
        return []
    words = _(
        "班级现在是“%(before)s”，不能改为“%(after)s”。",
        before=STATE_WORDS[before],
        after=STATE_WORDS[after],
    )
    return [Problem("class_state", words, "state")]


CODE_SHAPE = re.compile(r"[A-Za-z0-9-]{3,32}")
LONGEST_CLASS_DAYS = 400


def class_problems(
    *, name: str, code: str, zone: str, dates: tuple[date | None, date, date]
) -> list[Problem]:
    """What is wrong with a class's outline; `dates` = (报到日 or None, first day, last day)."""
    return [*_name_problems(name, code), *_zone_problems(zone), *_date_problems(*dates)]


def _name_problems(name: str, code: str) -> Iterator[Problem]:
    if not name.strip():
        yield Problem("name_missing", _("请填写班级名称。"), "name")
    if len(name) > 120:
        yield Problem("name_long", _("班级名称最多 120 个字。"), "name")
    if not CODE_SHAPE.fullmatch(code):
        words = _("班级代码由 3 到 32 个英文字母、数字或短横组成。")
        yield Problem("code_shape", words, "code")


def _zone_problems(zone: str) -> Iterator[Problem]:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        words = _("不认识时区“%(zone)s”，例如 Asia/Shanghai。", zone=zone)
        yield Problem("zone_unknown", words, "zone")


def _date_problems(report_on: date | None, starts_on: date, ends_on: date) -> Iterator[Problem]:
    if report_on is not None and report_on > starts_on:
        yield Problem("report_after_start", _("报到日不能晚于开班第一天。"), "report_on")
    if ends_on < starts_on:
        yield Problem("ends_before_start", _("最后一天不能早于第一天。"), "ends_on")
    elif (ends_on - starts_on).days >= LONGEST_CLASS_DAYS:
        words = _("一个班最长 %(days)d 天，请核对日期。", days=LONGEST_CLASS_DAYS)
        yield Problem("class_too_long", words, "ends_on")
