"""What a lesson is, how many hours it counts, and which lessons get in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


class HalfDay(StrEnum):
    """The part of the day a lesson belongs to on the printed sheets."""

    AM = "am"
    PM = "pm"
    EVENING = "evening"


HALF_DAY_WORDS: dict[HalfDay, Any] = {
    HalfDay.AM: _("上午"),
    HalfDay.PM: _("下午"),
    HalfDay.EVENING: _("晚上"),
}


def half_day_of(starts_local: datetime) -> HalfDay:
    """The half-day of a start on the class's wall clock: from 12:00 下午, from 18:00 晚上."""
    if starts_local.hour < 12:
        return HalfDay.AM
    return HalfDay.PM if starts_local.hour < 18 else HalfDay.EVENING


HALF_DAY_STEMS = (
    (HalfDay.EVENING, ("晚", "傍晚", "夜")),
    (HalfDay.PM, ("下午", "中午")),
    (HalfDay.AM, ("上午", "早", "清晨", "凌晨")),
)


def half_day_named(words: str) -> str:
    """The half-day that a sheet's word means (上午, 早上, 傍晚); "" where it names none, as 全天."""
    for part, stems in HALF_DAY_STEMS:
        if words.startswith(stems):
            return part.value
    return ""


STEP = Decimal("0.5")
LONGEST_LESSON = timedelta(hours=24)
MOST_HOURS = Decimal(24)
WEEKDAYS = "一二三四五六日"


def default_hours(kind: str, starts_at: datetime, ends_at: datetime, policy: Policy) -> Decimal:
    """The credit hours a lesson is filled in with, in steps of 0.5; a person may change them."""
    fixed = dict(policy.hours_by_kind).get(kind)
    if fixed is not None:
        return fixed
    seconds = Decimal((ends_at - starts_at) // timedelta(seconds=1))
    halves = seconds / (60 * policy.minutes_per_credit_hour) / STEP
    hours = halves.quantize(Decimal(1), ROUND_HALF_UP) * STEP
    return max(Decimal(0), min(hours, policy.most_hours_per_lesson))


def lesson_problems(
    starts_at: datetime | None, ends_at: datetime | None, credit_hours: Decimal
) -> list[Problem]:
    """What is wrong with the times and hours of a lesson, each beside its field."""
    problems = []
    if starts_at is None and ends_at is not None:
        problems.append(Problem("start_missing", _("请填写开始时间。"), "starts_at"))
    elif starts_at is not None and ends_at is not None:
        problems += _span_problems(starts_at, ends_at)
    if not is_half_hours(credit_hours) or credit_hours > MOST_HOURS:
        words = _("学时以 0.5 为一档，一次课最多 24 学时。")
        problems.append(Problem("not_half_hours", words, "credit_hours"))
    return problems


def _span_problems(starts_at: datetime, ends_at: datetime) -> list[Problem]:
    if ends_at <= starts_at:
        return [Problem("ends_before_start", _("结束时间要晚于开始时间。"), "ends_at")]
    if ends_at - starts_at > LONGEST_LESSON:
        return [Problem("lesson_too_long", _("一次课最长 24 小时，请核对日期。"), "ends_at")]
    return []


LONGEST_TEXTS = {"title": 200, "place": 200, "teacher": 120, "time_text": 60, "note": 400}
TEXT_WORDS: dict[str, Any] = {
    "title": _("课程内容"),
    "place": _("地点"),
    "teacher": _("授课人"),
    "time_text": _("时间说明"),
    "note": _("备注"),
}


def text_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the texts of a lesson: no title, or more than its column holds."""
    problems = []
    if not values["title"]:
        problems.append(Problem("title_missing", _("请填写课程内容。"), "title"))
    for name, most in LONGEST_TEXTS.items():
        if len(values[name]) > most:
            words = _("%(what)s最多 %(most)d 个字。", what=TEXT_WORDS[name], most=most)
            problems.append(Problem(f"{name}_long", words, name))
    return problems


def time_and_place(starts: date | None, ends: datetime | None, words: str, place: str) -> str:
    """When and where, as people are told it: 11月24日 周二 08:30–11:30 第一报告厅; wall-clock values."""
    day = f"{starts.month}月{starts.day}日 周{WEEKDAYS[starts.weekday()]}" if starts else ""
    clock = f"{starts:%H:%M}" if isinstance(starts, datetime) else ""
    if clock and ends is not None:
        clock += f"–{ends:%H:%M}"
    return " ".join(part for part in (day, clock, words, place) if part)


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


CLASH_SHORT: dict[ClashKind, Any] = {
    ClashKind.TEACHER: _("授课人"),
    ClashKind.PLACE: _("地点"),
    ClashKind.GROUP: _("学员"),
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
