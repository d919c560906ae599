from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.attendance import queries, services
from core.attendance.models import Attendance, AttendanceChange
from core.attendance.rules import LeaveKind, Mark
from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, counted_queries, rows_of


def marks(hall) -> dict[str, str | None]:
    db.session.rollback()
    return {s.name: s.mark.value if s.mark else None for s in queries.board(hall.lesson).seats}


def by_hand(hall, trainee, mark, kind=None) -> None:
    services.mark_by_hand(
        hall.lesson, trainee, mark, why="x", by=STAFF, at=clock.now(), leave_kind=kind
    )


def test_roll_call_writes_only_what_changes(hall) -> None:
    here, late, away, absent, new = (hall.trainee(name) for name in "甲乙丙丁戊")
    by_hand(hall, here, Mark.PRESENT)
    by_hand(hall, late, Mark.LATE)
    by_hand(hall, away, Mark.ON_LEAVE, LeaveKind.SICK)
    before = rows_of(AttendanceChange)
    taken = services.take_roll(hall.lesson, [absent.id, away.id], by=STAFF, at=clock.now())
    assert (taken.changed, taken.kept) == (2, ())
    assert marks(hall) == {
        "甲": "present", "乙": "late", "丙": "on_leave", "丁": "absent", "戊": "present",
    }  # fmt: skip
    assert rows_of(AttendanceChange) == before + 2
    assert new.id


def test_roll_call_taken_twice_changes_nothing_more(hall) -> None:
    one = hall.trainee()
    services.take_roll(hall.lesson, [one.id], by=STAFF, at=clock.now())
    assert services.take_roll(hall.lesson, [one.id], by=STAFF, at=clock.now()).changed == 0
    assert services.take_roll(hall.lesson, [], by=STAFF, at=clock.now()).changed == 1
    assert marks(hall) == {"张伟": "present"}


def test_roll_call_keeps_who_came_while_the_list_was_shown(hall, stand) -> None:
    trainee, seen_at = hall.trainee(), clock.now()
    stand(timedelta(seconds=20))
    hall.check_in(hall.make.phone_of(trainee))
    taken = services.take_roll(hall.lesson, [trainee.id], by=STAFF, at=clock.now(), seen_at=seen_at)
    assert (taken.kept, marks(hall)) == ((trainee.id,), {"张伟": "present"})


def test_roll_call_corrects_a_presence_with_a_trace(hall) -> None:
    trainee = hall.trainee()
    hall.check_in(hall.make.phone_of(trainee))
    services.take_roll(hall.lesson, [trainee.id], by=STAFF, at=clock.now())
    last = (
        db.session.execute(select(AttendanceChange).order_by(AttendanceChange.id.desc()))
        .scalars()
        .first()
    )
    assert (last.from_mark, last.to_mark, last.why, last.by_name) == (
        "present", "absent", "点名未到", "李组织员",
    )  # fmt: skip


def test_settling_marks_the_rest_absent_after_the_lesson_only(hall) -> None:
    hall.check_in(hall.make.phone_of(hall.trainee("甲")))
    hall.trainee("乙")
    with pytest.raises(Refused) as refused:
        services.settle_lesson(hall.lesson, by=STAFF, at=clock.now())
    assert refused.value.codes == ["not_ended"]
    later = MONDAY + timedelta(hours=5)
    assert services.settle_lesson(hall.lesson, by=STAFF, at=later) == 1
    assert services.settle_lesson(hall.lesson, by=STAFF, at=later) == 0
    assert marks(hall) == {"甲": "present", "乙": "absent"}


def test_settling_leaves_who_has_gone_alone(hall) -> None:
    hall.trainee("甲", state="left")
    assert services.settle_lesson(hall.lesson, by=STAFF, at=MONDAY + timedelta(hours=5)) == 0


@pytest.mark.parametrize(
    ("mark", "kind", "why", "code"),
    [
        (Mark.LATE, None, "  ", "why_missing"),
        (Mark.ON_LEAVE, None, "x", "leave_kind_missing"),
        (Mark.LATE, LeaveKind.SICK, "x", "leave_kind_missing"),
    ],
)
def test_mark_by_hand_is_refused_with_a_reason(hall, mark, kind, why, code) -> None:
    trainee = hall.trainee()
    with pytest.raises(Refused) as refused:
        services.mark_by_hand(
            hall.lesson, trainee, mark, why=why, by=STAFF, at=clock.now(), leave_kind=kind
        )
    assert (refused.value.codes, rows_of(Attendance)) == ([code], 0)


def test_mark_by_hand_to_nothing_takes_the_row_away_and_keeps_the_trace(hall) -> None:
    trainee = hall.trainee()
    by_hand(hall, trainee, Mark.ABSENT)
    by_hand(hall, trainee, None)
    assert (rows_of(Attendance), rows_of(AttendanceChange)) == (0, 2)


def test_cancelled_lesson_and_closed_class_take_no_mark(hall) -> None:
    trainee = hall.trainee()
    cancelled = hall.make.lesson(hall.training_class, cancelled_at=MONDAY)
    phone = hall.make.phone_of(trainee)
    assert "已经取消" in hall.check_in(phone, cancelled)
    closed = hall.make.training_class(state="closed")
    lesson, other = hall.make.lesson(closed), hall.make.trainee(closed, "乙")
    assert "已经结业" in hall.check_in(hall.make.phone_of(other), lesson)
    for lesson_, who in ((cancelled, trainee), (lesson, other)):
        with pytest.raises(Refused):
            services.mark_by_hand(lesson_, who, Mark.LATE, why="x", by=STAFF, at=clock.now())
    assert rows_of(Attendance) == 0


def test_tallies_add_up_hours_in_two_statements(hall) -> None:
    one, two = hall.trainee("甲"), hall.trainee("乙")
    own = hall.make.group(hall.training_class)
    hall.make.lesson(hall.training_class, "别组的课", group_id=own.id)
    hall.make.lesson(hall.training_class, "取消的课", cancelled_at=MONDAY)
    by_hand(hall, one, Mark.LATE)
    class_id = hall.training_class.id
    with counted_queries() as seen:
        found = queries.tallies(class_id)
    assert len(seen) == 2
    assert (found[one.id].attended, found[one.id].late_count) == (Decimal(3), 1)
    assert (found[two.id].unmarked, found[two.id].total) == (Decimal(3), Decimal(3))
