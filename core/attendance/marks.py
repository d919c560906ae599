"""The marks of the register, in words and signs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from core.i18n import lazy_gettext as _
from core.timetable.rules import HALF_DAY_WORDS as HALF_DAY_WORDS
from core.timetable.rules import HalfDay as HalfDay
from core.timetable.rules import half_day_of as half_day_of
from core.training.terms import LeaveKind


class Mark(StrEnum):
    """What the register says of one trainee in one lesson."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    ON_LEAVE = "on_leave"


MARK_WORDS: dict[Mark, Any] = {
    Mark.PRESENT: _("正常"),
    Mark.LATE: _("迟到"),
    Mark.LEFT_EARLY: _("早退"),
    Mark.ABSENT: _("缺勤"),
    Mark.ON_LEAVE: _("请假"),
}
LEAVE_WORDS: dict[LeaveKind, Any] = {
    LeaveKind.SICK: _("病假"),
    LeaveKind.PERSONAL: _("事假"),
    LeaveKind.OFFICIAL: _("公假"),
}

# Glyphs are signs of the trade, the same in every language.
GLYPHS = {
    Mark.PRESENT: "√",
    Mark.LATE: "△",
    Mark.LEFT_EARLY: "▽",
    Mark.ABSENT: "×",
    Mark.ON_LEAVE: "假",
}
LEAVE_GLYPHS = {LeaveKind.SICK: "病", LeaveKind.PERSONAL: "事", LeaveKind.OFFICIAL: "公"}
NOT_YET = "○"
HERE = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})


def glyph_of(mark: Mark | None, leave_kind: LeaveKind | None = None) -> str:
    """The sign printed for a mark; leave is told by its kind, no mark yet is ○."""
    if mark is None:
        return NOT_YET
    if mark is Mark.ON_LEAVE and leave_kind is not None:
        return LEAVE_GLYPHS[leave_kind]
    return GLYPHS[mark]


def is_here(mark: Mark | None) -> bool:
    """Whether the mark says that the person really was there."""
    return mark in HERE


# What weighs most is what a half-day with several lessons shows.
WEIGHT = (Mark.ABSENT, Mark.ON_LEAVE, Mark.LEFT_EARLY, Mark.LATE, Mark.PRESENT)


def heaviest(marks: Iterable[Mark | None]) -> Mark | None:
    """The one mark for several lessons of a half-day: the gravest; None while nothing is known."""
    known = [mark for mark in marks if mark is not None]
    return min(known, key=WEIGHT.index) if known else None


class FlagKind(StrEnum):
    """What a person should look at after a check-in was accepted."""

    SHARED_PHONE = "shared_phone"
    SECOND_PHONE = "second_phone"


FLAG_WORDS: dict[FlagKind, Any] = {
    FlagKind.SHARED_PHONE: _("一机多人"),
    FlagKind.SECOND_PHONE: _("一人多机"),
}
