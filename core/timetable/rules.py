"""What a lesson is, how many hours it counts, and which lessons get in each other's way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.training.policy import Policy, is_half_hours


class LessonKind(StrEnum):
    """The kinds of lesson the core knows; plugins register more, so a kind is stored as text."""

    LECTURE = "lecture"
    FIELD = "field"
    DISCUSSION = "discussion"
    SELF_STUDY = "self_study"
    EXAM = "exam"
    OPENING = "opening"
    REPORTING = "reporting"
    ROLL_CALL = "roll_call"
    OTHER = "other"


KIND_WORDS: dict[LessonKind, Any] = {
    LessonKind.LECTURE: _("讲座"),
    LessonKind.FIELD: _("现场教学"),
    LessonKind.DISCUSSION: _("研讨"),
    LessonKind.SELF_STUDY: _("自习"),
    LessonKind.EXAM: _("考试"),
    LessonKind.OPENING: _("开班式"),
    LessonKind.REPORTING: _("报到"),
    LessonKind.ROLL_CALL: _("晚点名"),
    LessonKind.OTHER: _("其他"),
}

STEP = Decimal("0.5")
LONGEST_LESSON = timedelta(hours=24)


def default_hours(kind: str, starts_at: datetime, ends_at: datetime, policy: Policy) -> Decimal:
    """The credit hours a lesson is filled in with, in steps of 0.5; a person may change them."""
    fixed = dict(policy.hours_by_kind).get(kind)
    if fixed is not None:
        return fixed
    seconds = Decimal((ends_at - starts_at) // timedelta(seconds=1))
    halves = seconds / (60 * policy.minutes_per_credit_hour) / STEP
    hours = halves.quantize(Decimal(1), ROUND_HALF_UP) * STEP
    return max(Decimal(0), min(hours, policy.most_hours_per_lesson))


def lesson_problems(starts_at: datetime, ends_at: datetime, credit_hours: Decimal) -> list[Problem]:
    """What is wrong with the times and hours of a lesson, each beside its field."""
    problems = []
    if ends_at <= starts_at:
        words = _("结束时间要晚于开始时间。")
        problems.append(Problem("ends_before_start", words, "ends_at"))
    elif ends_at - starts_at > LONGEST_LESSON:
        words = _("一次课最长 24 小时，请核对日期。")
        problems.append(Problem("lesson_too_long", words, "ends_at"))
    if not is_half_hours(credit_hours):
        problems.append(Problem("not_half_hours", _("学时以 0.5 为一档。"), "credit_hours"))
    return problems


class ClashKind(StrEnum):
    """What two lessons at the same time cannot share."""

    TEACHER = "teacher"
    PLACE = "place"
    GROUP = "group"


@dataclass(frozen=True)
class Slot:
    """A lesson as the clash rules see it; `groups` empty means the whole class."""

    key: Any
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    teacher: str = ""
    groups: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Clash:
    """Two lessons that cannot both take place as planned, the earlier one first."""

    kind: ClashKind
    first: Slot
    second: Slot

    @property
    def problem(self) -> Problem:
        """The clash in words."""
        words = CLASH_WORDS[self.kind]
        names = {"first": self.first.title, "second": self.second.title}
        return Problem(f"clash_{self.kind}", words % names, str(self.kind))


CLASH_WORDS: dict[ClashKind, Any] = {
    ClashKind.TEACHER: _("“%(first)s”与“%(second)s”时间重叠，授课人相同。"),
    ClashKind.PLACE: _("“%(first)s”与“%(second)s”时间重叠，地点相同。"),
    ClashKind.GROUP: _("“%(first)s”与“%(second)s”时间重叠，学员无法同时参加。"),
}


def clashes(lessons: Iterable[Slot]) -> list[Clash]:
    """Every pair of overlapping lessons with the same teacher, place or trainees, by time.

    Lessons that only meet at a boundary do not clash.
    """
    slots = sorted(lessons, key=lambda slot: (slot.starts_at, slot.ends_at))
    found: list[Clash] = []
    for number, first in enumerate(slots):
        for second in slots[number + 1 :]:
            if second.starts_at >= first.ends_at:
                break
            if first.starts_at < second.ends_at:
                found += [Clash(kind, first, second) for kind in _shared(first, second)]
    return found


def _shared(first: Slot, second: Slot) -> list[ClashKind]:
    shared = []
    if people_in(first.teacher) & people_in(second.teacher):
        shared.append(ClashKind.TEACHER)
    if is_one_place(first.place) and _plain(first.place) == _plain(second.place):
        shared.append(ClashKind.PLACE)
    if not first.groups or not second.groups or first.groups & second.groups:
        shared.append(ClashKind.GROUP)
    return shared


def _plain(text: str) -> str:
    return "".join(text.split())


def is_one_place(place: str) -> bool:
    """Whether a place is one room; empty, and “各组讨论室”, “分会场” style plurals, are not."""
    plain = _plain(place)
    return bool(plain) and not plain.startswith(("各", "分组"))


def people_in(teacher: str) -> frozenset[str]:
    """The names in a teacher cell, which may hold several."""
    for mark in "、，,;；/":
        teacher = teacher.replace(mark, "\n")
    names = (_plain(name) for name in teacher.split("\n"))
    return frozenset(name for name in names if name and not name.startswith("各"))
