"""Lessons as pages ask for them; each function asks a fixed number of times."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Select, exists, func, literal, select, union_all

from core import plugins
from core.contributions import LessonKind
from core.db import Base, db
from core.enrolment.models import Group
from core.errors import NotFound
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.timetable.rules import Clash, Slot, clashes


def lessons_of(class_id: int, *, with_cancelled: bool = False) -> list[Lesson]:
    """The lessons of a class in order; those without a day stand at the end."""
    return _lessons(_in_order(class_id, with_cancelled))


def lessons_on(class_id: int, day: date, *, with_cancelled: bool = False) -> list[Lesson]:
    """The lessons of a class on a day of its wall calendar."""
    return _lessons(_in_order(class_id, with_cancelled).where(Lesson.held_on == day))


def lessons_between(
    class_id: int, start: datetime, end: datetime, *, with_cancelled: bool = False
) -> list[Lesson]:
    """The lessons that share any time with [start, end); aware moments."""
    until = func.coalesce(Lesson.ends_at, Lesson.starts_at)
    found = _in_order(class_id, with_cancelled).where(Lesson.starts_at < end)
    return _lessons(found.where((until > start) | (Lesson.starts_at >= start)))


def lesson_by_id(class_id: int, lesson_id: int) -> Lesson:
    """A lesson of this class; NotFound for one of another class."""
    found = select(Lesson).where(Lesson.id == lesson_id, Lesson.class_id == class_id)
    return _there(db.session.execute(found).scalar_one_or_none())


def lesson_by_public_id(public_id: str) -> Lesson:
    """The lesson that a code on a screen names."""
    found = select(Lesson).where(Lesson.public_id == public_id)
    return _there(db.session.execute(found).scalar_one_or_none())


def total_hours(class_id: int, group_id: int | None = None) -> Decimal:
    """The credit hours a trainee of this group can hold; of the busiest group where none is named.

    Lessons of other groups take place beside one's own, so they count for nobody else.
    """
    rows = (
        select(Lesson.group_id, func.sum(Lesson.credit_hours))
        .where(Lesson.class_id == class_id, Lesson.cancelled_at.is_(None))
        .group_by(Lesson.group_id)
    )
    sums = {group: _tenths(total) for group, total in db.session.execute(rows)}
    whole = sums.pop(None, Decimal(0))
    own = sums.get(group_id, Decimal(0)) if group_id else max(sums.values(), default=Decimal(0))
    return whole + own


def hours_by_day(lessons: list[Lesson]) -> dict[date, Decimal]:
    """The credit hours of each day, by the same rule as `total_hours`."""
    sums: dict[date, dict[int | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for lesson in lessons:
        if lesson.held_on is not None and lesson.cancelled_at is None:
            sums[lesson.held_on][lesson.group_id] += lesson.credit_hours
    return {
        day: by_group.pop(None, Decimal(0)) + max(by_group.values(), default=Decimal(0))
        for day, by_group in sums.items()
    }


def group_names(class_id: int) -> dict[int, str]:
    """The groups of a class by id, in the order in which they are called."""
    rows = select(Group.id, Group.name).where(Group.class_id == class_id)
    ordered = rows.order_by(Group.ordering, Group.id)
    return {row.id: row.name for row in db.session.execute(ordered)}


def clashes_in(lessons: list[Lesson]) -> dict[int, list[Clash]]:
    """What stands in whose way, by lesson id; cancelled and untimed lessons are in nobody's."""
    slots = [
        Slot(
            key=lesson.id,
            title=lesson.title,
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            place=lesson.place,
            teacher=lesson.teacher,
            groups=frozenset({lesson.group_id} if lesson.group_id else ()),
        )
        for lesson in lessons
        if lesson.starts_at and lesson.ends_at and lesson.cancelled_at is None
    ]
    found: dict[int, list[Clash]] = defaultdict(list)
    for clash in clashes(slots):
        found[clash.first.key].append(clash)
        found[clash.second.key].append(clash)
    return dict(found)


def kinds() -> dict[str, LessonKind]:
    """Every kind of lesson by name: the core's first, then those of plugins."""
    return {kind.name: kind for _owner, kind in plugins.gather("register_lesson_kinds")}


def kind_word(name: str) -> Any:
    """A kind in words; one whose plugin is gone is shown as 其他."""
    known = kinds()
    return known[name].title if name in known else _("其他")


def rests_on(lesson: Lesson) -> bool:
    """Whether anything was written about a lesson, in whatever feature's or plugin's table.

    Every column that points at a lesson is asked, so that nobody's rows vanish with it.
    """
    asked = [
        select(literal(1)).where(exists().where(key.parent == lesson.id))
        for key in _keys_to_lessons()
    ]
    return bool(asked) and db.session.execute(union_all(*asked).limit(1)).first() is not None


def _keys_to_lessons() -> list[ForeignKey]:
    return [
        key
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == Lesson.__tablename__
    ]


def _in_order(class_id: int, with_cancelled: bool) -> Select[Lesson]:
    found = select(Lesson).where(Lesson.class_id == class_id)
    if not with_cancelled:
        found = found.where(Lesson.cancelled_at.is_(None))
    return found.order_by(
        Lesson.held_on.is_(None),
        Lesson.held_on,
        Lesson.starts_at.is_(None),
        Lesson.starts_at,
        Lesson.id,
    )


def _lessons(found: Select[Lesson]) -> list[Lesson]:
    return list(db.session.execute(found).scalars())


def _tenths(total: Any) -> Decimal:
    return Decimal(str(total or 0)).quantize(Decimal("0.1"))


def _there(found: Lesson | None) -> Lesson:
    if found is None:
        raise NotFound(_("没有这次课，可能已经删除。"))
    return found
