"""What pages and other features ask about leave."""

from __future__ import annotations

from core.leave.queries.books import Book, books_of, leave_hours, lessons_for, total_for
from core.leave.queries.cases import Case, Preview, case_of, cases_of, held_hours, inbox, preview
from core.leave.queries.requests import (
    Only,
    away_in,
    begun_leave,
    excused_of,
    last_id,
    leave_by_id,
    leave_of,
    leave_of_person,
    on_leave_at,
    overdue,
    overlapping,
    own_leave,
    pending_count,
    photo_of,
    requests_of,
    roles_of,
    trail_of,
    whom_to_call,
)

__all__ = [
    "Book",
    "Case",
    "Only",
    "Preview",
    "away_in",
    "begun_leave",
    "books_of",
    "case_of",
    "cases_of",
    "excused_of",
    "held_hours",
    "inbox",
    "last_id",
    "leave_by_id",
    "leave_hours",
    "leave_of",
    "leave_of_person",
    "lessons_for",
    "on_leave_at",
    "overdue",
    "overlapping",
    "own_leave",
    "pending_count",
    "photo_of",
    "preview",
    "requests_of",
    "roles_of",
    "total_for",
    "trail_of",
    "whom_to_call",
]
