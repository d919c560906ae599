"""Everything a check-in is judged by, in one statement: this stands on the fast path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from core.access.models import PhoneBinding
from core.attendance.models import Attendance, AttendanceFlag
from core.attendance.rules import FlagKind, Window, WindowOverrides, window_of
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.people.models import Person
from core.prepared import Prepared
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.policy import Policy


@dataclass(frozen=True)
class Phone:
    """The bound phone that asks: its binding, its device and whose it is."""

    binding_id: int
    person_id: int
    device: str
    name: str


@dataclass(frozen=True)
class Scan:
    """A lesson as one phone meets it: the lesson, the class's rules, the trainee and their mark.

    `enrolment_id` None: not a trainee of this class. `shared_with` names another person who uses
    this phone; `other_phone` tells that this person has an older phone bound as well.
    """

    lesson: Any
    policy: Policy

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lesson, name)

    @cached_property
    def window(self) -> Window | None:
        """When check-in opens and closes; None for a lesson without times."""
        if self.lesson.starts_at is None or self.lesson.ends_at is None:
            return None
        own = WindowOverrides(
            check_in_opens_before_minutes=self.lesson.opens_before_minutes,
            late_after_minutes=self.lesson.late_after_minutes,
            check_in_closes_after_minutes=self.lesson.closes_after_minutes,
        )
        return window_of(self.lesson.starts_at, self.lesson.ends_at, self.policy, own)


class _Whose(NamedTuple):
    """What a statement takes for the phone's person, device and binding: values, or columns."""

    person_id: Any
    device: Any
    binding_id: Any


LESSONS = Lesson.__table__.join(
    TrainingClass.__table__, TrainingClass.__table__.c.id == Lesson.__table__.c.class_id
)


def _statement(phone: _Whose, source: Any, *more: Any) -> Any:
    lesson, known = Lesson.__table__.c, TrainingClass.__table__.c
    enrolled, mark = Enrolment.__table__.c, Attendance.__table__.c
    return (
        select(
            lesson.id.label("lesson_id"),
            *(
                lesson[name]
                for name in (
                    "public_id",
                    "title",
                    "place",
                    "starts_at",
                    "ends_at",
                    "checks_in",
                    "group_id",
                    "opens_before_minutes",
                    "late_after_minutes",
                    "closes_after_minutes",
                    "locked_at",
                    "cancelled_at",
                )
            ),
            Group.__table__.c.name.label("group_name"),
            known.id.label("class_id"),
            known.code.label("class_code"),
            known.name.label("class_name"),
            known.zone,
            known.state.label("class_state"),
            known.policy.label("policy_json"),
            enrolled.id.label("enrolment_id"),
            enrolled.state.label("enrolment_state"),
            enrolled.group_id.label("own_group_id"),
            mark.id.label("attendance_id"),
            mark.mark,
            mark.leave_kind,
            mark.checked_in_at,
            mark.checked_out_at,
            *_facts_about_phone(phone),
            *more,
        )
        .select_from(
            source.outerjoin(Group.__table__, Group.__table__.c.id == lesson.group_id)
            .outerjoin(
                Enrolment.__table__,
                and_(
                    enrolled.class_id == lesson.class_id,
                    enrolled.person_id == phone.person_id,
                ),
            )
            .outerjoin(
                Attendance.__table__,
                and_(mark.lesson_id == lesson.id, mark.enrolment_id == enrolled.id),
            )
        )
        .where(lesson.public_id == bindparam("public_id"))
    )


def _facts_about_phone(phone: _Whose) -> list[Any]:
    others = aliased(PhoneBinding.__table__)
    used = exists().where(
        Attendance.__table__.c.lesson_id == Lesson.__table__.c.id,
        Attendance.__table__.c.binding_id == others.c.id,
    )
    shared = (
        select(Person.__table__.c.name)
        .join(others, others.c.person_id == Person.__table__.c.id)
        .where(
            others.c.device == phone.device,
            others.c.person_id != phone.person_id,
            or_(others.c.revoked_at.is_(None), used.correlate(Lesson.__table__, others)),
        )
        .limit(1)
    )
    older = exists().where(
        others.c.person_id == phone.person_id,
        others.c.device != phone.device,
        others.c.id < phone.binding_id,
        others.c.revoked_at.is_(None),
    )
    flagged = AttendanceFlag.__table__.c
    seen = exists().where(
        flagged.enrolment_id == Enrolment.__table__.c.id,
        flagged.kind == FlagKind.SECOND_PHONE.value,
        flagged.outcome == "confirmed",
    )
    return [
        shared.scalar_subquery().label("shared_with"),
        older.label("other_phone"),
        seen.correlate(Enrolment.__table__).label("other_phone_known"),
    ]


def _meeting() -> Any:
    bound, owner = aliased(PhoneBinding.__table__), aliased(Person.__table__)
    held = and_(
        bound.c.id == bindparam("binding_id"),
        bound.c.device == bindparam("device"),
        bound.c.revoked_at.is_(None),
    )
    return _statement(
        _Whose(bound.c.person_id, bound.c.device, bound.c.id),
        LESSONS.join(bound, held).join(owner, owner.c.id == bound.c.person_id),
        bound.c.person_id,
        owner.c.name.label("person_name"),
    )


SCAN = _statement(
    _Whose(bindparam("person_id"), bindparam("device"), bindparam("binding_id")), LESSONS
)
MEETING = Prepared(_meeting())
NEAR = timedelta(hours=24)


def scan_of(public_id: str, phone: Phone | None) -> Scan | None:
    """The lesson of a code as this phone (None: nobody knows it) meets it, in one statement."""
    row = db.session.execute(
        SCAN,
        {
            "public_id": public_id,
            "person_id": phone.person_id if phone else 0,
            "device": phone.device if phone else "",
            "binding_id": phone.binding_id if phone else 0,
        },
    ).first()
    return None if row is None else Scan(row, Policy.from_json(row.policy_json))


def meeting_of(public_id: str, binding_id: int, device: str) -> tuple[Phone, Scan] | None:
    """Whose phone this is and how it meets a lesson, in one statement; None if one of the two is not known."""
    values = {"public_id": public_id, "binding_id": binding_id, "device": device}
    row = MEETING.ask(values)
    if row is None:
        return None
    phone = Phone(binding_id, row.person_id, device, row.person_name)
    return phone, Scan(row, Policy.from_json(row.policy_json))


def step_of(scan: Scan | None) -> int:
    """How long a code of this lesson is shown, in seconds; any number for an unknown lesson."""
    return scan.policy.code_step_seconds if scan else 10


def typed_lessons(class_id: int, at: datetime) -> list[str]:
    """The public ids of the lessons of a class that six typed digits may mean at this moment."""
    lesson = Lesson.__table__.c
    found = select(lesson.public_id).where(
        lesson.class_id == class_id,
        lesson.checks_in.is_(True),
        lesson.cancelled_at.is_(None),
        lesson.starts_at.between(at - NEAR, at + NEAR),
    )
    return list(db.session.execute(found).scalars())
