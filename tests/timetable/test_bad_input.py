"""Days, times and numbers that no lesson can have: a sentence beside the field, and nothing written."""

from __future__ import annotations

import io

import pytest

from core.testing import rows_of
from core.timetable.models import Lesson

USUAL = {
    "title": "讲座",
    "kind": "lecture",
    "day": "2026-11-23",
    "starts": "08:30",
    "ends": "11:30",
}


def base(training_class) -> str:
    return f"/console/classes/{training_class.code}/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "0001-01-01", "starts": "00:00", "ends": "01:00"}, "1950 年到 2199 年"),
        ({"day": "9999-12-31", "starts": "23:00", "ends": "01:00"}, "1950 年到 2199 年"),
        ({"credit_hours": "NaN"}, "这个数字太大"),
        ({"credit_hours": "1e400"}, "这个数字太大"),
        ({"group_id": str(2**63)}, "这个数字太大"),
        ({"late_after_minutes": "9" * 400}, "这个数字太大"),
        ({"title": "长" * 10_000}, "最多"),
    ],
)
def test_lesson_that_cannot_be_is_refused_beside_its_field(
    make, stand, console, typed, said
) -> None:
    found = make.training_class()
    answer = console.post(f"{base(found)}timetable/new", data={**USUAL, **typed})
    assert (said in answer.text, rows_of(Lesson)) == (True, 0)


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_form_for_a_day_that_is_none_opens_on_the_first_day(make, stand, console, day) -> None:
    found = make.training_class()
    answer = console.get(f"{base(found)}timetable/new?day={day}&half={day}")
    assert (answer.status_code, found.starts_on.isoformat() in answer.text) == (200, True)


@pytest.mark.parametrize("lesson", [str(2**63), "9" * 5000, "-1", "x", ""])
def test_moving_a_lesson_that_is_none_is_not_found(make, stand, console, lesson) -> None:
    typed = {"lesson": lesson, "half": "am", "day": "2026-11-24"}
    found = make.training_class()
    assert console.post(f"{base(found)}timetable/move", data=typed).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_moving_a_lesson_out_of_time_leaves_it_on_its_day(make, stand, console, day) -> None:
    lesson = make.lesson(make.training_class(code="XBP3"))
    typed = {"lesson": str(lesson.id), "half": "evening", "day": day}
    console.post("/console/classes/XBP3/timetable/move", data=typed)
    assert lesson.held_on.isoformat() == "2026-11-23"


@pytest.mark.parametrize("column", ["col-²", f"col-{2**63}", "col--1", "col-x"])
def test_import_with_a_forged_column_is_read_as_if_none_was_chosen(
    make, stand, console, column
) -> None:
    sheet = "日期,时间,内容,地点\n2026-11-24,08:30-11:30,讲座,报告厅\n"
    found = make.training_class()
    sent = {"file": (io.BytesIO(sheet.encode()), "课表.csv")}
    address = console.post(f"{base(found)}timetable/import", data=sent).headers["Location"]
    divider = "&" if "?" in address else "?"
    answer = console.get(f"{address}{divider}{column}=title&first_day=9999-12-31")
    assert (answer.status_code, "讲座" in answer.text) == (200, True)
