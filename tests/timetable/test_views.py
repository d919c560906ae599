"""The console's pages of the timetable, by what each role may do there."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.notices.models import Notice
from core.testing import MONDAY, STAFF, counted_queries, rows_of
from core.timetable import queries, services
from core.timetable.models import Lesson
from core.training.terms import Role

pytestmark = pytest.mark.usefixtures("stand")
PLANNERS = {Role.HOST, Role.ORGANISER, Role.HEAD_TEACHER}
DETAILS = {
    "title": "党课",
    "kind": "lecture",
    "day": "2026-11-24",
    "starts": "08:30",
    "ends": "11:30",
    "place": "一楼",
    "checks_in": "y",
}


def url(training_class, rest: str = "timetable") -> str:
    return f"/console/classes/{training_class.code}/{rest}"


def sheet(*rows) -> tuple[io.BytesIO, str]:
    text = io.StringIO()
    csv.writer(text).writerows([["日期", "时间", "课程内容", "地点"], *rows])
    return io.BytesIO(text.getvalue().encode("utf-8-sig")), "课表.csv"


@pytest.mark.parametrize("role", list(Role))
def test_everyone_in_a_class_sees_its_timetable_and_planners_change_it(make, role):
    training_class = make.training_class()
    lesson = make.lesson(training_class, "西柏坡现场教学")
    browser = make.staff_browser(training_class, role.value)
    page = browser.get(url(training_class))
    assert page.status_code == 200
    assert "西柏坡现场教学" in page.text
    assert ("添加一节课" in page.text) == (role in PLANNERS)
    assert browser.get(url(training_class, f"lessons/{lesson.id}")).status_code == 200
    expected = 200 if role in PLANNERS else 403
    for rest in ("timetable/new", "timetable/import", f"lessons/{lesson.id}/edit"):
        assert browser.get(url(training_class, rest)).status_code == expected
    for rest in ("timetable/move", f"lessons/{lesson.id}/delete"):
        if role not in PLANNERS:
            assert browser.post(url(training_class, rest)).status_code == 403


def test_stranger_to_the_class_and_lesson_of_another_find_nothing(make, console):
    one, other = make.training_class(), make.training_class()
    lesson = make.lesson(one)
    assert make.staff_browser(other, "host").get(url(one)).status_code == 404
    for rest in ("", "/edit"):
        assert console.get(url(other, f"lessons/{lesson.id}{rest}")).status_code == 404
    assert console.post(url(other, f"lessons/{lesson.id}/delete")).status_code == 404
    assert rows_of(Lesson) == 1


def test_empty_timetable_says_what_to_do(make, console):
    page = console.get(url(make.training_class())).text
    assert "还没有排课" in page
    assert "导入课表" in page


def test_lesson_is_added_by_form(make, console):
    training_class = make.training_class()
    answer = console.post(url(training_class, "timetable/new"), data=DETAILS)
    assert answer.location == url(training_class)
    [lesson] = queries.lessons_of(training_class.id)
    walls = [clock.local(one, training_class.zone) for one in (lesson.starts_at, lesson.ends_at)]
    assert [f"{wall:%m-%d %H:%M}" for wall in walls] == ["11-24 08:30", "11-24 11:30"]
    assert (lesson.place, lesson.credit_hours) == ("一楼", 3)
    assert "11月24日" in console.get(url(training_class)).text


def test_evening_that_ends_after_midnight_ends_the_next_day(make, console):
    training_class = make.training_class()
    late = {**DETAILS, "starts": "22:30", "ends": "00:15"}
    console.post(url(training_class, "timetable/new"), data=late)
    [lesson] = queries.lessons_of(training_class.id)
    assert lesson.ends_at - lesson.starts_at == timedelta(minutes=105)
    assert (lesson.held_on.day, lesson.half_day) == (24, "evening")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "请填写课程内容。"),
        ({"day": ""}, "请填写日期。"),
        ({"ends": ""}, "请填写结束时间。"),
        ({"starts": ""}, "请填写开始时间。"),
        ({"ends": "08:00"}, "结束时间要晚于开始时间。"),
        ({"credit_hours": "1.3"}, "学时以 0.5 为一档"),
        ({"late_after_minutes": "-5"}, "请填 0 到 1440 之间的分钟数。"),
    ],
)
def test_form_says_beside_the_field_what_is_wrong(make, console, values, said):
    training_class = make.training_class()
    page = console.post(url(training_class, "timetable/new"), data={**DETAILS, **values})
    assert said in page.text
    assert rows_of(Lesson) == 0


def test_time_that_summer_time_leaves_out_is_refused(make, console):
    training_class = make.training_class(zone="Europe/Berlin")
    gap = {**DETAILS, "day": "2027-03-28", "starts": "02:30", "ends": "04:00"}
    page = console.post(url(training_class, "timetable/new"), data=gap)
    assert "这一天拨快了时钟" in page.text


def test_edit_form_saved_unchanged_changes_nothing(make, console):
    training_class = make.training_class()
    lesson = make.lesson(training_class, note="带身份证", late_after_minutes=5)
    address = url(training_class, f"lessons/{lesson.id}/edit")
    form = console.get(address).text
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    values |= {"kind": "lecture", "group_id": "", "half_day": "am", "note": "带身份证"}
    before = services.details_of(lesson)
    assert console.post(address, data=values).status_code == 303
    db.session.refresh(lesson)
    assert services.details_of(lesson) == before


def test_lesson_moved_by_drag_is_told_to_trainees_once(make, console):
    training_class = make.training_class()
    make.trainee(training_class)
    lesson = make.lesson(training_class, starts_at=MONDAY + timedelta(hours=2))
    values = {"lesson": lesson.id, "day": "2026-11-25", "half": "am"}
    for _press in range(2):
        console.post(url(training_class, "timetable/move"), data=values)
    db.session.refresh(lesson)
    assert f"{clock.local(lesson.starts_at, training_class.zone):%d %H:%M}" == "25 10:00"
    [notice] = db.session.execute(select(Notice)).scalars()
    assert notice.title == "课程变动：讲座"
    assert "11月23日 周一 10:00" in notice.body
    assert "11月25日 周三 10:00" in notice.body


def test_lesson_dragged_to_another_half_day_starts_at_its_usual_hour(make, console):
    training_class = make.training_class()
    lesson = make.lesson(training_class)
    values = {"lesson": lesson.id, "day": "2026-11-23", "half": "pm"}
    console.post(url(training_class, "timetable/move"), data=values)
    db.session.refresh(lesson)
    assert f"{clock.local(lesson.starts_at, training_class.zone):%d %H:%M}" == "23 14:30"


def test_lesson_is_cancelled_with_a_reason_and_reinstated(make, console):
    training_class = make.training_class()
    lesson = make.lesson(training_class)
    address = url(training_class, f"lessons/{lesson.id}")
    assert "请写明停课原因。" in console.post(f"{address}/cancel", data={"reason": ""}).text
    console.post(f"{address}/cancel", data={"reason": "教师生病"})
    assert "教师生病" in console.get(url(training_class)).text
    assert "这次课已停课：教师生病" in console.get(address).text
    console.post(f"{address}/reinstate")
    assert "已停课：" not in console.get(address).text


def test_lesson_laid_down_by_mistake_is_deleted(make, console):
    training_class = make.training_class()
    lesson = make.lesson(training_class)
    console.post(url(training_class, f"lessons/{lesson.id}/delete"))
    assert rows_of(Lesson) == 0


def test_closed_class_shows_its_timetable_without_ways_to_change_it(make, console):
    training_class = make.training_class(state="closed")
    lesson = make.lesson(training_class)
    page = console.get(url(training_class)).text
    assert "添加一节课" not in page
    assert "draggable" not in page
    answer = console.post(url(training_class, f"lessons/{lesson.id}/cancel"), data={"reason": "停"})
    assert "不能再修改" in answer.text


def upload(browser, training_class, file, first_day="2026-11-23") -> str:
    data = {"file": file, "first_day": first_day}
    answer = browser.post(
        url(training_class, "timetable/import"), data=data, content_type="multipart/form-data"
    )
    assert answer.status_code == 303
    return answer.location


def test_import_shows_what_it_understood_and_writes_it_once(make, console):
    training_class = make.training_class()
    file = sheet(
        ["11月23日", "08:30-11:30", "党课", "一楼"],
        ["第2天", "14:30-17:30", "研讨", "二楼"],
        ["11月24日", "08:30-11:30", "", "三楼"],
    )
    address = upload(console, training_class, file)
    page = console.get(address).text
    assert "11月24日 周二 14:30–17:30" in page
    assert "没有课程内容。" in page
    assert "写入 2 次课" in page
    assert rows_of(Lesson) == 0
    for _press in range(2):
        assert console.post(address).status_code == 303
    assert rows_of(Lesson) == 2
    assert "新增 2 次课，更新 0 次，没有变化 0 次。" in console.get(address).text


def test_import_takes_another_first_day_and_other_columns(make, console):
    training_class = make.training_class()
    address = upload(console, training_class, sheet(["第1天", "08:30-11:30", "党课", "张三"]))
    other = f"{address.partition('?')[0]}?first_day=2026-12-01"
    assert "12月1日 周二 08:30–11:30" in console.get(other).text
    columns = "&col-0=day&col-1=time&col-2=title&col-3=teacher"
    console.post(other + columns)
    [lesson] = queries.lessons_of(training_class.id)
    assert (lesson.held_on.isoformat(), lesson.teacher, lesson.place) == ("2026-12-01", "张三", "")


def test_import_of_a_sheet_with_an_unknown_header_may_be_mapped_by_hand(make, console):
    training_class = make.training_class()
    text = "甲,乙,丙\n11月23日,08:30-11:30,党课\n".encode()
    address = upload(console, training_class, (io.BytesIO(text), "x.csv"))
    assert "没有找到表头" in console.get(address).text
    console.post(f"{address}&col-0=date&col-1=time&col-2=title")
    assert [one.title for one in queries.lessons_of(training_class.id)] == ["党课"]


@pytest.mark.parametrize(
    ("content", "name"), [(b"", ""), (b"%PDF-1.4", "a.pdf"), (b"PK\x03\x04", "a.xlsx")]
)
def test_import_refuses_what_is_no_table(make, console, content, name):
    training_class = make.training_class()
    answer = console.post(
        url(training_class, "timetable/import"),
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_import_of_one_class_is_not_found_in_another(make, console):
    one, other = make.training_class(), make.training_class()
    address = upload(console, one, sheet(["11月23日", "08:30-11:30", "党课", ""]))
    assert console.get(address.replace(one.code, other.code)).status_code == 404


def test_import_gives_back_the_sheet_with_what_was_found(make, console):
    training_class = make.training_class()
    address = upload(console, training_class, sheet(["11月23日", "08:30", "", "三楼"]))
    path, _mark, query = address.partition("?")
    answer = console.get(f"{path}/marked.xlsx?{query}")
    assert (answer.status_code, answer.data[:2]) == (200, b"PK")


def test_timetable_is_printed_exported_and_given_as_a_calendar(make, console):
    training_class = make.training_class()
    make.lesson(training_class, "西柏坡现场教学")
    pdf = console.get(url(training_class, "timetable/print.pdf"))
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert console.get(url(training_class, "timetable/timetable.xlsx")).data[:2] == b"PK"
    answer = console.get(url(training_class, "timetable/timetable.ics"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = answer.text
    assert "SUMMARY:西柏坡现场教学" in calendar
    assert "DTSTART:20261123T003000Z" in calendar


def test_week_page_asks_the_same_number_of_times_for_any_number_of_lessons(make):
    training_class = make.training_class()
    browser = make.staff_browser(training_class, "host")
    counts = []
    for number in (1, 40):
        for hour in range(number):
            make.lesson(training_class, starts_at=MONDAY + timedelta(hours=2 * hour))
        with counted_queries() as seen:
            browser.get(url(training_class))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_class_copied_takes_its_lessons_along(make, console):
    source = make.training_class(code="OLD-1")
    services.add_lesson(
        source,
        services.LessonDetails("党课", "lecture", MONDAY, MONDAY + timedelta(hours=3)),
        by=STAFF,
        at=MONDAY,
    )
    values = {
        "name": "第4期",
        "code": "NEW-1",
        "host": "市总工会",
        "zone": "Asia/Shanghai",
        "report_on": "2027-03-07",
        "starts_on": "2027-03-08",
        "ends_on": "2027-03-12",
    }
    answer = console.post(url(source, "copy"), data=values)
    assert answer.status_code == 303
    assert "3月8日 周一" in console.get("/console/classes/NEW-1/timetable").text
    assert "党课" in console.get("/console/classes/NEW-1/timetable").text
