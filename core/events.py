"""Facts that are announced after the commit; each names the hook that hears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened in a class and is on disk."""

    hook: ClassVar[str]
    class_id: int
    at: datetime


@dataclass(frozen=True)
class Enrolled(Event):
    """A person became a trainee of the class."""

    hook: ClassVar[str] = "enrolled"
    enrolment_id: int


@dataclass(frozen=True)
class CheckedIn(Event):
    """A trainee's presence at a lesson was confirmed; told once, not for a repeat."""

    hook: ClassVar[str] = "checked_in"
    lesson_id: int
    enrolment_id: int
    mark: str


@dataclass(frozen=True)
class LeaveDecided(Event):
    """A leave request reached its end: approved, refused, or cancelled after approval."""

    hook: ClassVar[str] = "leave_decided"
    leave_id: int
    enrolment_id: int
    state: str


@dataclass(frozen=True)
class LessonMoved(Event):
    """A lesson's time or place is no longer what trainees were told."""

    hook: ClassVar[str] = "lesson_moved"
    lesson_id: int
    was: str


@dataclass(frozen=True)
class ClassClosed(Event):
    """Every outcome of the class is decided and stands."""

    hook: ClassVar[str] = "class_closed"
