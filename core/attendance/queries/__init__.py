"""What the pages of attendance ask the database."""

from __future__ import annotations

from core.attendance.queries.board import Board, Count, Seat, SeatRow, board, count_of
from core.attendance.queries.lessons import (
    Counted,
    flag_count,
    flag_in,
    lesson_in,
    lessons_counted,
    lessons_unsettled,
    open_flags,
    refusals,
    trainee_in,
    wrong_guesses,
)
from core.attendance.queries.marks import OwnMark, history_of, marks_of, marks_of_person, tallies
from core.attendance.queries.register import (
    Cell,
    Column,
    Register,
    RegisterRow,
    register,
    trainees_of,
)
from core.attendance.queries.scan import (
    Phone,
    Scan,
    meeting_of,
    scan_of,
    step_of,
    typed_lessons,
)

__all__ = [
    "Board",
    "Cell",
    "Column",
    "Count",
    "Counted",
    "OwnMark",
    "Phone",
    "Register",
    "RegisterRow",
    "Scan",
    "Seat",
    "SeatRow",
    "board",
    "count_of",
    "flag_count",
    "flag_in",
    "history_of",
    "lesson_in",
    "lessons_counted",
    "lessons_unsettled",
    "marks_of",
    "marks_of_person",
    "meeting_of",
    "open_flags",
    "refusals",
    "register",
    "scan_of",
    "step_of",
    "tallies",
    "trainee_in",
    "trainees_of",
    "typed_lessons",
    "wrong_guesses",
]
