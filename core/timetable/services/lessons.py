"""One lesson: laid down, changed, moved, cancelled, taken up again, or removed."""

from __future__ import annotations

import secrets
import string
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.enrolment.models import Group
from core.errors import Problem, Refused
from core.events import LessonMoved
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.timetable.queries import kinds, rests_on
from core.timetable.rules import (
    LessonKind,
    default_hours,
    half_day_of,
    lesson_problems,
    text_problems,
    time_and_place,
)
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import announce, transaction

SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase
PUBLIC_ID_LENGTH = 10
WALL = ("starts_at", "ends_at", "held_on", "time_text", "place")


@dataclass(frozen=True)
class LessonDetails:
    """A lesson as an organiser lays it down.

    `starts_at` and `ends_at` are aware moments. Without them `held_on`, `half_day` and `time_text`
    say what is known; with them the class's wall clock says the day. `credit_hours` None takes the
    class's default, `checks_in` None that of the kind; minutes None mean the class's policy.
    """

    title: str
    kind: str = LessonKind.LECTURE.value
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    held_on: date | None = None
    half_day: str = ""
    time_text: str = ""
    place: str = ""
    teacher: str = ""
    credit_hours: Decimal | None = None
    group_id: int | None = None
    checks_in: bool | None = None
    opens_before_minutes: int | None = None
    late_after_minutes: int | None = None
    closes_after_minutes: int | None = None
    note: str = ""


def details_of(lesson: Lesson) -> LessonDetails:
    """A lesson as it stands, to be changed by `dataclasses.replace`."""
    return LessonDetails(
        **{item.name: getattr(lesson, item.name) for item in fields(LessonDetails)}
    )


def add_lesson(
    training_class: TrainingClass, details: LessonDetails, *, by: Actor, at: datetime
) -> Lesson:
    """Lays down a lesson, for an organiser; Refused where it cannot stand."""
    with transaction():
        require_open(training_class)
        lesson = write_lesson(training_class, details, at=at)
        _note("add", lesson, by=by, at=at, title=lesson.title)
    return lesson


def write_lesson(training_class: TrainingClass, details: LessonDetails, *, at: datetime) -> Lesson:
    """A new lesson inside the running act; checked, but not told of."""
    values = settled(training_class, details)
    lesson = Lesson(**values, class_id=training_class.id, public_id=_new_public_id(), created_at=at)
    db.session.add(lesson)
    db.session.flush()
    return lesson


def change_lesson(lesson: Lesson, details: LessonDetails, *, by: Actor, at: datetime) -> Lesson:
    """Changes a lesson; trainees are told where its time or place is another. Marks stay as given."""
    with transaction():
        training_class = _open_class(lesson)
        rewrite(training_class, lesson, details, by=by, at=at)
    return lesson


def rewrite(
    training_class: TrainingClass,
    lesson: Lesson,
    details: LessonDetails,
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Puts other details into a lesson inside the running act; answers whether anything changed."""
    values = settled(training_class, details)
    before = {name: getattr(lesson, name) for name in values}
    was = _said(lesson, training_class)
    changed = {
        name: [before[name], value] for name, value in values.items() if before[name] != value
    }
    if not changed:
        return False
    for name in changed:
        setattr(lesson, name, values[name])
    told = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}
    _note("change", lesson, by=by, at=at, changed=told)
    if set(WALL) & set(changed) and lesson.cancelled_at is None:
        announce(LessonMoved(training_class.id, at, lesson.id, was))
    return True


def move_lesson(lesson: Lesson, starts_at: datetime, *, by: Actor, at: datetime) -> Lesson:
    """Puts a lesson at another time of the same length, as by dragging it."""
    if lesson.starts_at is None:
        words = _("这次课还没有时间，请先填写时间。")
        raise Refused(Problem("no_time_yet", words, "starts_at"))
    ends_at = lesson.ends_at and lesson.ends_at + (starts_at - lesson.starts_at)
    moved = replace(details_of(lesson), starts_at=starts_at, ends_at=ends_at)
    return change_lesson(lesson, moved, by=by, at=at)


def cancel_lesson(lesson: Lesson, reason: str, *, by: Actor, at: datetime) -> None:
    """Calls a lesson off, with a reason that trainees read; what was marked stays on file."""
    if not reason.strip():
        raise Refused(Problem("reason_missing", _("请写明停课原因。"), "reason"))
    with transaction():
        training_class = _open_class(lesson)
        if lesson.cancelled_at is not None:
            return
        lesson.cancelled_at, lesson.cancel_reason = at, reason.strip()[:200]
        _note("cancel", lesson, by=by, at=at, reason=lesson.cancel_reason)
        announce(LessonMoved(training_class.id, at, lesson.id, _said(lesson, training_class)))


def reinstate_lesson(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Takes a cancelled lesson up again."""
    with transaction():
        training_class = _open_class(lesson)
        if lesson.cancelled_at is None:
            return
        lesson.cancelled_at, lesson.cancel_reason = None, ""
        _note("reinstate", lesson, by=by, at=at)
        announce(LessonMoved(training_class.id, at, lesson.id, str(_("已停课"))))


def delete_lesson(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Removes a lesson that was laid down by mistake; Refused once anything rests on it."""
    with transaction() as session:
        _open_class(lesson)
        if rests_on(lesson):
            words = _("这次课已有考勤或请假记录，不能删除；可以停课。")
            raise Refused(Problem("lesson_has_marks", words))
        _note("delete", lesson, by=by, at=at, title=lesson.title)
        session.delete(lesson)


def settled(training_class: TrainingClass, details: LessonDetails) -> dict[str, Any]:
    """The columns that details come to, by the class's wall clock and policy; Refused if wrong."""
    values = asdict(details)
    for name in ("title", "place", "teacher", "time_text", "note"):
        values[name] = " ".join(values[name].split())
    if details.starts_at is not None:
        there = clock.local(details.starts_at, training_class.zone)
        values.update(held_on=there.date(), half_day=half_day_of(there).value, time_text="")
    if details.credit_hours is None:
        values["credit_hours"] = usual_hours(training_class, details)
    if details.checks_in is None:
        values["checks_in"] = details.kind != LessonKind.OTHER
    problems = text_problems(values) + _problems(training_class, values)
    if problems:
        raise Refused(problems)
    return values


def usual_hours(training_class: TrainingClass, details: LessonDetails) -> Decimal:
    """What a lesson counts where nobody says otherwise."""
    policy = training_class.policy
    known = kinds().get(details.kind)
    if details.kind not in dict(policy.hours_by_kind) and (known is None or not known.credited):
        return Decimal(0)
    if details.starts_at is None or details.ends_at is None:
        return dict(policy.hours_by_kind).get(details.kind, Decimal(0))
    return default_hours(details.kind, details.starts_at, details.ends_at, policy)


def _problems(training_class: TrainingClass, values: dict[str, Any]) -> list[Problem]:
    problems = lesson_problems(values["starts_at"], values["ends_at"], values["credit_hours"])
    if values["kind"] not in kinds():
        words = _("没有“%(kind)s”这种课。", kind=values["kind"])
        problems.append(Problem("kind_unknown", words, "kind"))
    if values["group_id"] is not None:
        group = db.session.get(Group, values["group_id"])
        if group is None or group.class_id != training_class.id:
            problems.append(Problem("group_unknown", _("本班没有这个组。"), "group_id"))
    return problems


def _open_class(lesson: Lesson) -> TrainingClass:
    training_class = db.session.get_one(TrainingClass, lesson.class_id)
    require_open(training_class)
    return training_class


def _said(lesson: Lesson, training_class: TrainingClass) -> str:
    starts, ends = (
        moment and clock.local(moment, training_class.zone)
        for moment in (lesson.starts_at, lesson.ends_at)
    )
    words = lesson.time_text if starts is None else ""
    return time_and_place(starts or lesson.held_on, ends, words, lesson.place)


def _note(act: str, lesson: Lesson, *, by: Actor, at: datetime, **detail: Any) -> None:
    subject = f"lesson:{lesson.id}"
    audit.note(f"timetable.{act}", subject, by=by, at=at, class_id=lesson.class_id, **detail)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _new_public_id() -> str:
    return "".join(secrets.choice(SIGNS) for _place in range(PUBLIC_ID_LENGTH))
