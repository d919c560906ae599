"""Who is on the list, who should be there, and how a class is divided into groups."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.training.rules import STATE_WORDS, State


class EnrolmentState(StrEnum):
    """Where a trainee stands between the list and the outcome."""

    ENROLLED = "enrolled"
    APPROVED = "approved"
    REPORTED = "reported"
    TRAINING = "training"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    REPLACED = "replaced"
    TO_COMPLETE = "to_complete"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    MAKE_UP = "make_up"


ENROLMENT_WORDS: dict[EnrolmentState, Any] = {
    EnrolmentState.ENROLLED: _("已报名"),
    EnrolmentState.APPROVED: _("已审核"),
    EnrolmentState.REPORTED: _("已报到"),
    EnrolmentState.TRAINING: _("在训"),
    EnrolmentState.WITHDRAWN: _("退学"),
    EnrolmentState.LEFT: _("中途退出"),
    EnrolmentState.REPLACED: _("换人"),
    EnrolmentState.TO_COMPLETE: _("待结业"),
    EnrolmentState.COMPLETED: _("已结业"),
    EnrolmentState.NOT_COMPLETED: _("不予结业"),
    EnrolmentState.MAKE_UP: _("补训"),
}

GONE = frozenset({EnrolmentState.WITHDRAWN, EnrolmentState.LEFT, EnrolmentState.REPLACED})
# What the registers of a class list, before and after it has closed.
SHOULD_ATTEND = frozenset(EnrolmentState) - GONE - {EnrolmentState.ENROLLED}
ARRIVED = SHOULD_ATTEND - {EnrolmentState.APPROVED}
HOLDS_PLACE = frozenset(EnrolmentState) - GONE


def should_attend(state: EnrolmentState) -> bool:
    """Whether a trainee counts among 应到, whether or not they have arrived."""
    return state in SHOULD_ATTEND


def has_arrived(state: EnrolmentState) -> bool:
    """Whether a trainee has reported at 报到."""
    return state in ARRIVED


def presence_problem(state: EnrolmentState) -> Problem | None:
    """Why a trainee in this state is not checked in, or None."""
    if state in GONE:
        return Problem("has_left", _("您已不在本班，不能签到。如有疑问，请找组织员。"))
    if state not in SHOULD_ATTEND:
        return Problem("not_approved", _("您的报名还没有审核通过，请找组织员。"))
    return None


class ApplicationState(StrEnum):
    """Where an application for a place stands."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


APPLICATION_WORDS: dict[ApplicationState, Any] = {
    ApplicationState.PENDING: _("待审核"),
    ApplicationState.APPROVED: _("已通过"),
    ApplicationState.RETURNED: _("已退回"),
    ApplicationState.WAITING: _("候补"),
    ApplicationState.WITHDRAWN: _("已撤回"),
}
APPLICATION_TRANSITIONS: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.PENDING: frozenset(ApplicationState) - {ApplicationState.PENDING},
    ApplicationState.WAITING: frozenset(
        {ApplicationState.APPROVED, ApplicationState.RETURNED, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.RETURNED: frozenset({ApplicationState.PENDING, ApplicationState.WITHDRAWN}),
    ApplicationState.APPROVED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}


def may_decide(before: ApplicationState, after: ApplicationState) -> bool:
    """Whether an application may go from one state straight to another."""
    return after in APPLICATION_TRANSITIONS[before]


def free_places(capacity: int | None, taken: int) -> int | None:
    """How many places are left, never below 0; None where the number is not limited."""
    return None if capacity is None else max(0, capacity - taken)


def place_problem(capacity: int | None, taken: int) -> Problem | None:
    """Why nobody more can be taken, or None."""
    if free_places(capacity, taken) == 0:
        return Problem("no_place", _("名额已满（%(taken)d 人），可以列入候补。", taken=taken))
    return None


def open_problem(class_state: str, until: datetime | None, at: datetime) -> Problem | None:
    """Why nobody can apply to a class now, or None; `until` itself is still in time."""
    if class_state != State.ENROLLING:
        words = _("现在不在报名期间（班级：%(state)s）。", state=STATE_WORDS[State(class_state)])
        return Problem("not_enrolling", words)
    if until is not None and at > until:
        return Problem("too_late", _("报名已经截止，请联系工作人员。"))
    return None


DIGITS = "零一二三四五六七八九十"


def group_name(number: int) -> str:
    """What the n-th group is called: 第一组, 第十二组, 第二十组."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return f"第{DIGITS[number]}组"
    front = "十" if tens == 1 else f"{DIGITS[tens]}十"
    return f"第{front}{DIGITS[ones] if ones else ''}组"


# Without 0 O 1 I L, which are mistaken for each other on paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTHS = range(6, 9)


def new_activation_code(length: int = 6) -> str:
    """A fresh activation code to be printed and typed by hand."""
    return "".join(secrets.choice(CODE_ALPHABET) for _sign in range(length))


def normalised_code(typed: str) -> str:
    """What somebody typed as an activation code: capitals, half width, without spaces and dashes."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in text if sign.isalnum())


def code_problem(code: str) -> Problem | None:
    """Why a normalised text cannot be an activation code, or None."""
    if len(code) not in CODE_LENGTHS or any(sign not in CODE_ALPHABET for sign in code):
        words = _("激活码由 6 到 8 个字母和数字组成，见报到单或胸牌。")
        return Problem("code_shape", words, "code")
    return None
