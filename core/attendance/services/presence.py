"""Presence that another feature saw with its own eyes, such as a head count on a bus."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.attendance.models import Attendance
from core.attendance.rules import Mark
from core.attendance.services.marking import due_of, rows_of_lesson
from core.attendance.services.writing import Wanted, put_mark
from core.audit import Actor
from core.i18n import lazy_gettext as _
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.rules import State
from core.transaction import transaction

GENTLE = frozenset({"settled", "roll_call"})
"""An absence from these was concluded, not decided: a presence that was seen stands before it."""


@dataclass(frozen=True)
class Seen:
    """Who was seen at a lesson, and who is no longer said to have been; enrolment ids.

    `source` names the feature in the history and `why` says it in words.
    """

    here: Collection[int]
    gone: Collection[int]
    source: str
    why: Any


@dataclass(frozen=True)
class Noted:
    """What a seen presence changed; `against` names whose mark says otherwise and was left alone.

    `closed` says in words why the register takes nothing any more, "" where it does.
    """

    changed: tuple[int, ...] = ()
    against: tuple[int, ...] = ()
    closed: Any = ""


def note_presence(lesson_id: int, seen: Seen, *, by: Actor, at: datetime) -> Noted:
    """Marks who was seen at a lesson present, and takes back only what the same source had marked.

    Written where there is no mark, or where an absence was concluded by settling or roll call. Late,
    early, leave, and whatever a person marked by hand stand. Never refuses: a locked register or a
    closed class is told in `closed`. Joins the act of its caller.
    """
    with transaction() as session:
        lesson, closed = _lesson(session, lesson_id)
        if lesson is None:
            return Noted()
        due = set(due_of(session, lesson))
        here, gone = due & set(seen.here), due & set(seen.gone)
        rows = rows_of_lesson(session, lesson, here | gone)
        if closed:
            return Noted(against=tuple(sorted(_differing(rows, here, gone, seen))), closed=closed)
        noted = Noted(against=tuple(sorted(one for one in here if _denies(rows.get(one)))))
        changed = []
        for one in sorted(here | gone):
            wanted = _wanted(rows.get(one), one in here, seen)
            place = (lesson.class_id, lesson.id, one)
            if wanted and put_mark(session, rows.get(one), place, wanted, by=by, at=at):
                changed.append(one)
        return replace(noted, changed=tuple(changed))


def _lesson(session: Session, lesson_id: int) -> tuple[Lesson | None, Any]:
    found = session.execute(
        select(Lesson, TrainingClass.state)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .where(Lesson.id == lesson_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None or found[0].cancelled_at is not None:
        return None, ""
    if found[1] in (State.CLOSED, State.ARCHIVED):
        return found[0], _("本班已经结业")
    return found[0], _("考勤表已锁定") if found[0].locked_at is not None else ""


def _wanted(row: Attendance | None, here: bool, seen: Seen) -> Wanted | None:
    if here:
        free = row is None or (row.mark == Mark.ABSENT and row.source in GENTLE)
        return Wanted(Mark.PRESENT, None, str(seen.why), seen.source) if free else None
    ours = row is not None and row.mark == Mark.PRESENT and row.source == seen.source
    return Wanted(None, None, str(seen.why), seen.source) if ours else None


def _denies(row: Attendance | None) -> bool:
    """Whether a person marked somebody absent who was seen."""
    return row is not None and row.mark == Mark.ABSENT and row.source not in GENTLE


def _differing(
    rows: dict[int, Attendance], here: set[int], gone: set[int], seen: Seen
) -> list[int]:
    """Whose mark would have changed, had the register been open."""
    return [one for one in here | gone
            if _wanted(rows.get(one), one in here, seen) or (one in here and _denies(rows.get(one)))]  # fmt: skip
