"""What changes a mark: each function is one act, and leaves its trace in AttendanceChange."""

from __future__ import annotations

from core.attendance.services.admission import (
    LESSON_UNKNOWN,
    admission_problems,
    check_out_problems,
)
from core.attendance.services.checking_in import Receipt, check_in, receipt_of
from core.attendance.services.checking_out import check_out
from core.attendance.services.erasing import forget_devices
from core.attendance.services.excusing import Excusal, excuse, restore
from core.attendance.services.flags import settle_flag
from core.attendance.services.marking import mark_by_hand
from core.attendance.services.presence import Noted, Seen, note_presence
from core.attendance.services.refusals import note_refusal, note_wrong_code
from core.attendance.services.roll import (
    RollTaken,
    lock_register,
    settle_lesson,
    take_roll,
    unlock_register,
)

__all__ = [
    "LESSON_UNKNOWN",
    "Excusal",
    "Noted",
    "Receipt",
    "RollTaken",
    "Seen",
    "admission_problems",
    "check_in",
    "check_out",
    "check_out_problems",
    "excuse",
    "forget_devices",
    "lock_register",
    "mark_by_hand",
    "note_presence",
    "note_refusal",
    "note_wrong_code",
    "receipt_of",
    "restore",
    "settle_flag",
    "settle_lesson",
    "take_roll",
    "unlock_register",
]
