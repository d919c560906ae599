"""What changes a request for leave; the register changes with it in the same act."""

from __future__ import annotations

from core.leave.services.asking import (
    LeaveAsked,
    ask_leave,
    ask_urgent,
    class_days,
    record_leave,
    require_period,
    withdraw_leave,
)
from core.leave.services.deciding import decide
from core.leave.services.ending import (
    cancel_leave,
    count_new_lessons,
    follow_lesson,
    report_back,
    shorten_leave,
)
from core.leave.services.erasing import erase_leave

__all__ = [
    "LeaveAsked",
    "ask_leave",
    "ask_urgent",
    "cancel_leave",
    "class_days",
    "count_new_lessons",
    "decide",
    "erase_leave",
    "follow_lesson",
    "record_leave",
    "report_back",
    "require_period",
    "shorten_leave",
    "withdraw_leave",
]
