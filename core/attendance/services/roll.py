"""Roll call, what remains after a lesson, and the lock of a register."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.attendance.models import Attendance
from core.attendance.rules import Mark, is_here
from core.attendance.services.marking import open_lesson, require_due, rows_of_lesson
from core.attendance.services.writing import Wanted, put_mark
from core.audit import Actor, note
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.timetable.models import Lesson
from core.transaction import transaction


@dataclass(frozen=True)
class RollTaken:
    """How many marks a roll call changed, and who was named absent but came in the meantime."""

    changed: int
    kept: tuple[int, ...]


def take_roll(
    lesson: Lesson,
    absent_ids: Collection[int],
    *,
    by: Actor,
    at: datetime,
    seen_at: datetime | None = None,
) -> RollTaken:
    """Writes a roll call: these are absent, all others are there; only what changes is written.

    Late, early and leave stand, whoever was not tapped. Who checked in after `seen_at`, when the list
    was shown, is kept and told. Raises Refused, with nothing written, for somebody not on the list.
    """
    with transaction() as session:
        now = open_lesson(session, lesson.id)
        due = require_due(session, now, absent_ids)
        rows = rows_of_lesson(session, now)
        kept = {one for one in absent_ids if _came_since(rows.get(one), seen_at)}
        changed = 0
        for one in due:
            wanted = _called(rows.get(one), one in absent_ids and one not in kept)
            place = (now.class_id, now.id, one)
            if wanted and put_mark(session, rows.get(one), place, wanted, by=by, at=at):
                changed += 1
        note("attendance.take_roll", f"lesson:{now.id}", by=by, at=at, class_id=now.class_id,
             absent=len(absent_ids), changed=changed)  # fmt: skip
        return RollTaken(changed, tuple(sorted(kept)))


def _came_since(row: Attendance | None, seen_at: datetime | None) -> bool:
    if row is None or seen_at is None or row.checked_in_at is None:
        return False
    return is_here(Mark(row.mark)) and row.received_at > seen_at


def _called(row: Attendance | None, absent: bool) -> Wanted | None:
    """What a roll call makes of one mark; None where it says nothing new."""
    mark = Mark(row.mark) if row else None
    if absent:
        if mark is Mark.ON_LEAVE:
            return None
        return Wanted(Mark.ABSENT, None, str(_("点名未到")), "roll_call")
    if mark in (None, Mark.ABSENT):
        return Wanted(Mark.PRESENT, None, str(_("点名在场")), "roll_call")
    return None


def settle_lesson(lesson: Lesson, *, by: Actor, at: datetime) -> int:
    """Marks everybody without a mark absent, after the lesson; returns how many.

    Raises Refused `not_ended` before its end.
    """
    with transaction() as session:
        now = open_lesson(session, lesson.id)
        if now.ends_at is None or now.ends_at > at:
            raise Refused(Problem("not_ended", _("课还没有结束，还不能把其余的人记为缺勤。")))
        rows = rows_of_lesson(session, now)
        missing = [one for one in require_due(session, now, ()) if one not in rows]
        for one in missing:
            wanted = Wanted(Mark.ABSENT, None, str(_("下课时没有签到")), "settled")
            put_mark(session, None, (now.class_id, now.id, one), wanted, by=by, at=at)
        note("attendance.settle", f"lesson:{now.id}", by=by, at=at, class_id=now.class_id,
             absent=len(missing))  # fmt: skip
        return len(missing)


def lock_register(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Closes the register of a lesson: from now on no mark of it changes, by phone or by hand."""
    with transaction() as session:
        now = _fresh(session, lesson.id)
        if now.locked_at is None:
            now.locked_at = at
            note("attendance.lock", f"lesson:{now.id}", by=by, at=at, class_id=now.class_id)


def unlock_register(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Opens the register of a lesson again; who did it stands in the journal."""
    with transaction() as session:
        now = _fresh(session, lesson.id)
        if now.locked_at is not None:
            now.locked_at = None
            note("attendance.unlock", f"lesson:{now.id}", by=by, at=at, class_id=now.class_id)


def _fresh(session: Session, lesson_id: int) -> Lesson:
    found = session.get(Lesson, lesson_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found
