"""What changes a mark: each function is one act, and leaves its trace in AttendanceChange."""

from __future__ import annotations

from core.attendance.services.check_in import Receipt, check_in, check_out, note_refusal
from core.attendance.services.flags import settle_flag
from core.attendance.services.leave import Excusal, excuse, restore
from core.attendance.services.marking import mark_by_hand
from core.attendance.services.roll import (
    RollTaken,
    lock_register,
    settle_lesson,
    take_roll,
    unlock_register,
)

__all__ = [
    "Excusal",
    "Receipt",
    "RollTaken",
    "check_in",
    "check_out",
    "excuse",
    "lock_register",
    "mark_by_hand",
    "note_refusal",
    "restore",
    "settle_flag",
    "settle_lesson",
    "take_roll",
    "unlock_register",
]
