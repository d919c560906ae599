"""A sheet of lessons into a class: first what would be done with each, then all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core import audit, clock
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.tabular import Item, Report
from core.timetable.models import Lesson
from core.timetable.queries import group_names, lessons_of
from core.timetable.rules import half_day_named
from core.timetable.services.lessons import (
    LessonDetails,
    details_of,
    rewrite,
    settled,
    write_lesson,
)
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction

ACT = "timetable.import"
EVERYONE = ("全体", "全班", "所有", "全员")


@dataclass(frozen=True)
class Planned:
    """What would be done with a lesson of the sheet: `add`, `update`, `same`, or `refuse` with why.

    `day` and `hours` are what the details come to in this class.
    """

    item: Item
    details: LessonDetails
    act: str
    lesson: Lesson | None = None
    problems: tuple[Problem, ...] = ()
    day: date | None = None
    hours: Decimal | None = None


@dataclass(frozen=True)
class Imported:
    """How many lessons were added, changed, and found as they were."""

    added: int
    updated: int
    same: int


def plan_import(training_class: TrainingClass, report: Report) -> list[Planned]:
    """What would be done with each lesson that was taken; writes nothing.

    A lesson is known again by its title, its time and its group, so a corrected sheet may be
    imported over the first.
    """
    known: dict[Any, list[Lesson]] = {}
    for lesson in lessons_of(training_class.id):
        known.setdefault(_key(details_of(lesson)), []).append(lesson)
    groups = {name: number for number, name in group_names(training_class.id).items()}
    hours = _Hours(report)
    plan = []
    for item in report.items:
        details = _details(training_class, item, groups, hours.of(item))
        there = known.get(_key(details), [])
        plan.append(_planned(training_class, item, details, there.pop(0) if there else None))
    return plan


def import_timetable(
    training_class: TrainingClass, report: Report, *, by: Actor, at: datetime, source: str = ""
) -> Imported:
    """Writes every lesson that was taken, or nothing at all; Refused names the rows.

    `source` names the file once: what was written from it is not written again.
    """
    with transaction():
        require_open(training_class)
        before = written_before(training_class.id, source)
        if before is not None:
            return before
        plan = plan_import(training_class, report)
        _refuse_faulty(plan)
        for row in plan:
            if row.act == "add":
                write_lesson(training_class, row.details, at=at)
            elif row.act == "update" and row.lesson is not None:
                rewrite(training_class, row.lesson, row.details, by=by, at=at)
        acts = Counter(row.act for row in plan)
        done = Imported(acts["add"], acts["update"], acts["same"])
        subject = source or f"class:{training_class.id}"
        counts = {"added": done.added, "updated": done.updated, "same": done.same}
        audit.note(ACT, subject, by=by, at=at, class_id=training_class.id, **counts)
    return done


def written_before(class_id: int, source: str) -> Imported | None:
    """What an earlier press wrote from this very file, or None."""
    detail = audit.noted(ACT, source, class_id) if source else None
    return None if detail is None else Imported(**detail)


class _Hours:
    """The hours a sheet states: where it has a column for them, an empty cell counts none."""

    def __init__(self, report: Report) -> None:
        self.stated = any(item.extra.get("credit_hours") is not None for item in report.items)

    def of(self, item: Item) -> Decimal | None:
        hours: Decimal | None = item.extra.get("credit_hours")
        return Decimal(0) if hours is None and self.stated else hours


def _details(
    training_class: TrainingClass, item: Item, groups: Mapping[str, int], hours: Decimal | None
) -> LessonDetails:
    group = "".join(str(item.extra.get("group", "")).split())
    whole_class = not group or group.startswith(EVERYONE)
    notes = [str(item.extra.get("note", ""))]
    if not whole_class and group not in groups:
        notes.append(str(_("参加：%(group)s", group=group)))
    starts_at, ends_at = (_moment(item[name], training_class) for name in ("starts_at", "ends_at"))
    held_on: date | None = item.extra.get("date")
    return LessonDetails(
        title=item["title"],
        kind=item["kind"],
        starts_at=starts_at,
        ends_at=ends_at,
        held_on=held_on,
        half_day=half_day_named(str(item.extra.get("half_day", ""))),
        time_text="" if starts_at else _words(item),
        place=item["place"],
        teacher=item["teacher"],
        credit_hours=hours,
        group_id=None if whole_class else groups.get(group),
        note="；".join(note for note in notes if note),
    )


def _words(item: Item) -> str:
    """What a lesson without a time keeps of it: the words, and the day where only its number is known."""
    words = str(item.extra.get("time_text") or item.extra.get("half_day") or "")
    if item.extra.get("date") is None and item.extra.get("day"):
        words = f"{_('第 %(n)d 天', n=item.extra['day'])} {words}".strip()
    return words


def _moment(wall: str | None, training_class: TrainingClass) -> datetime | None:
    return clock.from_wall(datetime.fromisoformat(wall), training_class.zone) if wall else None


def _key(details: LessonDetails) -> Any:
    when = details.starts_at or (details.held_on, details.half_day, details.time_text)
    return "".join(details.title.split()), when, details.group_id


def _planned(
    training_class: TrainingClass, item: Item, details: LessonDetails, lesson: Lesson | None
) -> Planned:
    if lesson is not None:
        details = _over(details_of(lesson), details)
    try:
        values = settled(training_class, details)
    except Refused as refused:
        return Planned(item, details, "refuse", lesson, tuple(refused.problems))
    if lesson is None:
        return Planned(item, details, "add", None, (), *_shown(values))
    same = all(getattr(lesson, name) == value for name, value in values.items())
    return Planned(item, details, "same" if same else "update", lesson, (), *_shown(values))


def _shown(values: Mapping[str, Any]) -> tuple[date | None, Decimal]:
    return values["held_on"], values["credit_hours"]


def _over(there: LessonDetails, read: LessonDetails) -> LessonDetails:
    """What the sheet leaves empty, and what it cannot say, stays as it was."""
    return replace(
        there,
        kind=read.kind,
        ends_at=read.ends_at or there.ends_at,
        place=read.place or there.place,
        teacher=read.teacher or there.teacher,
        note=read.note or there.note,
        credit_hours=there.credit_hours if read.credit_hours is None else read.credit_hours,
    )


def _refuse_faulty(plan: Iterable[Planned]) -> None:
    problems = [
        Problem(
            problem.code,
            _("第 %(row)d 行：%(why)s", row=row.item.row, why=problem.message),
            f"row-{row.item.row}",
        )
        for row in plan
        for problem in row.problems
    ]
    if problems:
        raise Refused(problems)
