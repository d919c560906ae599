"""A request as those who decide it look at it: what it covers, the sum after it, who else is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.attendance.rules import Mark
from core.enrolment.models import Enrolment
from core.leave.models import LeaveRequest
from core.leave.queries.books import Book, books_of
from core.leave.queries.requests import (
    away_in,
    excused_of,
    leave_by_id,
    pending_of,
    requests_of,
)
from core.leave.rules import IN_FORCE, Sum, chain_for, effective_end
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.training.terms import LeaveKind, Role


@dataclass(frozen=True)
class Case:
    """A request with everything a decision rests on; hours are exact."""

    leave: LeaveRequest
    lessons: Sequence[Lesson]
    kept: Sequence[Lesson]
    sum: Sum
    others: Sequence[LeaveRequest] = field(default_factory=list)
    history: Sequence[LeaveRequest] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What leave would do, before it is asked for: lessons, those attended already, sum, who decides."""

    lessons: Sequence[Lesson]
    kept: Sequence[Lesson]
    sum: Sum
    chain: Sequence[Role]

    @property
    def token(self) -> str:
        """What was shown, so that nobody sends a request whose effect changed in the meantime."""
        ids = ".".join(str(one.id) for one in self.lessons)
        return f"{ids}/{self.sum.used}/{self.sum.requested}/{self.sum.total}"


def preview(
    enrolment: Enrolment, kind: LeaveKind, starts_at: datetime, ends_at: datetime
) -> Preview:
    """What leave of this kind from–to would cover and add up to; Refused where nobody may decide it."""
    training_class = class_by_id(enrolment.class_id)
    book = books_of(training_class, [enrolment])[enrolment.id]
    lessons = book.covered(starts_at, ends_at)
    hours = book.asked_hours(lessons)
    chain = chain_for(kind, hours, training_class.policy.approval)
    return Preview(lessons, book.kept(lessons), book.sum(book.used, hours), chain)


def inbox(class_id: int) -> list[Case]:
    """What waits for a decision, urgent first; the same number of statements for 1 or 100."""
    return cases_of(class_by_id(class_id), pending_of(class_id))


def case_of(class_id: int, leave_id: int) -> Case:
    """One request of this class in full."""
    return cases_of(class_by_id(class_id), [leave_by_id(class_id, leave_id)])[0]


def cases_of(training_class: TrainingClass, leaves: Sequence[LeaveRequest]) -> list[Case]:
    """Each of these requests in full."""
    if not leaves:
        return []
    books = books_of(training_class, {one.enrolment_id: one.enrolment for one in leaves}.values())
    held = {
        leave_id: {row.lesson_id for row in rows}
        for leave_id, rows in excused_of([one.id for one in leaves]).items()
    }
    away, every = away_in(training_class.id), requests_of(training_class.id)
    return [
        _case(one, books[one.enrolment_id], held[one.id], _others(one, away), _earlier(one, every))
        for one in leaves
    ]


def _case(
    leave: LeaveRequest,
    book: Book,
    held: set[int],
    others: list[LeaveRequest],
    history: list[LeaveRequest],
) -> Case:
    if leave.state in IN_FORCE:
        lessons = [one for one in book.lessons if one.id in held]
        requested = held_hours(book, held)
        used = book.used - requested
    else:
        lessons = book.covered(leave.starts_at, leave.ends_at)
        requested, used = book.asked_hours(lessons), book.used
    total = book.sum(used, requested)
    return Case(leave, lessons, book.kept(lessons), total, others, history)


def held_hours(book: Book, held: set[int]) -> Decimal:
    """The hours one leave stands for now: its lessons that the register shows as leave."""
    return book.hours(
        one for one in book.lessons if one.id in held and book.marks.get(one.id) is Mark.ON_LEAVE
    )


def uncounted(class_id: int) -> list[tuple[LeaveRequest, list[Lesson]]]:
    """Lessons laid down after leave was granted that it covers as well, and that wait to be counted."""
    leaves = [one for one in requests_of(class_id) if one.state in IN_FORCE]
    if not leaves:
        return []
    training_class = class_by_id(class_id)
    books = books_of(training_class, {one.enrolment_id: one.enrolment for one in leaves}.values())
    held = excused_of([one.id for one in leaves])
    known = {(one.enrolment_id, row.lesson_id) for one in leaves for row in held[one.id]}
    found = []
    for one in reversed(leaves):
        book = books[one.enrolment_id]
        ends_at = effective_end(one.ends_at, one.returned_at)
        new = [
            lesson
            for lesson in book.covered(one.starts_at, ends_at)
            if (one.enrolment_id, lesson.id) not in known
            and lesson.locked_at is None
            and book.marks.get(lesson.id) is not Mark.ON_LEAVE
        ]
        if new:
            found.append((one, new))
    return found


def _others(leave: LeaveRequest, away: Sequence[LeaveRequest]) -> list[LeaveRequest]:
    """Who of the same group is on leave at some of that time."""
    group_id = leave.enrolment.group_id
    return [
        one
        for one in away
        if group_id is not None
        and one.enrolment.group_id == group_id
        and one.enrolment_id != leave.enrolment_id
        and one.starts_at < leave.ends_at
        and effective_end(one.ends_at, one.returned_at) > leave.starts_at
    ]


def _earlier(leave: LeaveRequest, every: Sequence[LeaveRequest]) -> list[LeaveRequest]:
    return [one for one in every if one.enrolment_id == leave.enrolment_id and one.id != leave.id]
