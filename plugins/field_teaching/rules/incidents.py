"""When an incident may go on to its next state, and whether the 主办 was told in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.field_teaching.terms import INCIDENT_STATE_WORDS, IncidentKind, IncidentState

TOLD_WITHIN = "field_teaching.told_within"
USUAL_MINUTES = 30
LONGEST_WHAT, LONGEST_PLACE = 2000, 200
CLOCKS_APART = timedelta(minutes=2)
"""A phone's clock may go ahead of ours by so much."""

_NEXT: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.OPEN: frozenset({IncidentState.HANDLED}),
    IncidentState.HANDLED: frozenset({IncidentState.CLOSED, IncidentState.OPEN}),
    IncidentState.CLOSED: frozenset({IncidentState.OPEN}),
}


def next_states(state: IncidentState) -> frozenset[IncidentState]:
    """Into which states an incident may go from this one: on, or open again."""
    return _NEXT[state]


def step_problems(before: IncidentState, after: IncidentState, body: str) -> list[Problem]:
    """Why a step may not be written, each in words; every step says what was done."""
    problems = []
    if after not in _NEXT[before]:
        words = _("这件事现在是“%(state)s”，请看一下最新情况。", state=INCIDENT_STATE_WORDS[before])
        problems.append(Problem("not_next", words))
    if not body:
        asked = (
            _("请写明为什么重新打开。") if after is IncidentState.OPEN else _("请写明做了什么。")
        )
        problems.append(Problem("step_empty", asked, "body"))
    if len(body) > LONGEST_WHAT:
        problems.append(Problem("step_long", _too_long(LONGEST_WHAT), "body"))
    return problems


def report_problems(
    kind: str, what: str, place: str, happened_at: datetime, at: datetime
) -> list[Problem]:
    """Why a report cannot stand, each in words; it may lie back, but not in the future."""
    problems = []
    if kind not in set(IncidentKind):
        problems.append(Problem("kind_unknown", _("请选择是什么情况。"), "kind"))
    if not what:
        problems.append(Problem("what_missing", _("请写明发生了什么。"), "what"))
    if len(what) > LONGEST_WHAT:
        problems.append(Problem("what_long", _too_long(LONGEST_WHAT), "what"))
    if len(place) > LONGEST_PLACE:
        problems.append(Problem("place_long", _too_long(LONGEST_PLACE), "place"))
    if happened_at > at + CLOCKS_APART:
        words = _("发生时间在将来，请核对。")
        problems.append(Problem("in_future", words, "happened_at"))
    return problems


def minutes_late(happened_at: datetime, told_at: datetime, within: int) -> int:
    """How many minutes after it happened the 主办 was told, where that was too late; else 0."""
    minutes = int((told_at - happened_at).total_seconds() // 60)
    return minutes if minutes > within else 0


def told_within(value: str) -> int:
    """The minutes a class has set for telling the 主办; the usual ones for anything else."""
    return (
        int(value) if value.isascii() and value.isdecimal() and len(value) <= 4 else USUAL_MINUTES
    )


def told_within_problem(value: str) -> Any:
    """Why a class cannot set these minutes, in words, or None."""
    if value.isascii() and value.isdecimal() and len(value) <= 4 and 1 <= int(value) <= 1440:
        return None
    return _("请填 1 到 1440 之间的分钟数。")


def _too_long(most: int) -> Any:
    return _("最多 %(most)d 个字。", most=most)
