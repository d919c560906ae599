"""When a sitting is open, and what cannot be meant about one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.terms import Phase

LONGEST_OPEN = timedelta(days=60)
MOST_MINUTES = 24 * 60
MOST_EXTRA = 600
MOST_ATTEMPTS = 20
MOST_GRACE = 3600
MOST_POINTS = Decimal(9999)
LONGEST_PASSWORD, LONGEST_TITLE = 40, 120


class Stage(StrEnum):
    """Where a sitting stands."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    OVER = "over"


STAGE_WORDS: dict[Stage, Any] = {
    Stage.DRAFT: _("未发布"),
    Stage.COMING: _("未开始"),
    Stage.OPEN: _("进行中"),
    Stage.OVER: _("已结束"),
}
STAGE_TONES: dict[Stage, str] = {
    Stage.DRAFT: "none",
    Stage.COMING: "leave",
    Stage.OPEN: "ok",
    Stage.OVER: "none",
}


@dataclass(frozen=True)
class Times:
    """What decides whether a sitting is open."""

    opens_at: datetime
    closes_at: datetime
    published: bool
    closed_at: datetime | None = None


def stage_of(times: Times, at: datetime) -> Stage:
    """Where a sitting stands at a moment."""
    if not times.published:
        return Stage.DRAFT
    if times.closed_at is not None or at >= times.closes_at:
        return Stage.OVER
    return Stage.COMING if at < times.opens_at else Stage.OPEN


def sitting_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a sitting as it was typed, each beside its field."""
    found = _named_problems(values) + _time_problems(values)
    found += _number_problems(values)
    if values["needs_presence"] and not values["lesson_id"]:
        words = _("要求签到后才能作答，就要选一节课。")
        found.append(Problem("presence_without_lesson", words, "lesson_id"))
    at_once = Phase.ANSWERED.value in (values["marks_from"], values["keys_from"])
    if at_once and values["attempts"] != 1 and not values["practice"]:
        words = _("每答一题就公布的测验，只能答一次；要让人反复练，请选“练习”。")
        found.append(Problem("told_and_again", words, "attempts"))
    return found


def _named_problems(values: Mapping[str, Any]) -> list[Problem]:
    found = []
    if not values["title"]:
        found.append(Problem("title_missing", _("请填写场次名称。"), "title"))
    for name, most in (("title", LONGEST_TITLE), ("password", LONGEST_PASSWORD)):
        if len(values[name]) > most:
            words = _("最多 %(most)d 个字。", most=most)
            found.append(Problem(f"{name}_long", words, name))
    return found


def _time_problems(values: Mapping[str, Any]) -> list[Problem]:
    opens, closes, minutes = values["opens_at"], values["closes_at"], values["minutes"]
    if opens is None or closes is None:
        field = "opens" if opens is None else "closes"
        return [Problem("time_missing", _("请填写开始和结束的日期、时间。"), field)]
    if closes <= opens:
        return [Problem("closes_before_opens", _("结束时间要晚于开始时间。"), "closes")]
    if closes - opens > LONGEST_OPEN:
        return [Problem("open_too_long", _("一场测验最长开放 60 天，请核对日期。"), "closes")]
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        words = _("答题时间请填 1 到 1440 分钟；不限就留空。")
        return [Problem("minutes_wrong", words, "minutes")]
    if minutes is not None and timedelta(minutes=minutes) > closes - opens:
        whole = int((closes - opens).total_seconds() // 60)
        words = _(
            "答题时间 %(minutes)d 分钟，比开放的 %(whole)d 分钟还长。", minutes=minutes, whole=whole
        )
        return [Problem("minutes_do_not_fit", words, "minutes")]
    return []


LIMITS: tuple[tuple[str, int | Decimal, int | Decimal, Any], ...] = (
    ("attempts", 0, MOST_ATTEMPTS, _("次数请填 0 到 20，0 表示不限。")),
    ("grace_seconds", 0, MOST_GRACE, _("补传时间请填 0 到 3600 秒。")),
    ("markers", 1, 2, _("评阅人数请选 1 或 2。")),
    ("pass_mark", Decimal(0), MOST_POINTS, _("及格分请填 0 到 9999。")),
    ("difference_limit", Decimal(0), MOST_POINTS, _("分差请填 0 到 9999。")),
)


def _number_problems(values: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(f"{name}_wrong", words, name)
        for name, least, most, words in LIMITS
        if values[name] is None or not least <= values[name] <= most
    ]


def pass_mark_problem(pass_mark: Decimal, points: Decimal) -> Problem | None:
    """Nobody can reach more than the paper is worth."""
    if pass_mark <= points:
        return None
    words = _(
        "及格分 %(pass)s 比试卷总分 %(points)s 还高。",
        **{"pass": plain(pass_mark), "points": plain(points)},
    )
    return Problem("pass_mark_high", words, "pass_mark")


def minutes_problem(minutes: int | None) -> Problem | None:
    """Extra minutes that can be meant."""
    if minutes is not None and 1 <= minutes <= MOST_EXTRA:
        return None
    words = _("请填 1 到 %(most)d 之间的分钟数。", most=MOST_EXTRA)
    return Problem("minutes_wrong", words, "minutes")
