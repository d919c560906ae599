"""What pages and the features above ask of a timetable."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.db import db
from core.errors import NotFound
from core.testing import MONDAY, STAFF, counted_queries
from core.timetable import queries, services

HOUR = timedelta(hours=1)


def at(hours: float):
    """A moment so many hours after 08:00 on the first day."""
    return MONDAY + timedelta(hours=hours)


def lesson(make, training_class, start, hours=1.0, **values):
    known = {
        "starts_at": at(start),
        "ends_at": at(start + hours),
        "credit_hours": Decimal(str(hours)),
    }
    return make.lesson(training_class, **{**known, **values})


def test_lessons_stand_in_order_and_those_without_a_day_at_the_end(make):
    training_class = make.training_class()
    late, early = lesson(make, training_class, 30), lesson(make, training_class, 1)
    undated = make.lesson(training_class, held_on=None)
    worded = lesson(make, training_class, 5)
    assert queries.lessons_of(training_class.id) == [early, worded, late, undated]
    assert queries.lessons_on(training_class.id, date(2026, 11, 23)) == [early, worded]


def test_cancelled_lessons_are_left_out_unless_asked_for(make):
    training_class = make.training_class()
    one = lesson(make, training_class, 1)
    services.cancel_lesson(one, "停", by=STAFF, at=MONDAY)
    assert queries.lessons_of(training_class.id) == []
    assert queries.lessons_of(training_class.id, with_cancelled=True) == [one]
    assert queries.total_hours(training_class.id) == Decimal(0)


@pytest.mark.parametrize(
    ("start", "end", "found"), [(0, 1, 0), (0, 1.5, 1), (1.5, 1.6, 1), (2, 3, 0), (1, 2, 1)]
)
def test_lessons_between_share_time_with_the_span(make, start, end, found):
    training_class = make.training_class()
    lesson(make, training_class, 1)
    assert len(queries.lessons_between(training_class.id, at(start), at(end))) == found


def test_lesson_of_another_class_is_not_found(make):
    one = lesson(make, make.training_class(), 1)
    with pytest.raises(NotFound):
        queries.lesson_by_id(make.training_class().id, one.id)
    assert queries.lesson_by_public_id(one.public_id) == one


def test_total_hours_count_parallel_lessons_of_groups_once(make):
    training_class = make.training_class()
    one, two = make.group(training_class), make.group(training_class)
    lesson(make, training_class, 1, 3.5)
    lesson(make, training_class, 6, 2, group_id=one.id)
    lesson(make, training_class, 6, 3, group_id=two.id)
    assert queries.total_hours(training_class.id) == Decimal("6.5")
    assert queries.total_hours(training_class.id, one.id) == Decimal("5.5")
    by_day = queries.hours_by_day(queries.lessons_of(training_class.id))
    assert by_day == {date(2026, 11, 23): Decimal("6.5")}


def test_week_shows_every_day_by_half_days_and_what_clashes(make):
    training_class = make.training_class()
    lesson(make, training_class, 1, title="党课")
    lesson(make, training_class, 1.5, title="法律课", place="二楼")
    lesson(make, training_class, 11, title="自习", teacher="", place="")
    shown = queries.timetable(training_class, at(1.2))
    [table] = shown.tables
    assert [day.date.day for day in table.days] == [22, 23, 24, 25, 26, 27]
    assert [part.name for part in table.parts] == ["am", "pm", "evening"]
    party, law = table.parts[0].cells[1]
    assert (party.when, party.now, law.now) == ("09:00–10:00", True, False)
    assert party.clash == "与“法律课”冲突：授课人、学员"
    assert shown.clashes == ["“党课”与“法律课”时间重叠：授课人、学员"]
    assert [block.lesson.title for block in table.parts[2].cells[1]] == ["自习"]
    assert (shown.count, shown.hours) == (3, Decimal(3))


def test_week_of_a_long_class_is_drawn_week_by_week(make):
    training_class = make.training_class(ends_on=date(2026, 12, 10))
    shown = queries.timetable(training_class, MONDAY)
    assert [len(table.days) for table in shown.tables] == [7, 7, 4]


def test_week_keeps_lessons_without_a_half_day_or_a_day(make):
    training_class = make.training_class()
    make.lesson(training_class, "全天活动", half_day="")
    make.lesson(training_class, "待定", held_on=None)
    shown = queries.timetable(training_class, MONDAY)
    assert [part.name for part in shown.tables[0].parts] == ["am", "pm", "evening", ""]
    assert [block.lesson.title for block in shown.undated] == ["待定"]


def test_week_asks_the_same_number_of_times_for_one_lesson_or_sixty(make):
    training_class = make.training_class()
    counts = []
    for number in (1, 59):
        for hour in range(number):
            lesson(make, training_class, hour * 2)
        db.session.refresh(training_class)
        with counted_queries() as seen:
            queries.timetable(training_class, MONDAY)
        counts.append(len(seen))
    assert counts == [3, 3]


def test_kinds_are_said_in_words_and_an_unknown_one_is_other(app):
    assert str(queries.kind_word("field")) == "现场教学"
    assert str(queries.kind_word("gone")) == "其他"
