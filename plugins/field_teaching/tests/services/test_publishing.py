"""What trainees are told, plan by plan and change by change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.errors import Refused
from core.notices.models import Notice
from core.testing import STAFF, rows_of
from plugins.field_teaching.models import CountEntry, Stop
from plugins.field_teaching.queries.outings import outing_by_id, way_of
from plugins.field_teaching.queries.planning import changes_of, planning_of
from plugins.field_teaching.services.plans import (
    common_order,
    drop_rain_plan,
    make_rain_plan,
    own_order,
    swap,
)
from plugins.field_teaching.services.publishing import publish, tell_changes, withdraw
from plugins.field_teaching.services.stops import add_stop, change_stop, remove_stop, shift_stops
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.terms import Variant
from plugins.field_teaching.tests.services.test_stops import count
from plugins.field_teaching.tests.services.ways import at, details, five_stops, said


@pytest.fixture
def draft(road, make, stand):
    found = make.training_class()
    outing = road.outing(found, published_at=None, version=0, dress="正装")
    return found, outing, five_stops(road, outing)


def notices() -> list[tuple[str, str]]:
    rows = select(Notice.title, Notice.body).order_by(Notice.id)
    return [tuple(row) for row in db.session.execute(rows)]


def test_published_once_tells_everyone_the_way(draft):
    found, outing, _stops = draft
    for _press in range(2):
        publish(found, outing, by=STAFF, at=clock.now())
    assert (outing.version, outing.published_at) == (1, clock.now())
    body = "着装：正装\n07:30 集合\n08:00 发车\n09:00 参观\n12:00 午餐\n14:00 返回"
    assert notices() == [("行程：11月23日 周一 西柏坡一日现场教学", body)]
    notice = db.session.execute(select(Notice)).scalar_one()
    assert (notice.link, notice.enrolment_id) == (f"/m/{found.code}/field/", None)
    assert changes_of(outing) == []


def test_empty_way_is_not_published(road, make, stand):
    found = make.training_class()
    with pytest.raises(Refused) as refused:
        publish(found, road.outing(found, published_at=None), by=STAFF, at=clock.now())
    assert refused.value.codes == ["no_stops"]
    assert rows_of(Notice) == 0


def test_changes_are_gathered_and_told_with_one_press(draft):
    found, outing, stops = draft
    publish(found, outing, by=STAFF, at=clock.now())
    change_stop(
        Spot(outing),
        stops[4],
        details("返回", at(14, 30), kind="return"),
        by=STAFF,
        at=clock.now(),
    )
    add_stop(Spot(outing), details("宣誓", at(10), place="广场"), by=STAFF, at=clock.now())
    assert rows_of(Notice) == 1
    words = ["新增 10:00 宣誓（广场）", "返回 14:00 → 14:30"]
    assert changes_of(outing) == words
    assert tell_changes(found, outing, by=STAFF, at=clock.now()) == words
    assert notices()[1] == ("行程有变：11月23日 周一 西柏坡一日现场教学", "\n".join(words))
    assert outing.version == 2
    assert changes_of(outing) == words  # the phone marks what was told last
    with pytest.raises(Refused) as refused:
        tell_changes(found, outing, by=STAFF, at=clock.now())
    assert refused.value.codes == ["nothing_changed"]


def test_withdrawn_outing_is_a_draft_again_and_says_so(draft):
    found, outing, _stops = draft
    publish(found, outing, by=STAFF, at=clock.now())
    withdraw(found, outing, by=STAFF, at=clock.now())
    withdraw(found, outing, by=STAFF, at=clock.now())
    assert (outing.published_at, changes_of(outing)) == (None, [])
    assert [title for title, _body in notices()][1:] == [
        "行程撤回：11月23日 周一 西柏坡一日现场教学"
    ]
    publish(found, outing, by=STAFF, at=clock.now())
    assert (outing.version, rows_of(Notice)) == (3, 3)


def test_swap_to_rain_tells_the_other_way_and_keeps_the_counts(draft, road):
    found, outing, stops = draft
    bus = road.vehicle(found)
    publish(found, outing, by=STAFF, at=clock.now())
    make_rain_plan(outing, by=STAFF, at=clock.now())
    remove_stop(Spot(outing, "rain"), stops[2], by=STAFF, at=clock.now())
    add_stop(Spot(outing, "rain"), details("室内讲座", at(9, 30)), by=STAFF, at=clock.now())
    count(outing, stops[1], bus)
    assert [swap(found, outing, Variant.RAIN, by=STAFF, at=clock.now()) for _press in "12"] == [
        True,
        False,
    ]
    title, body = notices()[1]
    assert title == "改为雨天方案：11月23日 周一 西柏坡一日现场教学"
    assert body.splitlines()[1:4] == ["07:30 集合", "08:00 发车", "09:30 室内讲座"]
    assert (len(notices()), outing.version) == (2, 2)
    counted = db.session.execute(select(CountEntry)).scalar_one()
    assert counted.stop_id in {one.stop.id for one in way_of(outing)}
    swap(found, outing, Variant.MAIN, by=STAFF, at=clock.now())
    assert notices()[2][0].startswith("恢复原方案：")
    assert "09:00 参观" in notices()[2][1]


def test_swap_without_a_plan_for_rain_is_refused(draft):
    found, outing, _stops = draft
    with pytest.raises(Refused) as refused:
        swap(found, outing, Variant.RAIN, by=STAFF, at=clock.now())
    assert refused.value.codes == ["no_such_plan"]


def test_swap_of_a_draft_tells_nobody(draft):
    found, outing, _stops = draft
    make_rain_plan(outing, by=STAFF, at=clock.now())
    swap(found, outing, Variant.RAIN, by=STAFF, at=clock.now())
    assert (outing.variant, rows_of(Notice)) == ("rain", 0)
    with pytest.raises(Refused):
        drop_rain_plan(outing, by=STAFF, at=clock.now())


def test_dropped_rain_plan_takes_only_its_own_stops(draft):
    found, outing, _stops = draft
    make_rain_plan(outing, by=STAFF, at=clock.now())
    add_stop(Spot(outing, "rain"), details("室内讲座", at(9, 30)), by=STAFF, at=clock.now())
    assert rows_of(Stop) == 6
    drop_rain_plan(outing, by=STAFF, at=clock.now())
    assert (rows_of(Stop), said(outing, "rain"), len(said(outing))) == (5, [], 5)
    with pytest.raises(Refused):
        swap(found, outing, Variant.RAIN, by=STAFF, at=clock.now())


def test_bus_with_an_order_of_its_own_is_told_and_goes_back(draft, road):
    found, outing, stops = draft
    bus = road.vehicle(found, "二号车")
    publish(found, outing, by=STAFF, at=clock.now())
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    shift_stops(Spot(outing, "main", bus.id), stops[3], 30, by=STAFF, at=clock.now())
    assert [words[:8] for words in changes_of(outing)] == ["二号车另走顺序：0"[:8]]
    tell_changes(found, outing, by=STAFF, at=clock.now())
    common_order(Spot(outing), bus, by=STAFF, at=clock.now())
    assert planning_of(found, [outing]).untold(outing) == ["二号车改走全体的顺序。"]
    assert rows_of(Stop) == 5


def test_rain_plan_of_a_bus_comes_along(draft, road):
    found, outing, _stops = draft
    bus = road.vehicle(found, "二号车")
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    make_rain_plan(outing, by=STAFF, at=clock.now())
    assert said(outing, "rain", bus.id) == said(outing)
    assert outing_by_id(found.id, outing.id).variant == "main"
