"""What a trainee's timetable and register say about leave: two statements for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.attendance.models import Attendance
from core.attendance.queries import tallies
from core.attendance.rules import Mark, is_here
from core.db import db
from core.enrolment.models import Enrolment
from core.leave.days import Span, spans_of
from core.leave.rules import Sum, lessons_covered, sum_of
from core.timetable.models import Lesson
from core.timetable.queries import lessons_of
from core.training.models import TrainingClass


@dataclass(frozen=True)
class Book:
    """The lessons one trainee should attend, with the marks that stand, and the class's hours."""

    spans: Sequence[Span]
    lessons: Sequence[Lesson]
    marks: dict[int, Mark]
    total: Decimal
    share: tuple[int, int]

    @property
    def used(self) -> Decimal:
        """The hours of leave as the register says it now, whoever wrote it down."""
        return self.hours(one for one in self.lessons if self.marks.get(one.id) is Mark.ON_LEAVE)

    def covered(self, starts_at: datetime, ends_at: datetime) -> list[Lesson]:
        """The lessons that leave from–to touches."""
        return [span.lesson for span in lessons_covered(starts_at, ends_at, self.spans)]

    def kept(self, lessons: Iterable[Lesson]) -> list[Lesson]:
        """Those at which the trainee really was: leave does not touch them."""
        return [one for one in lessons if is_here(self.marks.get(one.id))]

    def asked_hours(self, lessons: Iterable[Lesson]) -> Decimal:
        """The hours these lessons would add: not those attended, nor those that are leave already."""
        return self.hours(
            one
            for one in lessons
            if not is_here(self.marks.get(one.id)) and self.marks.get(one.id) is not Mark.ON_LEAVE
        )

    def hours(self, lessons: Iterable[Lesson]) -> Decimal:
        """The credit hours of these lessons."""
        return sum((Decimal(one.credit_hours) for one in lessons), Decimal(0))

    def sum(self, used: Decimal, requested: Decimal) -> Sum:
        """Leave against the class's limit."""
        return sum_of(used, requested, self.total, self.share)


def books_of(training_class: TrainingClass, enrolments: Collection[Enrolment]) -> dict[int, Book]:
    """The book of each trainee, by enrolment."""
    lessons = lessons_of(training_class.id)
    policy = training_class.policy
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    rows = select(Attendance.enrolment_id, Attendance.lesson_id, Attendance.mark).where(
        Attendance.enrolment_id.in_(sorted({one.id for one in enrolments}))
    )
    for enrolment_id, lesson_id, mark in db.session.execute(rows):
        marks[enrolment_id][lesson_id] = Mark(mark)
    books = {}
    for one in enrolments:
        own = [lesson for lesson in lessons if lesson.group_id in (None, one.group_id)]
        books[one.id] = Book(
            spans=sorted(spans_of(own, training_class.zone), key=lambda span: span.starts_at),
            lessons=own,
            marks=marks[one.id],
            total=total_for(lessons, one.group_id),
            share=(policy.leave_numerator, policy.leave_denominator),
        )
    return books


def lessons_for(enrolment: Enrolment) -> list[Lesson]:
    """The lessons that this trainee should attend, in order."""
    lessons = lessons_of(enrolment.class_id)
    return [one for one in lessons if one.group_id in (None, enrolment.group_id)]


def total_for(lessons: Iterable[Lesson], group_id: int | None) -> Decimal:
    """`timetable.queries.total_hours` for lessons that are at hand."""
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for lesson in lessons:
        if lesson.cancelled_at is None:
            sums[lesson.group_id] += Decimal(lesson.credit_hours)
    whole = sums.pop(None, Decimal(0))
    own = sums.get(group_id, Decimal(0)) if group_id else max(sums.values(), default=Decimal(0))
    return whole + own


def leave_hours(class_id: int) -> dict[int, Decimal]:
    """The hours of leave of every trainee, by enrolment, in two statements.

    What counts is the register as it stands: lessons marked as leave, by the credit hours that they
    have today. So a lesson that was moved, cancelled or attended after all is never counted.
    """
    return {one: found.on_leave for one, found in tallies(class_id).items()}
