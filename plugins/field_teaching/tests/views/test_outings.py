"""The pages of the itinerary, as organisers meet them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from core import clock
from core.db import db
from core.errors import Refused
from core.notices.models import Notice
from core.testing import STAFF, counted_queries, rows_of
from core.timetable.models import Lesson
from core.training.services import set_setting, switch_plugin
from core.transaction import transaction
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.outings import halts_of, outing_by_id, outings_of
from plugins.field_teaching.services.plans import make_rain_plan, own_order
from plugins.field_teaching.services.publishing import publish
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.tests.services.ways import at, five_stops, said


def path(training_class, rest: str = "") -> str:
    return f"/console/classes/{training_class.code}/field/{rest}"


@pytest.fixture
def day(road, make, stand):
    found = make.training_class()
    outing = road.outing(found, published_at=None, version=0)
    return found, outing, five_stops(road, outing), make.staff_browser(found, "organiser")


def test_empty_index_offers_the_timetable_and_makes_a_draft_of_it(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    assert "课表里还没有“现场教学”类型的课" in browser.get(path(found)).text
    make.lesson(found, "参观", kind="field", starts_at=at(9))
    assert "按课表建行程（1 天）" in browser.get(path(found)).text
    answer = browser.post(path(found, "outings/from-timetable"))
    assert (answer.status_code, [said(one) for one in outings_of(found.id)]) == (
        303,
        [["集合", "09:00 参观", "返回"]],
    )
    assert "草稿" in browser.get(path(found)).text


def test_outing_laid_down_changed_and_deleted(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    typed = {"title": "一日教学", "held_on": "2026-11-24", "back_by": "00:30", "dress": "正装"}
    assert browser.post(path(found, "outings/new"), data=typed).status_code == 303
    made = outings_of(found.id)[0]
    assert (made.title, made.held_on, made.back_by) == (
        "一日教学",
        date(2026, 11, 24),
        at(24 + 24, 30),
    )
    edit = path(found, f"outings/{made.id}/edit")
    assert "一日教学" in browser.get(edit).text
    assert browser.post(edit, data={**typed, "title": ""}).status_code == 422
    assert browser.post(edit, data={**typed, "held_on": ""}).status_code == 422
    assert browser.post(edit, data={**typed, "held_on": "2026-11-25"}).status_code == 303
    assert outing_by_id(found.id, made.id).held_on == date(2026, 11, 25)
    browser.post(path(found, f"outings/{made.id}/delete"))
    assert rows_of(Outing) == 0


def test_stop_added_and_edited_by_form(day):
    found, outing, stops, browser = day
    typed = {"kind": "teach", "title": "宣誓", "starts": "10:00", "minutes": "20", "push": "y"}
    address = path(found, f"outings/{outing.id}/stops/new?plan=main")
    assert browser.post(address, data=typed).status_code == 303
    assert said(outing)[2:] == ["09:00 参观", "10:00 宣誓", "12:20 午餐", "14:20 返回"]
    edit = path(found, f"outings/{outing.id}/stops/{stops[2].id}/edit?plan=main")
    page = browser.get(edit).text
    assert 'value="09:00"' in page
    assert browser.post(edit, data={**typed, "kind": "x"}).status_code == 422
    words = {"kind": "teach", "title": "参观", "time_text": "早餐后"}
    assert browser.post(edit, data=words).status_code == 303
    assert said(outing)[2] == "早餐后 参观"


def test_stop_moved_without_a_script_comes_back_to_the_page(day):
    found, outing, stops, browser = day
    answer = browser.post(
        path(found, f"outings/{outing.id}/stops/{stops[3].id}/move?plan=main"), data={"to": "up"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/outings/{outing.id}?plan=main")
    assert said(outing)[2:4] == ["09:00 午餐", "12:00 参观"]


def test_stop_moved_by_htmx_answers_the_way_and_says_the_place(day):
    found, outing, stops, browser = day
    address = path(found, f"outings/{outing.id}/stops/{stops[3].id}/move?plan=main")
    answer = browser.post(address, data={"to": "2"}, headers={"HX-Request": "true"})
    assert "“午餐”现在是第 3 站，共 5 站。" in answer.text
    assert answer.text.count('id="way-area"') == 1
    assert "<html" not in answer.text


def test_shift_by_buttons_and_nonsense_is_refused_in_words(day):
    found, outing, stops, browser = day
    address = path(found, f"outings/{outing.id}/stops/{stops[2].id}/shift?plan=main")
    browser.post(address, data={"minutes": "-10"})
    assert said(outing)[2:] == ["08:50 参观", "11:50 午餐", "13:50 返回"]
    answer = browser.post(address, data={"minutes": "x"}, headers={"HX-Request": "true"})
    assert "请填 1 到 720 之间的分钟数。" in answer.text


def test_clashes_stand_above_the_way_and_at_their_stop(day, make):
    found, outing, _stops, browser = day
    make.lesson(found, "专题讲座", starts_at=at(9))
    page = browser.get(path(found, f"outings/{outing.id}")).text
    words = "“参观”与课表里的“专题讲座”（09:00–12:00）时间重叠。"
    assert page.count(words) == 2
    assert "1 处要看" in browser.get(path(found)).text


def test_publish_change_tell_and_withdraw(day):
    found, outing, stops, browser = day
    here = f"outings/{outing.id}"
    browser.post(path(found, f"{here}/publish"))
    browser.post(path(found, f"{here}/stops/{stops[4].id}/shift?plan=main"), data={"minutes": "30"})
    assert "返回 14:00 → 14:30" in browser.get(path(found, here)).text
    browser.post(path(found, f"{here}/tell"))
    assert "通知变动" not in browser.get(path(found, here)).text
    browser.post(path(found, f"{here}/withdraw"))
    assert (rows_of(Notice), outing_by_id(found.id, outing.id).published_at) == (3, None)


def test_rain_plan_made_swapped_and_dropped(day):
    found, outing, _stops, browser = day
    here = f"outings/{outing.id}"
    browser.post(path(found, f"{here}/publish"))
    browser.post(path(found, f"{here}/rain"))
    assert "改为雨天方案" in browser.get(path(found, here)).text
    for _press in range(2):
        browser.post(path(found, f"{here}/swap"), data={"to": "rain"})
    assert rows_of(Notice) == 2
    db.session.expire_all()
    assert outing_by_id(found.id, outing.id).variant == "rain"
    assert browser.post(path(found, f"{here}/swap"), data={"to": "snow"}).status_code == 404
    browser.post(path(found, f"{here}/rain/drop"))
    assert said(outing, "rain") == said(outing)
    browser.post(path(found, f"{here}/swap"), data={"to": "main"})
    browser.post(path(found, f"{here}/rain/drop"))
    assert said(outing, "rain") == []


def test_bus_goes_its_own_order_and_back(day, road):
    found, outing, stops, browser = day
    bus = road.vehicle(found, "二号车")
    here = f"outings/{outing.id}"
    assert "这辆车走全体的顺序" in browser.get(path(found, f"{here}?car={bus.id}")).text
    browser.post(path(found, f"{here}/own-order?plan=main&car={bus.id}"))
    address = path(found, f"{here}/stops/{stops[3].id}/move?plan=main&car={bus.id}")
    browser.post(address, data={"to": "up"})
    assert said(outing, owner=bus.id)[2] == "09:00 午餐"
    assert said(outing)[2] == "09:00 参观"
    browser.post(path(found, f"{here}/common-order?plan=main&car={bus.id}"))
    assert said(outing, owner=bus.id) == said(outing)


def test_moved_lesson_is_said_on_page_and_cards_and_followed(make, road, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    lesson = make.lesson(found, "参观", kind="field", starts_at=at(9), ends_at=at(11))
    browser.post(path(found, "outings/from-timetable"))
    outing = outings_of(found.id)[0]
    with transaction() as session:
        moved = session.get_one(Lesson, lesson.id)
        moved.starts_at, moved.ends_at = at(10), at(12)
    words = "课表里“参观”已改到 11月23日 周一 10:00–12:00。"
    for address in (
        path(found, f"outings/{outing.id}"),
        f"/console/classes/{found.code}/",
        f"/console/classes/{found.code}/lessons/{lesson.id}",
    ):
        assert words in browser.get(address).text
    browser.post(path(found, f"outings/{outing.id}/lessons/{lesson.id}/follow"))
    assert said(outing)[1] == "10:00 参观"


def test_copy_from_another_class_by_its_day(day, make):
    found, outing, _stops, _browser = day
    there = make.training_class()
    account = make.account()
    for one in (found, there):
        make.role(account, one, "organiser")
    browser = make.browser_of(account)
    assert outing.title in browser.get(path(there, f"outings/copy?source={found.id}")).text
    typed = {"source": found.id, "outing": outing.id, "held_on": "2026-11-25"}
    assert browser.post(path(there, "outings/copy"), data=typed).status_code == 303
    assert [one.held_on for one in outings_of(there.id)] == [date(2026, 11, 25)]
    browser.post(path(there, "outings/copy"), data={**typed, "held_on": ""})
    assert len(outings_of(there.id)) == 1


def test_class_in_which_one_has_no_role_is_no_pattern(day, make):
    _found, outing, _stops, browser = day
    other = make.training_class()
    theirs = outings_of(other.id)
    stranger = make.staff_browser(other, "organiser")
    typed = {"source": outing.class_id, "outing": outing.id, "held_on": "2026-11-25"}
    assert stranger.post(path(other, "outings/copy"), data=typed).status_code == 404
    assert theirs == []
    assert browser.get(path(other, "outings/copy")).status_code == 404


def test_class_that_does_without_field_teaching_is_no_pattern(day, make):
    found, outing, _stops, _browser = day
    there, account = make.training_class(), make.account(administrator=True)
    browser = make.browser_of(account)
    switch_plugin(found, "field_teaching", False, by=STAFF, at=clock.now())
    assert outing.title not in browser.get(path(there, f"outings/copy?source={found.id}")).text
    typed = {"source": found.id, "outing": outing.id, "held_on": "2026-11-25"}
    assert browser.post(path(there, "outings/copy"), data=typed).status_code == 404
    assert outings_of(there.id) == []


SHEET = """线路,第几天,时间,类型,事项,地点
甲线,1,07:30,other,集合,西门
甲线,1,09:00-11:00,sightseeing,参观,西柏坡纪念馆
乙线,1,早餐后,sightseeing,步道,
"""


def test_import_in_three_steps_with_a_site_and_only_once(make, road, stand):
    found = make.training_class()
    site, other = road.site("西柏坡纪念馆"), road.site("旧址")
    browser = make.staff_browser(found, "organiser")
    sent = {"file": (BytesIO(SHEET.encode()), "行程.csv"), "first_day": "2026-11-24"}
    step = browser.post(path(found, "outings/import"), data=sent).headers["Location"]
    page = browser.get(step).text
    assert f'<option value="{site.id}" selected>' in page
    assert "另有 1 行属于别的线路" in page
    assert browser.post(step, data={"site-1": str(other.id)}).status_code == 303
    browser.post(step, data={"site-1": str(other.id)})
    made = outings_of(found.id)
    assert [(one.title, one.held_on, said(one)) for one in made] == [
        ("甲线", date(2026, 11, 24), ["07:30 集合", "09:00 参观"])
    ]
    assert made[0].published_at is None
    assert [one.site and one.site.id for one in halts_of(made[0].id)] == [None, other.id]
    assert "新建 1 次行程，共 2 站" in browser.get(step).text


def test_chosen_route_of_a_sheet_is_the_one_that_is_shown(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    sent = {"file": (BytesIO(SHEET.encode()), "行程.csv")}
    step = browser.post(path(found, "outings/import"), data=sent).headers["Location"]
    page = browser.get(f"{step}&route=乙线").text
    assert "另有 2 行属于别的线路" in page
    assert "时间“早餐后”不是钟点，照原话保留。" in page


def test_import_of_nonsense_writes_nothing(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    sent = {"file": (BytesIO(b"\x00\x01"), "x.xlsx")}
    assert browser.post(path(found, "outings/import"), data=sent).status_code == 422
    assert rows_of(Outing) == 0


@pytest.mark.parametrize(
    ("role", "sees", "plans"),
    [
        ("organiser", 200, 303),
        ("counsellor", 200, 403),
        ("leader", 200, 403),
        ("liaison", 200, 403),
    ],
)
def test_who_may_plan(day, make, role, sees, plans):
    found, outing, stops, _browser = day
    browser = make.staff_browser(found, role)
    for rest in ("", f"outings/{outing.id}", f"outings/{outing.id}/itinerary.pdf"):
        assert browser.get(path(found, rest)).status_code == sees
    address = path(found, f"outings/{outing.id}/stops/{stops[0].id}/shift")
    assert browser.post(address, data={"minutes": "5"}).status_code == plans


def test_outing_and_stop_of_another_class_are_not_there(day, make, road):
    found, outing, stops, browser = day
    other = make.training_class()
    theirs = road.outing(other)
    stranger = road.stop(theirs, "teach", "参观", at(9))
    assert browser.get(path(found, f"outings/{theirs.id}")).status_code == 404
    for address in (
        f"outings/{theirs.id}/publish",
        f"outings/{theirs.id}/stops/{stranger.id}/move",
        f"outings/{outing.id}/stops/{stranger.id}/remove",
        f"outings/{outing.id}/swap",
    ):
        assert browser.post(path(found, address), data={"to": "x"}).status_code == 404
    bus = road.vehicle(other)
    assert browser.get(path(found, f"outings/{outing.id}?car={bus.id}")).status_code == 404
    assert len(stops) == 5


def test_frozen_class_is_shown_and_changes_nothing(day):
    found, outing, stops, browser = day
    with transaction():
        found.state = "archived"
    page = browser.get(path(found, f"outings/{outing.id}")).text
    assert ("data-way" in page, "参观" in page) == (False, True)
    answer = browser.post(
        path(found, f"outings/{outing.id}/stops/{stops[0].id}/shift"), data={"minutes": "5"}
    )
    assert answer.status_code == 303
    assert said(outing)[0] == "07:30 集合"


def test_pages_ask_as_often_with_many_stops_as_with_one(make, road, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    bus = road.vehicle(found)
    outing = road.outing(found, published_at=None, version=0)
    road.stop(outing, "gather", "集合", at(7), site_id=road.site("甲").id)
    own_order(Spot(outing), bus, by=STAFF, at=clock.now())
    make_rain_plan(outing, by=STAFF, at=clock.now())
    publish(found, outing, by=STAFF, at=clock.now())
    addresses = (path(found), path(found, f"outings/{outing.id}"))

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            browser.get(address)
            with counted_queries() as seen:
                browser.get(address)
            counts.append(len(seen))
        return counts

    few = asked()
    for number in range(15):
        road.stop(
            outing, "teach", f"参观{number}", at(8, number), site_id=road.site(f"点{number}").id
        )
        road.ride(bus, make.trainee(found), seat=number + 1)
        five_stops(road, road.outing(found))
    assert asked() == few


def test_panel_of_the_next_outing_and_none_where_it_is_off(day):
    found, _outing, _stops, browser = day
    overview = browser.get(f"/console/classes/{found.code}/").text
    assert "下一站 08:00 发车" in overview
    switch_plugin(found, "field_teaching", False, by=STAFF, at=clock.now())
    assert "下一站" not in browser.get(f"/console/classes/{found.code}/").text
    assert browser.get(path(found)).status_code == 404


def test_settings_are_the_classs_own(day, road):
    found, outing, _stops, browser = day
    road.stop(outing, "arrive", "回到驻地", at(21, 30))
    address = path(found, f"outings/{outing.id}")
    assert "“回到驻地”到 22:00，晚于 21:00。" in browser.get(address).text
    set_setting(found, "field_teaching.latest_return", "22:30", by=STAFF, at=clock.now())
    assert "晚于" not in browser.get(address).text
    with pytest.raises(Refused):
        set_setting(found, "field_teaching.lunch", "中午", by=STAFF, at=clock.now())


def test_form_of_a_stop_names_the_buses_that_go_their_own_order(day, road):
    found, outing, stops, browser = day
    own_order(Spot(outing), road.vehicle(found, "二号车"), by=STAFF, at=clock.now())
    edit = browser.get(path(found, f"outings/{outing.id}/stops/{stops[0].id}/edit?plan=main")).text
    assert "二号车另走顺序：内容一起改" in edit
    new = browser.get(path(found, f"outings/{outing.id}/stops/new?plan=main")).text
    assert "二号车另走顺序：这一站也会加进去。" in new


def test_sheet_with_hundreds_of_stops_on_a_day_is_refused_in_words(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    rows = "".join(f"2026-11-24,08:00,参观{number}\n" for number in range(101))
    sent = {"file": (BytesIO(f"日期,时间,事项\n{rows}".encode()), "行程.csv")}
    step = browser.post(path(found, "outings/import"), data=sent).headers["Location"]
    answer = browser.post(step)
    assert (answer.status_code, rows_of(Outing)) == (422, 0)
    assert "一天最多 100 站" in answer.text


def test_columns_without_a_known_header_are_named_by_hand(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    sent = {"file": (BytesIO("何时,何事\n08:00,集合\n09:00,参观\n".encode()), "x.csv")}
    step = browser.post(path(found, "outings/import"), data=sent).headers["Location"]
    page = browser.get(step)
    assert (page.status_code, "何事" in page.text) == (422, True)
    named = f"{step}&col-0=time&col-1=title"
    assert "将写入的站" in browser.get(named).text
    browser.post(named)
    assert [said(one) for one in outings_of(found.id)] == [["08:00 集合", "09:00 参观"]]


def test_column_that_is_not_wanted_stays_out(make, stand):
    found = make.training_class()
    browser = make.staff_browser(found, "organiser")
    sent = {"file": (BytesIO("时间,事项,地点\n08:00,集合,西门\n".encode()), "x.csv")}
    step = browser.post(path(found, "outings/import"), data=sent).headers["Location"]
    browser.post(f"{step}&col-0=time&col-1=title&col-2=")
    outing = outings_of(found.id)[0]
    assert [one.stop.place for one in halts_of(outing.id)] == [""]
