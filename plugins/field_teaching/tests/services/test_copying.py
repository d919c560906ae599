"""Outings of one class in another, and those that the timetable lays down and moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core import clock
from core.errors import Refused
from core.testing import MONDAY, STAFF, rows_of
from core.timetable.services.lessons import cancel_lesson, change_lesson, details_of
from core.training.services import ClassDetails, copy_class, switch_plugin
from plugins.field_teaching.models import Outing, Stop
from plugins.field_teaching.queries.outings import halts_of, outings_of
from plugins.field_teaching.queries.planning import planning_of
from plugins.field_teaching.services.copying import copy_outing
from plugins.field_teaching.services.fitting import (
    follow_lesson,
    keep_times,
    outings_from_timetable,
)
from plugins.field_teaching.services.plans import make_rain_plan, own_order
from plugins.field_teaching.services.stops import remove_stop
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.tests.services.ways import at, five_stops, said


def new_class(**values) -> ClassDetails:
    known = {
        "name": "第4期",
        "code": "NEW",
        "host": "市总工会",
        "zone": "Asia/Shanghai",
        "report_on": date(2027, 3, 14),
        "starts_on": date(2027, 3, 15),
        "ends_on": date(2027, 3, 19),
    }
    return ClassDetails(**{**known, **values})


def test_copied_outing_has_stops_texts_and_both_plans_but_no_people(road, make, stand):
    here, there = make.training_class(), make.training_class()
    outing = road.outing(here, dress="正装", doctor="王大夫", insurance="保单1")
    stops = five_stops(road, outing, leader="李娜", leader_phone="19900000000")
    bus = road.vehicle(here)
    make_rain_plan(outing, by=STAFF, at=clock.now())
    remove_stop(Spot(outing, "rain"), stops[2], by=STAFF, at=clock.now())
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    made = copy_outing(outing, here, there, date(2026, 11, 25), by=STAFF, at=clock.now())
    assert said(made) == said(outing)
    assert said(made, "rain") == said(outing, "rain")
    assert (made.held_on, made.published_at, made.version) == (date(2026, 11, 25), None, 0)
    assert (made.dress, made.doctor, made.insurance) == ("正装", "", "")
    assert {one.placing.owner for one in halts_of(made.id)} == {0}
    assert {one.stop.leader for one in halts_of(made.id)} == {""}
    assert halts_of(made.id)[0].placing.starts_at == at(7, 30) + timedelta(days=2)


def test_copy_over_summer_time_keeps_the_clock_on_the_wall(road, make, stand):
    here = make.training_class(zone="Europe/Berlin")
    outing = road.outing(here, held_on=date(2027, 3, 27))
    winter = clock.from_wall(clock.datetime(2027, 3, 27, 8, 30), "Europe/Berlin")
    road.stop(outing, "gather", "集合", winter)
    made = copy_outing(outing, here, here, date(2027, 3, 28), by=STAFF, at=clock.now())
    starts = halts_of(made.id)[0].placing.starts_at
    assert f"{clock.local(starts, 'Europe/Berlin'):%H:%M}" == "08:30"
    assert starts - winter == timedelta(hours=23)


def test_copied_class_has_last_years_outings_on_its_own_days(road, make, stand):
    here = make.training_class()
    lesson = make.lesson(here, "参观", kind="field", starts_at=at(9))
    outing = road.outing(here, lesson_id=lesson.id, lessons_json={})
    road.stop(outing, "teach", "参观", at(9), lesson_id=lesson.id)
    road.stop(outing, "return", "返回", None)
    target = copy_class(here, new_class(), by=STAFF, at=clock.now())
    made = outings_of(target.id)[0]
    assert (made.held_on, said(made)) == (date(2027, 3, 15), ["09:00 参观", "返回"])
    linked = halts_of(made.id)[0].stop.lesson_id
    assert linked not in (None, lesson.id)
    assert made.lesson_id == linked


def test_copied_class_without_the_plugin_has_none(road, make, stand):
    here = make.training_class()
    five_stops(road, road.outing(here))
    switch_plugin(here, "field_teaching", False, by=STAFF, at=clock.now())
    target = copy_class(here, new_class(), by=STAFF, at=clock.now())
    assert outings_of(target.id) == []


def test_timetable_lays_down_a_day_with_the_times_it_gives(make, road, stand):
    found = make.training_class()
    road.site("西柏坡纪念馆")
    make.lesson(found, "讲座")
    visit = make.lesson(
        found, "参观", kind="field", starts_at=at(9), ends_at=at(11), place="西柏坡纪念馆"
    )
    make.lesson(found, "夜访", kind="field", starts_at=None or at(19), held_on=date(2026, 11, 23))
    made = outings_from_timetable(found, by=STAFF, at=clock.now())
    assert [said(one) for one in made] == [["集合", "09:00 参观", "19:00 夜访", "返回"]]
    halts = halts_of(made[0].id)
    assert halts[1].stop.lesson_id == visit.id
    assert (halts[1].site and halts[1].site.name, halts[1].stop.minutes) == ("西柏坡纪念馆", 120)
    assert [one.stop.boards for one in halts] == [True, True, False, True]
    with pytest.raises(Refused):
        outings_from_timetable(found, by=STAFF, at=clock.now())
    assert rows_of(Outing) == 1


@pytest.fixture
def fitted(make, stand):
    found = make.training_class()
    lesson = make.lesson(found, "参观", kind="field", starts_at=at(9), ends_at=at(11))
    outing = outings_from_timetable(found, by=STAFF, at=clock.now())[0]
    return found, lesson, outing


def move(lesson, starts, ends) -> None:
    moved = replace(details_of(lesson), starts_at=starts, ends_at=ends)
    change_lesson(lesson, moved, by=STAFF, at=clock.now())


def words(found, outing) -> list[str]:
    return [one.words for one in planning_of(found, [outing]).moved_lessons(outing)]


def test_moved_lesson_is_said_and_followed_on_request(fitted):
    found, lesson, outing = fitted
    assert words(found, outing) == []
    move(lesson, at(10), at(12, 30))
    assert words(found, outing) == ["课表里“参观”已改到 11月23日 周一 10:00–12:30。"]
    assert said(outing) == ["集合", "09:00 参观", "返回"]
    follow_lesson(outing, lesson.id, by=STAFF, at=clock.now())
    assert said(outing) == ["集合", "10:00 参观", "返回"]
    assert halts_of(outing.id)[1].placing.ends_at == at(12, 30)
    assert words(found, outing) == []


def test_lesson_on_another_day_takes_the_outing_along(fitted):
    _found, lesson, outing = fitted
    move(lesson, at(9, 30) + timedelta(days=1), at(11, 30) + timedelta(days=1))
    follow_lesson(outing, lesson.id, by=STAFF, at=clock.now())
    assert outing.held_on == date(2026, 11, 24)
    assert halts_of(outing.id)[1].placing.starts_at == at(9, 30) + timedelta(days=1)


def test_outing_is_not_torn_over_two_days(make, stand):
    found = make.training_class()
    lessons = [
        make.lesson(found, title, kind="field", starts_at=at(hour))
        for title, hour in (("甲", 9), ("乙", 14))
    ]
    outing = outings_from_timetable(found, by=STAFF, at=clock.now())[0]
    move(lessons[0], at(33), at(36))
    with pytest.raises(Refused) as refused:
        follow_lesson(outing, lessons[0].id, by=STAFF, at=clock.now())
    assert refused.value.codes == ["lessons_apart"]


def test_kept_times_are_not_asked_about_again(fitted):
    found, lesson, outing = fitted
    cancel_lesson(lesson, "雨", by=STAFF, at=clock.now())
    assert words(found, outing) == ["课表里“参观”已停课。"]
    with pytest.raises(Refused):
        follow_lesson(outing, lesson.id, by=STAFF, at=clock.now())
    keep_times(outing, lesson.id, by=STAFF, at=clock.now())
    assert words(found, outing) == []
    assert (rows_of(Stop), MONDAY.date()) == (3, outing.held_on)
