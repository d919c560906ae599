"""The statements that write a mark, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.attendance.models import Attendance, AttendanceChange, AttendanceFlag
from core.attendance.rules import Mark
from core.audit import Actor
from core.db import UtcDateTime
from core.prepared import Prepared
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.rules import State
from core.training.terms import LeaveKind

DIALECTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
TABLE: Any = Attendance.__table__
OPEN = (
    select(Lesson.__table__.c.id)
    .join(TrainingClass.__table__, TrainingClass.__table__.c.id == Lesson.__table__.c.class_id)
    .where(
        Lesson.__table__.c.id == bindparam("p_lesson_id"),
        Lesson.__table__.c.locked_at.is_(None),
        Lesson.__table__.c.cancelled_at.is_(None),
        # Two comparisons: a list would be spelt out anew at every check-in.
        TrainingClass.__table__.c.state != State.CLOSED.value,
        TrainingClass.__table__.c.state != State.ARCHIVED.value,
    )
)
ARRIVAL: dict[str, Any] = {
    "class_id": Integer(),
    "lesson_id": Integer(),
    "enrolment_id": Integer(),
    "mark": String(),
    "checked_in_at": UtcDateTime(),
    "source": String(),
    "binding_id": Integer(),
    "nonce": String(),
    "received_at": UtcDateTime(),
}


def _arrival_insert(dialect: str) -> Any:
    """One idempotent statement: written only if no row is there and the register is still open."""
    values: list[Any] = [bindparam(f"p_{name}", type_=kind) for name, kind in ARRIVAL.items()]
    return (
        DIALECTS[dialect](TABLE)
        .from_select(list(ARRIVAL), OPEN.with_only_columns(*values, maintain_column_froms=True))
        .on_conflict_do_nothing(index_elements=["lesson_id", "enrolment_id"])
        .returning(TABLE.c.id)
    )


ARRIVAL_INSERT = {dialect: Prepared(_arrival_insert(dialect)) for dialect in DIALECTS}
ARRIVAL_UPDATE = Prepared(
    update(TABLE)
    .where(
        TABLE.c.id == bindparam("p_id"),
        TABLE.c.mark == bindparam("p_before"),
        TABLE.c.lesson_id.in_(OPEN),
    )
    .values(
        leave_kind=None,
        **{
            name: bindparam(f"p_{name}", type_=ARRIVAL[name])
            for name in ("mark", "checked_in_at", "source", "binding_id", "nonce", "received_at")
        },
    )
    .returning(TABLE.c.id)
)


def put_arrival(
    connection: Connection, values: dict[str, Any], attendance_id: int | None, before: str | None
) -> bool:
    """Writes the row of a check-in; False if it changed since it was read, or may not any more."""
    bound = {f"p_{name}": value for name, value in values.items()}
    if attendance_id is None:
        statement = ARRIVAL_INSERT[connection.dialect.name]
    else:
        statement = ARRIVAL_UPDATE
        bound |= {"p_id": attendance_id, "p_before": before}
    return statement.first(connection, bound) is not None


def put_departure(session: Session, attendance_id: int, mark: str, at: datetime) -> bool:
    """Writes a check-out; False if one is there already."""
    found = session.execute(
        update(TABLE)
        .where(TABLE.c.id == attendance_id, TABLE.c.checked_out_at.is_(None))
        .values(checked_out_at=at, mark=mark)
        .returning(TABLE.c.id)
    )
    return found.first() is not None


def flag_insert(connection: Connection) -> Any:
    """Raises flags; one that was settled before is open again, because the check-in is a new one."""
    made = DIALECTS[connection.dialect.name](AttendanceFlag.__table__)
    again = ("detail", "raised_at", "settled_at", "settled_by", "outcome")
    return made.on_conflict_do_update(
        index_elements=["lesson_id", "enrolment_id", "kind"],
        set_={name: made.excluded[name] for name in again},
    )


@dataclass(frozen=True)
class Wanted:
    """A mark that a person or another feature decides; `mark` None takes the row away (○ 未到)."""

    mark: Mark | None
    leave_kind: LeaveKind | None
    why: str
    source: str


def put_mark(
    session: Session,
    row: Attendance | None,
    place: tuple[int, int, int],
    wanted: Wanted,
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Writes one mark and its trace; `place` = (class, lesson, enrolment). False: nothing to change."""
    before = (row.mark, row.leave_kind) if row else (None, None)
    after = (
        wanted.mark.value if wanted.mark else None,
        wanted.leave_kind.value if wanted.leave_kind else None,
    )
    if before == after:
        return False
    class_id, lesson_id, enrolment_id = place
    session.add(
        AttendanceChange(
            class_id=class_id,
            lesson_id=lesson_id,
            enrolment_id=enrolment_id,
            from_mark=before[0],
            to_mark=after[0],
            leave_kind=after[1] or (before[1] if after[0] is None else None),
            why=wanted.why[:400],
            by=by.label,
            by_name=by.name,
            at=at,
            source=wanted.source,
        )
    )
    if row is not None and after[0] is None:
        session.delete(row)
    elif row is None and after[0] is not None:
        session.add(
            Attendance(
                class_id=class_id,
                lesson_id=lesson_id,
                enrolment_id=enrolment_id,
                mark=after[0],
                leave_kind=after[1],
                source=wanted.source,
                received_at=at,
            )
        )
    elif row is not None and after[0] is not None:
        row.mark, row.leave_kind = after[0], after[1]
        row.source, row.received_at = wanted.source, at
    return True
