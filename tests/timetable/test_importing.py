"""A sheet of lessons into a class: all or nothing, once, and over itself."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.audit import AuditEntry
from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, rows_of
from core.timetable import queries, services
from core.timetable.models import Lesson
from core.timetable.printing import timetable_xlsx
from core.timetable.services import Imported
from core.timetable.sheet import read_timetable

HEADER = ["日期", "时间", "课程内容", "类型", "地点", "授课教师", "学时", "组别"]
FIRST = ["11月23日", "08:30-11:30", "党课", "讲座", "一楼", "王教授", "3", ""]


def report(*rows, first_day=None):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    content = text.getvalue().encode("utf-8-sig")
    return read_timetable(content, "2026课表.csv", "Asia/Shanghai", first_day or MONDAY.date())


def take(training_class, read, source="") -> Imported:
    return services.import_timetable(training_class, read, by=STAFF, at=MONDAY, source=source)


def walls(training_class) -> list[tuple[str, str]]:
    return [
        (one.title, f"{clock.local(one.starts_at, training_class.zone):%m-%d %H:%M}")
        for one in queries.lessons_of(training_class.id)
        if one.starts_at
    ]


def test_sheet_becomes_lessons_by_the_classs_wall_clock(make):
    training_class = make.training_class()
    read = report(FIRST, ["第2天", "14:30-17:30", "研讨", "研讨", "各组", "", "", ""])
    assert take(training_class, read) == Imported(2, 0, 0)
    assert walls(training_class) == [("党课", "11-23 08:30"), ("研讨", "11-24 14:30")]
    [party, talk] = queries.lessons_of(training_class.id)
    assert (party.credit_hours, talk.credit_hours) == (Decimal(3), Decimal(0))
    assert (party.held_on.day, party.half_day, talk.kind) == (23, "am", "discussion")


def test_sheet_without_hours_takes_the_classs_default(make):
    training_class = make.training_class()
    take(training_class, report([*FIRST[:6], "", ""]))
    assert queries.lessons_of(training_class.id)[0].credit_hours == Decimal(3)


def test_lesson_in_words_keeps_them_its_day_and_half_day(make):
    training_class = make.training_class()
    take(training_class, report(["11月24日", "下午", "自习", "自习", "", "", "2", ""]))
    [one] = queries.lessons_of(training_class.id)
    assert (one.starts_at, one.held_on.day, one.half_day) == (None, 24, "pm")
    assert (one.time_text, one.credit_hours) == ("下午", Decimal(2))


def test_lesson_of_a_group_goes_to_it_and_an_unknown_one_is_noted(make):
    training_class = make.training_class()
    group = make.group(training_class, "第一组")
    rows = [[*FIRST[:2], "研讨", *FIRST[3:7], name] for name in ("第一组", "第九组", "全体学员")]
    take(training_class, report(*rows))
    found = [(one.group_id, one.note) for one in queries.lessons_of(training_class.id)]
    assert found == [(group.id, ""), (None, "参加：第九组"), (None, "")]


def test_corrected_sheet_over_the_first_updates_and_announces_nothing_twice(make):
    training_class = make.training_class()
    take(training_class, report(FIRST))
    before = queries.lessons_of(training_class.id)[0].public_id
    assert take(training_class, report(FIRST)) == Imported(0, 0, 1)
    changed = [*FIRST[:4], "二楼", *FIRST[5:]]
    assert take(training_class, report(changed)) == Imported(0, 1, 0)
    [one] = queries.lessons_of(training_class.id)
    assert (one.public_id, one.place) == (before, "二楼")


def test_same_file_pressed_twice_is_written_once(make):
    training_class = make.training_class()
    assert take(training_class, report(FIRST), "file:7") == Imported(1, 0, 0)
    assert take(training_class, report(FIRST), "file:7") == Imported(1, 0, 0)
    acts = select(AuditEntry).where(AuditEntry.act == "timetable.import")
    assert len(db.session.execute(acts).scalars().all()) == 1
    assert rows_of(Lesson) == 1


def test_one_lesson_that_cannot_stand_keeps_all_out_and_names_its_row(make):
    training_class = make.training_class()
    long = [*FIRST[:2], "长" * 300, *FIRST[3:]]
    with pytest.raises(Refused) as refused:
        take(training_class, report(FIRST, long))
    assert [str(problem) for problem in refused.value.problems] == [
        "第 3 行：课程内容最多 200 个字。"
    ]
    assert rows_of(Lesson) == 0


def test_closed_class_takes_no_timetable(make):
    training_class = make.training_class(state="closed")
    with pytest.raises(Refused) as refused:
        take(training_class, report(FIRST))
    assert refused.value.codes == ["class_frozen"]


def test_export_imported_again_says_the_same(make):
    training_class, other = make.training_class(), make.training_class()
    for one in (training_class, other):
        make.group(one, "第一组")
    rows = [
        FIRST,
        ["11月23日", "19:00-21:00", "研讨", "研讨", "各组讨论室", "", "1.5", "第一组"],
        ["11月24日", "上午", "自习", "自习", "", "", "", ""],
        ["11月24日", "22:00-22:20", "晚点名", "晚点名", "", "", "0", ""],
        ["11月24日", "23:30-00:30", "返程", "其他", "", "", "0", ""],
    ]
    take(training_class, report(*rows))
    content = timetable_xlsx(training_class)
    again = read_timetable(content, "课程表.xlsx", other.zone, other.starts_on)
    assert (again.refused, again.skipped) == (0, 0)
    assert take(other, again) == Imported(5, 0, 0)
    assert [said(one) for one in queries.lessons_of(other.id)] == [
        said(one) for one in queries.lessons_of(training_class.id)
    ]
    assert take(training_class, again) == Imported(0, 0, 5)


def said(lesson) -> tuple:
    names = ("title", "kind", "starts_at", "ends_at", "held_on", "half_day", "time_text", "place")
    return (
        *(getattr(lesson, name) for name in names),
        lesson.teacher,
        lesson.credit_hours,
        lesson.group_id is None,
        lesson.checks_in,
    )
