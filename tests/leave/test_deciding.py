"""Asking, deciding and ending leave, with what each does to the register."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.attendance import services as attendance
from core.attendance.models import AttendanceChange
from core.attendance.rules import Mark
from core.db import db
from core.errors import Refused
from core.leave import queries, services
from core.leave.models import LeaveRequest
from core.leave.rules import LeaveKind, LeaveState
from core.leave.services import LeaveAsked
from core.testing import Maker, rows_of
from core.timetable import services as timetable
from core.timetable.queries import total_hours
from core.transaction import transaction
from tests.leave.conftest import Week, wall

D = Decimal


def codes(act, *args, **values) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **values)
    return caught.value.codes


def at():
    return clock.now()


# -- asking -----------------------------------------------------------------------------------------


def test_ask_leave_covers_lessons_and_names_who_decides(week: Week) -> None:
    week.lesson(0, 14, 3)
    week.lesson(1, 8, 3)
    leave = week.ask(wall(0, 12), wall(0, 18))
    assert (leave.state, leave.credit_hours) == ("pending", D(3))
    assert [step.role for step in leave.steps] == ["counsellor"]
    assert week.register() == {}


@pytest.mark.parametrize(
    ("hours", "chain"),
    [
        (3, ["counsellor"]),
        (4, ["counsellor"]),
        (4.5, ["counsellor", "head_teacher"]),
        (8, ["counsellor", "head_teacher"]),
        (8.5, ["counsellor", "head_teacher", "host"]),
    ],
)
def test_chain_by_length(week: Week, hours: float, chain: list[str]) -> None:
    week.lesson(1, 8, hours)
    leave = week.ask(wall(1, 8), wall(1, 12))
    assert [step.role for step in leave.steps] == chain


def test_ask_leave_that_overlaps_another_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    week.lesson(1, 8, 3)
    week.ask(wall(0, 12), wall(0, 18))
    assert codes(week.ask, wall(0, 17), wall(1, 12)) == ["overlaps"]
    assert week.ask(wall(0, 18), wall(1, 12)).state == "pending"


def test_ask_leave_after_a_withdrawn_one_is_taken(week: Week) -> None:
    week.lesson(0, 14, 3)
    services.withdraw_leave(week.ask(wall(0, 12), wall(0, 18)), by=week.own(), at=at())
    assert week.ask(wall(0, 12), wall(0, 18)).state == "pending"


def test_ask_leave_outside_the_class_is_refused(week: Week) -> None:
    week.lesson(4, 14, 3)
    assert codes(week.ask, wall(4, 12), wall(5, 12)) == ["outside_class"]
    assert codes(week.ask, wall(-2, 8), wall(-2, 12)) == ["outside_class"]
    assert codes(week.ask, wall(1, 12), wall(1, 12)) == ["ends_before_start"]


def test_ask_leave_that_covers_nothing_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    assert codes(week.ask, wall(0, 8), wall(0, 14)) == ["nothing_covered"]


def test_ask_leave_without_reason_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    assert codes(week.ask, wall(0, 12), wall(0, 18), reason=" ") == ["reason_missing"]
    assert codes(week.ask, wall(0, 12), wall(0, 18), reason="事" * 401) == ["reason_long"]


def test_ask_leave_in_a_closed_class_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    with transaction():
        week.training_class.state = "closed"
    assert codes(week.ask, wall(0, 12), wall(0, 18)) == ["class_frozen"]


def test_ask_leave_by_somebody_who_left_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    with transaction():
        week.trainee.state = "left"
    assert codes(week.ask, wall(0, 12), wall(0, 18)) == ["not_here"]


def test_ask_leave_with_what_is_no_picture_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    assert codes(week.ask, wall(0, 12), wall(0, 18), photo=b"%PDF-1.7") == ["not_a_picture"]
    assert rows_of(LeaveRequest) == 0


def test_ask_urgent_needs_no_lesson_and_no_reason(week: Week) -> None:
    leave = services.ask_urgent(week.trainee, by=week.own(), at=wall(0, 22))
    assert (leave.kind, leave.urgent, leave.ends_at) == ("sick", True, wall(1, 0))


def test_ask_urgent_goes_round_leave_that_is_there(week: Week) -> None:
    week.lesson(0, 9, 2)
    week.lesson(0, 19, 2)
    week.granted(wall(0, 6), wall(0, 12))
    week.ask(wall(0, 18), wall(1, 0))
    leave = services.ask_urgent(week.trainee, by=week.own(), at=wall(0, 9))
    assert (leave.starts_at, leave.ends_at) == (wall(0, 12), wall(0, 18))
    act = services.ask_urgent
    assert codes(act, week.trainee, by=week.own(), at=wall(0, 19)) == ["away_already"]


def test_record_leave_is_decided_like_any_other(week: Week) -> None:
    week.lesson(0, 14, 3)
    asked = LeaveAsked(LeaveKind.SICK, wall(0, 12), wall(0, 18), "发热，电话请假")
    leave = services.record_leave(week.trainee, asked, by=week.by("counsellor"), at=at())
    assert (leave.state, week.register()) == ("pending", {})
    assert [entry.act for entry in queries.trail_of(leave.id)] == ["leave.record"]


# -- deciding ---------------------------------------------------------------------------------------


def test_decide_marks_lessons_when_the_last_has_approved(week: Week) -> None:
    lesson = week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 8), wall(1, 18), "sick")
    services.decide(leave, True, "", by=week.by("counsellor"), at=at())
    assert (leave.state, week.mark_of(lesson)) == ("pending", None)
    services.decide(leave, True, "多休息", by=week.by("head_teacher"), at=at())
    assert (leave.state, week.register()) == (
        "approved",
        {(lesson.id, week.trainee.id): ("on_leave", "sick")},
    )
    assert queries.leave_hours(week.training_class.id) == {week.trainee.id: D(8)}


def test_decide_by_a_role_whose_turn_it_is_not_is_refused(week: Week) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 8), wall(1, 18))
    by = week.by("head_teacher")
    assert codes(services.decide, leave, True, "", by=by, at=at()) == ["not_your_turn"]
    services.decide(leave, True, "", by=week.by("counsellor"), at=at())
    by = week.by("counsellor")
    assert codes(services.decide, leave, True, "", by=by, at=at()) == ["not_your_turn"]


def test_decide_by_an_administrator_is_taken(week: Week, make: Maker) -> None:
    week.lesson(1, 8, 3)
    leave = week.ask(wall(1, 8), wall(1, 12))
    chief = make.account(administrator=True)
    by = week.by("counsellor").__class__("staff", chief.id, chief.name)
    assert services.decide(leave, True, "", by=by, at=at()).state == "approved"


def test_decide_refusal_ends_the_chain(week: Week) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 8), wall(1, 18))
    by = week.by("counsellor")
    assert codes(services.decide, leave, False, " ", by=by, at=at()) == ["comment_missing"]
    services.decide(leave, False, "当天有测验", by=by, at=at())
    assert (leave.state, leave.step, week.register()) == ("refused", None, {})
    assert [step.decision for step in leave.steps] == ["refused", ""]


def test_decide_of_two_at_once_gives_the_second_a_sentence(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.ask(wall(1, 8), wall(1, 12))
    first, second = week.by("counsellor"), week.by("counsellor")
    services.decide(leave, True, "", by=first, at=at(), seen=1)
    with pytest.raises(Refused) as caught:
        services.decide(leave, False, "不行", by=second, at=at(), seen=1)
    assert str(caught.value) == (f"{first.name}刚才已处理，这条请假现在是“已批准”，没有再改。")


def test_decide_of_a_step_that_was_decided_meanwhile_does_not_decide_the_next(week: Week) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 8), wall(1, 18))
    week.make.role(week.staff["head_teacher"], week.training_class, "counsellor")
    services.decide(leave, True, "", by=week.by("counsellor"), at=at(), seen=1)
    both = week.by("head_teacher")
    assert codes(services.decide, leave, True, "", by=both, at=at(), seen=1) == ["step_decided"]
    assert services.decide(leave, True, "", by=both, at=at(), seen=2).state == "approved"


def test_decide_with_several_roles_takes_one_press_for_each_step(week: Week) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 8), wall(1, 18))
    week.make.role(week.staff["counsellor"], week.training_class, "head_teacher")
    assert services.decide(leave, True, "", by=week.by("counsellor"), at=at()).state == "pending"
    assert services.decide(leave, True, "", by=week.by("counsellor"), at=at()).state == "approved"


def test_decide_over_a_locked_register_writes_nothing(week: Week) -> None:
    free, shut = week.lesson(1, 8, 2), week.lesson(1, 14, 2)
    leave = week.ask(wall(1, 8), wall(1, 18))
    attendance.lock_register(shut, by=week.by("head_teacher"), at=at())
    by = week.by("counsellor")
    assert codes(services.decide, leave, True, "", by=by, at=at()) == ["locked"]
    assert (leave.state, leave.step.role, week.mark_of(free)) == ("pending", "counsellor", None)


def test_decide_is_in_the_journal(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    acts = [(entry.act, entry.actor_name) for entry in queries.trail_of(leave.id)]
    assert acts == [("leave.ask", "张伟"), ("leave.approve", week.by("counsellor").name)]


# -- ending -----------------------------------------------------------------------------------------


def test_withdraw_leave_by_its_owner_while_pending(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.ask(wall(1, 8), wall(1, 12))
    stranger = week.make.trainee(week.training_class, "李强")
    by = week.own(stranger)
    assert codes(services.withdraw_leave, leave, by=by, at=at()) == ["not_own"]
    services.withdraw_leave(leave, by=week.own(), at=at())
    by = week.by("counsellor")
    assert codes(services.decide, leave, True, "", by=by, at=at()) == ["decided"]


def test_withdraw_leave_after_approval_is_refused(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    assert codes(services.withdraw_leave, leave, by=week.own(), at=at()) == ["decided"]


def test_peer_06_leave_over_a_presence_keeps_it_and_cancelling_restores_the_rest(
    week: Week,
) -> None:
    present, late = week.lesson(1, 8, 2, lasts=1), week.lesson(1, 10, 2, lasts=1)
    absent, none = week.lesson(1, 14, 2, lasts=1), week.lesson(1, 16, 2, lasts=1)
    outside = week.lesson(2, 8, 2)
    other = week.make.trainee(week.training_class, "李强")
    week.mark(present, "present")
    week.mark(late, "late")
    week.mark(absent, "absent")
    week.mark(outside, "absent")
    week.mark(absent, "present", trainee=other)
    before = week.register()
    leave = week.granted(wall(1, 8), wall(1, 18), "sick")
    own = week.trainee.id
    assert week.register() == {
        **before,
        (absent.id, own): ("on_leave", "sick"),
        (none.id, own): ("on_leave", "sick"),
    }
    case = queries.case_of(week.training_class.id, leave.id)
    assert [one.id for one in case.kept] == [present.id, late.id]
    assert case.sum.requested == D(4)
    services.cancel_leave(leave, "不去了", by=week.by("counsellor"), at=at())
    assert (week.register(), leave.state) == (before, "cancelled")


def test_cancel_leave_keeps_who_came_after_all(week: Week) -> None:
    first, second = week.lesson(1, 8, 2), week.lesson(1, 14, 2)
    leave = week.granted(wall(1, 8), wall(1, 18))
    by = week.by("counsellor")
    attendance.mark_by_hand(first, week.trainee, Mark.PRESENT, why="本人到场", by=by, at=at())
    assert queries.leave_hours(week.training_class.id) == {week.trainee.id: D(2)}
    services.cancel_leave(leave, "不去了", by=by, at=at())
    assert (week.mark_of(first), week.mark_of(second)) == ("present", None)


def test_cancel_leave_by_the_trainee_only_before_it_begins(week: Week, stand) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    stand(timedelta(days=1, hours=1))
    assert codes(services.cancel_leave, leave, "", by=week.own(), at=at()) == ["begun"]
    services.cancel_leave(leave, "", by=week.own(), at=wall(1, 7))
    assert (leave.state, week.register()) == ("cancelled", {})


def test_cancel_leave_by_staff_needs_a_reason_and_a_role(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    by = week.by("counsellor")
    assert codes(services.cancel_leave, leave, " ", by=by, at=at()) == ["reason_missing"]
    by = week.by("liaison")
    assert codes(services.cancel_leave, leave, "不去", by=by, at=at()) == ["not_your_turn"]


def test_cancel_leave_over_a_locked_register_writes_nothing(week: Week) -> None:
    lesson = week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    by = week.by("head_teacher")
    attendance.lock_register(lesson, by=by, at=at())
    assert codes(services.cancel_leave, leave, "不去", by=by, at=at()) == ["locked"]
    assert (leave.state, week.mark_of(lesson)) == ("approved", "on_leave")


def test_report_back_frees_lessons_that_begin_after_the_return(week: Week) -> None:
    gone, running = week.lesson(0, 9, 1, lasts=1), week.lesson(0, 10, 2, lasts=2)
    later = week.lesson(0, 14, 3)
    leave = week.granted(wall(0, 8, 30), wall(0, 18), "sick")
    services.report_back(leave, by=week.own(), at=wall(0, 11))
    assert [week.mark_of(one) for one in (gone, running, later)] == ["on_leave", "on_leave", None]
    assert (leave.state, leave.returned_at, leave.credit_hours) == ("returned", wall(0, 11), D(3))


def test_report_back_written_down_late_keeps_lessons_that_are_over(week: Week) -> None:
    over, later = week.lesson(0, 14, 2, lasts=1), week.lesson(0, 19, 2, lasts=1)
    leave = week.granted(wall(0, 8, 30), wall(1, 0), "sick")
    by = week.by("counsellor")
    services.report_back(leave, by=by, at=wall(0, 17), returned_at=wall(0, 12))
    assert (week.mark_of(over), week.mark_of(later)) == ("on_leave", None)


def test_report_back_before_the_leave_or_in_the_future_is_refused(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    assert codes(services.report_back, leave, by=week.own(), at=wall(0, 12)) == ["not_begun"]
    late = {"at": wall(1, 9), "returned_at": wall(1, 10)}
    assert codes(services.report_back, leave, by=week.own(), **late) == ["in_future"]
    services.report_back(leave, by=week.own(), at=wall(1, 9))
    assert codes(services.report_back, leave, by=week.own(), at=wall(1, 9)) == ["decided"]


def test_overdue_return_until_it_is_reported(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    assert queries.overdue(week.training_class.id, wall(1, 12)) == []
    assert queries.overdue(week.training_class.id, wall(1, 12, 1)) == [leave]
    services.report_back(leave, by=week.own(), at=wall(1, 13))
    assert queries.overdue(week.training_class.id, wall(1, 14)) == []


def test_shorten_leave_puts_later_lessons_back(week: Week) -> None:
    first, second = week.lesson(1, 8, 3), week.lesson(1, 14, 3)
    week.mark(second, "absent")
    leave = week.granted(wall(1, 8), wall(1, 18))
    services.shorten_leave(leave, wall(1, 12), by=week.own(), at=at())
    assert (week.mark_of(first), week.mark_of(second)) == ("on_leave", "absent")
    assert (leave.ends_at, leave.credit_hours) == (wall(1, 12), D(3))
    act = services.shorten_leave
    assert codes(act, leave, wall(1, 13), by=week.own(), at=at()) == ["not_shorter"]


def test_leave_that_shares_a_lesson_takes_it_over_when_the_other_is_cancelled(week: Week) -> None:
    lesson = week.lesson(1, 8, 3)
    first = week.granted(wall(1, 8), wall(1, 9), "sick")
    second = week.granted(wall(1, 9), wall(1, 11), "official")
    assert queries.leave_hours(week.training_class.id) == {week.trainee.id: D(3)}
    services.cancel_leave(first, "误报", by=week.by("counsellor"), at=at())
    assert week.register() == {(lesson.id, week.trainee.id): ("on_leave", "official")}
    services.cancel_leave(second, "误报", by=week.by("counsellor"), at=at())
    assert week.register() == {}


# -- hours and moved lessons ------------------------------------------------------------------------


def test_peer_07_leave_sum_is_exact_at_the_limit(week: Week) -> None:
    """35 hours in lessons of 1–8: a half-day of 3 and one of 2 are exactly a seventh."""
    hours = (8, 3, 7, 5, 2, 6, 4)
    slots = ((0, 14), (1, 8), (1, 14), (2, 8), (2, 14), (3, 8), (3, 14))
    for (day, hour), credit in zip(slots, hours, strict=True):
        week.lesson(day, hour, credit)
    week.granted(wall(1, 6), wall(1, 12))
    leave = week.ask(wall(2, 12), wall(2, 18))
    total = queries.case_of(week.training_class.id, leave.id).sum
    assert (total.used, total.requested, total.total) == (D(3), D(2), D(35))
    assert (total.after, total.remaining, total.over) == (D(5), D(0), False)


def test_peer_07_one_half_hour_more_is_over_the_limit(week: Week) -> None:
    slots = ((1, 8), (1, 14), (2, 8), (2, 14), (3, 8), (3, 14))
    for (day, hour), credit in zip(slots, (5, 0.5, 8, 8, 8, 5.5), strict=True):
        week.lesson(day, hour, credit)
    at_limit = queries.preview(week.trainee, LeaveKind.SICK, wall(1, 6), wall(1, 12)).sum
    over = queries.preview(week.trainee, LeaveKind.SICK, wall(1, 6), wall(1, 18)).sum
    assert (at_limit.after, at_limit.total, at_limit.over) == (D(5), D(35), False)
    assert (over.after, over.over) == (D("5.5"), True)


def test_peer_07_a_moved_lesson_changes_what_leave_covers(week: Week) -> None:
    lesson, other = week.lesson(1, 8, 4), week.lesson(2, 8, 1)
    leave = week.granted(wall(1, 6), wall(1, 12))
    by = week.by("organiser")
    timetable.move_lesson(lesson, wall(3, 8), by=by, at=at())
    assert (week.register(), leave.credit_hours) == ({}, D(0))
    assert queries.leave_hours(week.training_class.id) == {week.trainee.id: D(0)}
    timetable.move_lesson(other, wall(1, 9), by=by, at=at())
    assert (week.mark_of(other), leave.credit_hours) == ("on_leave", D(1))
    timetable.move_lesson(lesson, wall(1, 8), by=by, at=at())
    assert (week.mark_of(lesson), leave.credit_hours) == ("on_leave", D(5))
    services.cancel_leave(leave, "误报", by=week.by("counsellor"), at=at())
    assert week.register() == {}


def test_moved_lesson_changes_what_a_waiting_request_covers(week: Week) -> None:
    lesson = week.lesson(1, 8, 4)
    week.lesson(1, 14, 2)
    leave = week.ask(wall(1, 6), wall(1, 18))
    timetable.move_lesson(lesson, wall(3, 8), by=week.by("organiser"), at=at())
    assert (leave.credit_hours, week.register()) == (D(2), {})


def test_cancelled_lesson_counts_no_leave_and_comes_back_as_it_was(week: Week) -> None:
    lesson = week.lesson(1, 8, 4)
    leave, by = week.granted(wall(1, 6), wall(1, 12)), week.by("organiser")
    timetable.cancel_lesson(lesson, "教师有事", by=by, at=at())
    assert queries.leave_hours(week.training_class.id) == {week.trainee.id: D(0)}
    services.cancel_leave(leave, "误报", by=week.by("counsellor"), at=at())
    timetable.reinstate_lesson(lesson, by=by, at=at())
    assert week.register() == {}


def test_lesson_of_another_group_is_not_covered(week: Week) -> None:
    other = week.make.group(week.training_class, "第二组")
    week.lesson(1, 8, 4, group_id=other.id)
    assert codes(week.ask, wall(1, 8), wall(1, 12)) == ["nothing_covered"]


def test_lesson_without_hours_of_the_clock_is_covered_by_its_half_day(week: Week) -> None:
    day = wall(1, 8).date()
    lesson = week.lesson(1, 8, 2)
    with transaction():
        lesson.starts_at = lesson.ends_at = None
        lesson.held_on, lesson.half_day = day, "pm"
    leave = week.granted(wall(1, 12), wall(1, 18))
    assert (leave.credit_hours, week.mark_of(lesson)) == (D(2), "on_leave")


def test_lesson_laid_down_after_the_leave_waits_to_be_counted(week: Week) -> None:
    week.lesson(1, 8, 2, lasts=1)
    leave = week.granted(wall(1, 6), wall(1, 12))
    assert queries.uncounted(week.training_class.id) == []
    new = week.lesson(1, 10, 1, lasts=1)
    assert queries.uncounted(week.training_class.id) == [(leave, [new])]
    count = services.count_new_lessons
    assert count(week.training_class.id, by=week.by("counsellor"), at=at()) == 1
    assert (week.mark_of(new), leave.credit_hours) == ("on_leave", D(3))
    assert queries.uncounted(week.training_class.id) == []


MARKS = st.sampled_from([None, "present", "late", "left_early", "absent"])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    marks=st.lists(MARKS, min_size=6, max_size=6), half=st.integers(0, 5), long=st.integers(1, 6)
)
def test_ask_approve_cancel_leaves_the_register_as_before(
    week: Week, marks: list[str | None], half: int, long: int
) -> None:
    trainee = week.make.trainee(week.training_class)
    lessons = [week.lesson(place // 2, 9 + 5 * (place % 2), 1 + place) for place in range(6)]
    for lesson, mark in zip(lessons, marks, strict=True):
        if mark:
            week.mark(lesson, mark, trainee=trainee)
    before = week.register()
    starts_at = wall(half // 2, 9 + 5 * (half % 2))
    leave = week.granted(starts_at, starts_at + timedelta(hours=8 * long), trainee=trainee)
    services.cancel_leave(leave, "误报", by=week.by("counsellor"), at=at())
    assert week.register() == before
    assert leave.state == LeaveState.CANCELLED
    with transaction() as session:
        for lesson in lessons:
            session.delete(lesson)


def test_total_of_the_sum_is_the_timetables_own(week: Week) -> None:
    other = week.make.group(week.training_class, "第二组")
    week.lesson(1, 8, 4)
    week.lesson(1, 14, 2, group_id=week.trainee.group_id)
    week.lesson(1, 14, 3, group_id=other.id)
    ungrouped = week.make.trainee(week.training_class, "李强")
    for one in (week.trainee, ungrouped):
        book = queries.books_of(week.training_class, [one])[one.id]
        assert book.total == total_hours(week.training_class.id, one.group_id)


def test_change_of_marks_by_leave_names_the_slip(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 8), wall(1, 12))
    assert rows_of(AttendanceChange) == 1
    change = db.session.execute(select(AttendanceChange)).scalar_one()
    assert (change.from_mark, change.to_mark, change.source) == (None, "on_leave", "leave")
    assert change.why == f"假条 {leave.id} 已批准"
