"""The calendar feeds, as a calendar program meets them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from core import clock
from core.db import db
from core.testing import MONDAY, STAFF, counted_queries
from core.training.models import TrainingClass
from core.training.services import switch_plugin
from core.transaction import transaction
from plugins.field_teaching.models import Placing
from plugins.field_teaching.queries.feeds import class_feed_path, feed_url_of
from plugins.field_teaching.services.plans import own_order
from plugins.field_teaching.services.publishing import publish, tell_changes
from plugins.field_teaching.services.stops import move_stop, remove_stop, shift_stops
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.tests.services.test_stops import count
from plugins.field_teaching.tests.services.ways import at, five_stops


@pytest.fixture
def told(road, make, stand):
    found = make.training_class()
    outing = road.outing(found, published_at=None, version=0)
    stops = five_stops(road, outing, place="西门")
    publish(found, outing, by=STAFF, at=clock.now())
    return found, outing, stops


def secret(app) -> str:
    return app.config["SECRET_KEY"]


def events(answer) -> list:
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def lines(answer) -> list[str]:
    return [f"{one['DTSTART'].dt:%H:%M} {one['SUMMARY']}" for one in events(answer)]


def test_feed_of_a_class_has_its_stops_in_its_zone(app, told):
    found, _outing, _stops = told
    answer = app.test_client().get(class_feed_path(found, secret(app)))
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert lines(answer) == [
        "07:30 集合",
        "08:00 发车",
        "09:00 教学 参观",
        "12:00 用餐 午餐",
        "14:00 返回",
    ]
    first = events(answer)[0]
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(minutes=30)
    assert (str(first["LOCATION"]), first["SEQUENCE"]) == ("西门", 1)
    assert b"BEGIN:VTIMEZONE" in answer.data


def test_feed_is_the_same_until_something_is_told_and_then_one_version_on(app, told, stand):
    found, outing, stops = told
    address = class_feed_path(found, secret(app))
    before = app.test_client().get(address).data
    stand(timedelta(hours=1))
    assert app.test_client().get(address).data == before
    shift_stops(Spot(outing), stops[4], 30, by=STAFF, at=clock.now())
    tell_changes(found, outing, by=STAFF, at=clock.now())
    after = events(app.test_client().get(address))
    was = list(Calendar.from_ical(before).walk("VEVENT"))
    assert [one["UID"] for one in after] == [one["UID"] for one in was]
    assert {one["SEQUENCE"] for one in after} == {2}
    assert after[0]["DTSTAMP"].dt == MONDAY + timedelta(hours=1)


def test_time_in_words_is_a_whole_day_with_the_words(app, told):
    found, _outing, stops = told
    with transaction():
        there = select(Placing).where(Placing.stop_id == stops[3].id)
        placing = db.session.execute(there).scalar_one()
        placing.starts_at, placing.ends_at, placing.time_text = None, None, "参观后"
    event = events(app.test_client().get(class_feed_path(found, secret(app))))[3]
    assert (event["DTSTART"].dt, str(event["SUMMARY"])) == (date(2026, 11, 23), "参观后 用餐 午餐")


def test_cancelled_stop_is_said_to_be_cancelled(app, told, road):
    found, outing, stops = told
    count(outing, stops[1], road.vehicle(found))
    remove_stop(Spot(outing), stops[1], by=STAFF, at=clock.now())
    answer = app.test_client().get(class_feed_path(found, secret(app)))
    gone = [one for one in events(answer) if one.get("STATUS") == "CANCELLED"]
    assert [str(one["SUMMARY"]) for one in gone] == ["已取消：发车"]


def test_own_feed_has_the_way_and_the_name_of_ones_bus(app, told, road, make):
    found, outing, stops = told
    bus, zhang, li = road.vehicle(found, "二号车"), make.trainee(found), make.trainee(found)
    road.ride(bus, zhang, seat=12)
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    move_stop(Spot(outing, "main", bus.id), stops[3], 2, by=STAFF, at=clock.now())
    mine = app.test_client().get(feed_url_of(zhang, secret(app)))
    assert lines(mine)[2:4] == ["09:00 用餐 午餐", "12:00 教学 参观"]
    assert str(events(mine)[0]["DESCRIPTION"]) == "二号车 座位 12"
    theirs = app.test_client().get(feed_url_of(li, secret(app)))
    assert lines(theirs)[2:4] == ["09:00 教学 参观", "12:00 用餐 午餐"]


def test_draft_is_in_no_feed(app, told, road):
    found, _outing, _stops = told
    road.stop(road.outing(found, published_at=None), "gather", "集合", at(7))
    assert len(lines(app.test_client().get(class_feed_path(found, secret(app))))) == 5


def test_changed_token_and_forged_token_open_nothing(app, told, make):
    found, _outing, _stops = told
    zhang = make.trainee(found)
    addresses = [class_feed_path(found, secret(app)), feed_url_of(zhang, secret(app))]
    forged = [one.replace(".ics", "x.ics") for one in addresses]
    crossed = [one.replace("/me/", "/class/") for one in addresses[1:]]
    for address in [*forged, *crossed, "/f/class/x.ics", "/f/me/MQ.x.ics", "/f/me/W10.abc.ics"]:
        assert app.test_client().get(address).status_code == 404
    with transaction():
        db.session.get_one(TrainingClass, found.id).public_token = "another"
        zhang.token = "another"
    assert [app.test_client().get(one).status_code for one in addresses] == [404, 404]


def test_who_has_left_and_a_class_without_the_plugin_have_no_feed(app, told, make):
    found, _outing, _stops = told
    zhang = make.trainee(found)
    address = feed_url_of(zhang, secret(app))
    assert app.test_client().get(address).status_code == 200
    with transaction():
        zhang.state = "withdrawn"
    assert app.test_client().get(address).status_code == 404
    switch_plugin(found, "field_teaching", False, by=STAFF, at=clock.now())
    assert app.test_client().get(class_feed_path(found, secret(app))).status_code == 404


def test_feed_asks_as_often_with_many_outings_as_with_one(app, told, road, make):
    found, _outing, _stops = told
    zhang = make.trainee(found)
    road.ride(road.vehicle(found), zhang)
    address = feed_url_of(zhang, secret(app))

    def asked() -> int:
        with counted_queries() as seen:
            app.test_client().get(address)
        return len(seen)

    few = asked()
    for _day in range(5):
        five_stops(road, road.outing(found))
    assert asked() == few
