"""What needs to be seen first, counted in a fixed number of statements whatever the numbers are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from core import clock
from core.access.models import Account, ClassRole, PairedPhone
from core.attendance.marks import HERE, Mark
from core.attendance.models import Attendance, AttendanceFlag
from core.audit import AuditEntry
from core.db import db
from core.enrolment.models import Application, Enrolment
from core.enrolment.rules import SHOULD_ATTEND, ApplicationState, EnrolmentState
from core.leave.models import LeaveRequest
from core.leave.rules import LeaveState
from core.notices.models import Notice
from core.outbox.models import Conflict
from core.people.models import Person
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.rules import State

JOURNAL_PAGE = 50


@dataclass(frozen=True)
class LessonToday:
    """A lesson of today with how many came: `due` trainees, `here` of them, `away` on leave."""

    lesson: Lesson
    due: int
    here: int
    away: int
    state: str


@dataclass(frozen=True)
class ClassToday:
    """A class as its card shows it."""

    training_class: TrainingClass
    trainees: int = 0
    not_arrived: int = 0
    leave_waiting: int = 0
    flags: int = 0
    applications: int = 0
    lessons: Sequence[LessonToday] = field(default_factory=list)

    @property
    def now(self) -> LessonToday | None:
        """The lesson that runs, else the next, else the last of today."""
        for wanted in ("now", "next"):
            for one in self.lessons:
                if one.state == wanted:
                    return one
        return self.lessons[-1] if self.lessons else None


def visible_classes(account_id: int, *, everything: bool) -> list[TrainingClass]:
    """The classes in which an account holds a role, or all of them; the newest first."""
    rows = select(TrainingClass).order_by(TrainingClass.starts_on.desc(), TrainingClass.id.desc())
    if not everything:
        mine = select(ClassRole.class_id).where(ClassRole.account_id == account_id)
        rows = rows.where(TrainingClass.id.in_(mine))
    return list(db.session.execute(rows).scalars())


def classes_today(classes: Sequence[TrainingClass], at: datetime) -> list[ClassToday]:
    """The cards of several classes, in seven statements for however many."""
    ids = [one.id for one in classes]
    trainees = _counts(select(Enrolment.class_id).where(Enrolment.state.in_(SHOULD_ATTEND)), ids)
    absent = _counts(
        select(Enrolment.class_id).where(
            Enrolment.state.in_([EnrolmentState.ENROLLED.value, EnrolmentState.APPROVED.value])
        ),
        ids,
    )
    leave = _counts(
        select(LeaveRequest.class_id).where(LeaveRequest.state == LeaveState.PENDING.value), ids
    )
    flags = _counts(select(AttendanceFlag.class_id).where(AttendanceFlag.settled_at.is_(None)), ids)
    applied = _counts(
        select(Application.class_id).where(Application.state == ApplicationState.PENDING.value), ids
    )
    lessons = _lessons_today(classes, at, trainees)
    return [
        ClassToday(
            one,
            trainees[one.id],
            absent[one.id],
            leave[one.id],
            flags[one.id],
            applied[one.id],
            lessons[one.id],
        )
        for one in classes
    ]


def _counts(rows: Select[Any], ids: Sequence[int]) -> dict[int, int]:
    column = rows.selected_columns[0]
    counted = rows.add_columns(func.count()).where(column.in_(ids)).group_by(column)
    return defaultdict(int, db.session.execute(counted).all())


def _lessons_today(
    classes: Sequence[TrainingClass], at: datetime, trainees: dict[int, int]
) -> dict[int, list[LessonToday]]:
    days: dict[int, date] = {one.id: clock.local(at, one.zone).date() for one in classes}
    rows = (
        select(Lesson)
        .where(
            Lesson.class_id.in_(days),
            Lesson.held_on.in_(set(days.values())),
            Lesson.cancelled_at.is_(None),
        )
        .order_by(Lesson.starts_at.is_(None), Lesson.starts_at, Lesson.id)
    )
    lessons = [
        one for one in db.session.execute(rows).scalars() if one.held_on == days[one.class_id]
    ]
    marks, groups = _marks([one.id for one in lessons]), _group_sizes(lessons)
    found: dict[int, list[LessonToday]] = defaultdict(list)
    for one in lessons:
        here = sum(number for mark, number in marks[one.id].items() if Mark(mark) in HERE)
        due = trainees[one.class_id] if one.group_id is None else groups.get(one.group_id, 0)
        away = marks[one.id].get(Mark.ON_LEAVE.value, 0)
        found[one.class_id].append(LessonToday(one, due, here, away, _state(one, at)))
    return found


def _marks(lesson_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    rows = (
        select(Attendance.lesson_id, Attendance.mark, func.count())
        .where(Attendance.lesson_id.in_(lesson_ids))
        .group_by(Attendance.lesson_id, Attendance.mark)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for lesson_id, mark, number in db.session.execute(rows):
        found[lesson_id][mark] = number
    return found


def _group_sizes(lessons: Sequence[Lesson]) -> dict[int | None, int]:
    wanted = {one.group_id for one in lessons if one.group_id is not None}
    if not wanted:
        return {}
    rows = (
        select(Enrolment.group_id, func.count())
        .where(Enrolment.group_id.in_(wanted), Enrolment.state.in_(SHOULD_ATTEND))
        .group_by(Enrolment.group_id)
    )
    return dict(db.session.execute(rows).all())


def _state(lesson: Lesson, at: datetime) -> str:
    if lesson.starts_at is None or at < lesson.starts_at - timedelta(minutes=30):
        return "next"
    return "past" if lesson.ends_at is not None and at > lesson.ends_at else "now"


def has_lessons(class_id: int) -> bool:
    """Whether the class has a timetable yet."""
    return bool(db.session.execute(select(exists().where(Lesson.class_id == class_id))).scalar())


def is_running(training_class: TrainingClass) -> bool:
    """Whether a class belongs to the upper part of the home page."""
    return training_class.state in (
        State.ENROLLING.value,
        State.REPORTING.value,
        State.RUNNING.value,
    )


def journal(class_id: int | None, page: int) -> tuple[list[AuditEntry], bool]:
    """A page of the journal of a class, or of the whole installation; and whether more follow."""
    rows = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    if class_id is not None:
        rows = rows.where(AuditEntry.class_id == class_id)
    rows = rows.offset((page - 1) * JOURNAL_PAGE).limit(JOURNAL_PAGE + 1)
    found = list(db.session.execute(rows).scalars())
    return found[:JOURNAL_PAGE], len(found) > JOURNAL_PAGE


def subject_names(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """What the subjects of these entries are called (`lesson:12` → its title), one statement a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, _colon, number in (entry.subject.partition(":") for entry in entries):
        if number.isdecimal():
            wanted[kind].add(int(number))
    found: dict[str, str] = {}
    for kind, rows in _named().items():
        if kind in wanted:
            chosen = rows.where(rows.selected_columns[0].in_(wanted[kind]))
            found |= {f"{kind}:{one}": name for one, name in db.session.execute(chosen)}
    return found


def _named() -> dict[str, Any]:
    """Number and name of everything that the journal speaks of."""
    return {
        "account": select(Account.id, Account.name),
        "application": select(Application.id, Application.name),
        "conflict": select(Conflict.id, Conflict.title),
        "enrolment": select(Enrolment.id, Person.name).join(Enrolment.person),
        "leave": select(LeaveRequest.id, Person.name)
        .join(LeaveRequest.enrolment)
        .join(Enrolment.person),
        "lesson": select(Lesson.id, Lesson.title),
        "notice": select(Notice.id, Notice.title),
        "paired_phone": select(PairedPhone.id, PairedPhone.name),
        "person": select(Person.id, Person.name),
    }


def latest(model: Any, number: int = 30) -> list[Any]:
    """The newest rows of a table, for the system page."""
    return list(db.session.execute(select(model).order_by(model.id.desc()).limit(number)).scalars())
