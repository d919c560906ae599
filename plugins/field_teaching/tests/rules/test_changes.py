"""What has changed since it was told, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.field_teaching.rules.changes import Called, Told, changes_between, way_words

START = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _context(app):
    """Changes are said in the language of whoever asks."""


def called(stop: int, title: str, minutes: int | None, place: str = "") -> Called:
    at = None if minutes is None else START + timedelta(minutes=minutes)
    return Called(stop, title, at, f"{at:%H:%M}" if at else "早餐后", place)


WAY = [
    called(1, "集合", 450, "酒店门口"),
    called(2, "发车", 480),
    called(3, "参观纪念馆", 540, "西柏坡"),
    called(4, "午餐", 720),
    called(5, "返回", 810),
]
TOLD = Told("现场教学", "2026-11-23", "main", "正装", "", {0: WAY})


def changed(*way: Called, **values) -> list[str]:
    return changes_between(TOLD, replace(TOLD, ways={0: list(way)}, **values))


def test_nothing_changed_says_nothing():
    assert changed(*WAY) == []


def test_other_time_added_and_cancelled():
    later = called(5, "返回", 840)
    assert changed(*WAY[:3], called(6, "宣誓", 600, "广场"), later) == [
        "取消 12:00 午餐",
        "新增 10:00 宣誓（广场）",
        "返回 13:30 → 14:00",
    ]


def test_run_of_stops_later_by_as_much_is_one_sentence():
    later = [replace(one, at=one.at + timedelta(minutes=30), when="x") for one in WAY[1:]]
    assert changed(WAY[0], *later) == ["从“发车”起 4 站都推迟 30 分钟（08:00 → x）"]


def test_words_for_a_time():
    assert changed(*WAY[:4], called(5, "返回", None)) == ["返回 13:30 → 早餐后"]


def test_place_title_dress_and_order():
    moved = replace(WAY[2], place="旧址")
    assert changed(*WAY[:2], moved, *WAY[3:], dress="") == [
        "着装：正装 → 无",
        "参观纪念馆 地点：西柏坡 → 旧址",
    ]
    assert changed(*WAY[:3], replace(WAY[3], title="简餐"), WAY[4]) == ["“午餐”改为“简餐”"]
    wordy = [called(1, "甲", None), called(2, "乙", None)]
    before = replace(TOLD, ways={0: wordy})
    assert changes_between(before, replace(TOLD, ways={0: wordy[::-1]})) == [
        "顺序改为：早餐后 乙 → 早餐后 甲"
    ]


def test_other_day_is_said_and_another_language_is_no_change(app):
    assert changed(*WAY, day="2026-11-24") == ["日期：11月23日 周一 → 11月24日 周二"]
    night = [called(1, "返回", 1000)]
    english = replace(TOLD, ways={0: [replace(night[0], when="next day 00:40")]})
    assert changes_between(replace(TOLD, ways={0: night}), english) == []


def test_bus_with_an_order_of_its_own():
    own = replace(TOLD, ways={0: WAY, 7: WAY[:2]}, names={7: "二号车"})
    assert changes_between(TOLD, own) == ["二号车另走顺序：07:30 集合 → 08:00 发车"]
    assert changes_between(own, TOLD) == ["二号车改走全体的顺序。"]
    later = replace(own, ways={0: WAY, 7: [WAY[0], called(2, "发车", 490)]})
    assert changes_between(own, later) == ["二号车：发车 08:00 → 08:10"]


def test_whole_way_in_words():
    assert way_words(WAY[:2]) == ["07:30 集合（酒店门口）", "08:00 发车"]


@st.composite
def tolds(draw: st.DrawFn) -> Told:
    def way() -> list[Called]:
        stops = draw(st.lists(st.integers(1, 6), unique=True, max_size=5))
        minutes = st.one_of(st.none(), st.integers(0, 900))
        return [called(stop, f"站{stop}", draw(minutes)) for stop in stops]

    owners = draw(st.lists(st.integers(1, 3), unique=True, max_size=2))
    ways = {0: way(), **{owner: way() for owner in owners}}
    return replace(TOLD, ways=ways, names={owner: f"{owner}号车" for owner in owners})


@given(tolds(), tolds())
def test_silence_means_that_nothing_changed(before, after):
    assert (changes_between(before, after) == []) == (before.ways == after.ways)
    assert Told.from_json(before.as_json()) == before
