"""行程单 on paper."""

from __future__ import annotations

import subprocess

import pytest

from core import clock
from core.testing import STAFF, counted_queries
from plugins.field_teaching.printing.itinerary import itinerary_pdf
from plugins.field_teaching.services.plans import make_rain_plan, own_order
from plugins.field_teaching.services.ways import Spot
from plugins.field_teaching.tests.services.ways import at, five_stops


@pytest.fixture
def paper(app):
    """Draws outings as a PDF and reads it back, page by page."""

    def read(found, outings) -> list[str]:
        with app.test_request_context("/itinerary.pdf"):
            content = itinerary_pdf(found, outings)
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
        )
        return text.stdout.decode().removesuffix("\f").split("\f")

    return read


def test_day_on_one_page_with_buses_and_what_to_wear(road, make, stand, paper):
    found = make.training_class()
    outing = road.outing(found, dress="正装", bring="身份证")
    five_stops(road, outing, leader="李娜", leader_phone="19900000007")
    road.vehicle(found, plate="冀A12345", driver="王师傅", driver_phone="19900000009")
    pages = paper(found, [outing])
    assert len(pages) == 1
    for words in (
        "现场教学行程单", "2026年11月23日 周一", "07:30–08:00", "李娜", "19900000007", "冀A12345",
        "王师傅 19900000009", "正装", "身份证", "制表", "审核", "第 1 页",
    ):  # fmt: skip
        assert "".join(words.split()) in "".join(pages[0].split())


def test_rain_plan_is_on_the_back_and_own_orders_on_pages_of_their_own(road, make, stand, paper):
    found = make.training_class()
    outing = road.outing(found)
    five_stops(road, outing)
    first, second = road.vehicle(found), road.vehicle(found, "二号车")
    own_order(Spot(outing), second, by=STAFF, at=clock.now())
    make_rain_plan(outing, by=STAFF, at=clock.now())
    pages = paper(found, [outing])
    assert ["雨天方案" in one for one in pages] == [False, False, True, True]
    assert [one.count("车辆：") for one in pages] == [1, 1, 1, 1]
    assert [first.name in one for one in pages] == [True, False, True, False]


def test_twenty_five_stops_with_long_names_stay_on_one_page(road, make, stand, paper):
    found = make.training_class()
    outing = road.outing(found, title="革命圣地两日现场教学暨主题党日活动（第一天）：从平山到正定")
    for number in range(25):
        road.stop(
            outing, "teach", f"第{number + 1}站 参观平山县某某革命旧址纪念馆及附属陈列展览", at(7, number * 30),
            place="河北省石家庄市平山县某某镇某某村东口停车场", leader="欧阳静怡",
            leader_phone="19900000001", transport="bus", leg_minutes=10, note="讲解器门口领取",
        )  # fmt: skip
    for name in ("一号车", "二号车"):
        road.vehicle(found, name)
    pages = paper(found, [outing])
    assert len(pages) == 1
    assert "二号车" in pages[0]
    assert "第25站" in pages[0]


def test_empty_class_prints_a_page_that_says_so(make, stand, paper):
    assert "还没有行程" in paper(make.training_class(), [])[0]


def test_paper_asks_as_often_with_many_stops_as_with_one(app, road, make, stand):
    found = make.training_class()
    outing = road.outing(found)
    road.stop(outing, "teach", "参观", at(9))

    def asked() -> int:
        assert (found.name, outing.title) != ("", "")  # read anew after the last act
        with app.test_request_context("/itinerary.pdf"), counted_queries() as seen:
            itinerary_pdf(found, [outing])
        return len(seen)

    few = asked()
    for number in range(8):
        road.stop(outing, "teach", f"参观{number}", at(10, number))
    assert asked() == few
