"""Places on the map: what people type, and the way between the systems."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import Refused
from plugins.field_teaching.rules.coordinates import (
    Place,
    Point,
    in_system,
    point_in,
    system_in,
    wgs84_of,
)
from plugins.field_teaching.terms import CoordinateSystem

WGS84, GCJ02, BD09 = CoordinateSystem
INSIDE = st.builds(Point, st.floats(4, 53.5), st.floats(74, 135))
OUTSIDE = st.builds(Point, st.floats(-89, 0.5), st.floats(-179, 179)) | st.builds(
    Point, st.floats(-89, 89), st.floats(-179, 71.5)
)


def metres(one: Point, other: Point) -> float:
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return 6_371_000 * math.hypot(north, east)


@given(INSIDE, st.sampled_from([GCJ02, BD09]))
@example(Point(38.3456, 113.9321), BD09)
def test_there_and_back_is_within_a_metre_inside_china(
    point: Point, system: CoordinateSystem
) -> None:
    shifted = in_system(point, system)
    assert metres(wgs84_of(shifted, system), point) < 1
    assert 50 < metres(shifted, point) < 3000


@given(OUTSIDE)
def test_gcj02_is_wgs84_outside_china(point: Point) -> None:
    assert metres(in_system(point, GCJ02), point) < 0.02
    assert metres(wgs84_of(point, GCJ02), point) < 0.02


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        (Point(31.1774276, 121.5272106), Point(31.1753040, 121.5315419)),
        (Point(22.543847, 113.912316), Point(22.5407961, 113.9171765)),
        (Point(39.911954, 116.377817), Point(39.9133455, 116.3840472)),
    ],
)
def test_known_points_of_the_published_formulas(wgs84: Point, gcj02: Point) -> None:
    assert in_system(wgs84, GCJ02) == gcj02
    assert metres(wgs84_of(gcj02, GCJ02), wgs84) < 0.1


XIBAIPO = Point(38.3456, 113.9321)
IN_SECONDS = Point(38.3455556, 113.9319444)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("38.3456, 113.9321", XIBAIPO),
        ("113.9321 38.3456", XIBAIPO),
        ("３８．３４５６，１１３．９３２１", XIBAIPO),
        ("（113.9321、38.3456）", XIBAIPO),
        ("纬度：38.3456；经度：113.9321", XIBAIPO),
        ("38.3456°N 113.9321°E", XIBAIPO),
        ("北纬38°20′44″，东经113°55′55″", IN_SECONDS),
        ("东经113度55分55秒 北纬38度20分44秒", IN_SECONDS),
        ("38°20'44\"N 113°55'55\"E", IN_SECONDS),
        ("38°20′44″N113°55′55″E", IN_SECONDS),
        ("38°20.74′, 113°55.926′", Point(38.3456667, 113.9321)),
        ("北纬55.75，东经37.61", Point(55.75, 37.61)),
        ("-33.8568, 151.2153", Point(-33.8568, 151.2153)),
        ("南纬33.8568 东经151.2153", Point(-33.8568, 151.2153)),
    ],
)
def test_point_as_people_type_it(text: str, point: Point) -> None:
    assert point_in(text) == point


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "coordinates_unread"),
        ("西柏坡", "coordinates_unread"),
        ("38.3456", "coordinates_unread"),
        ("38.3456113.9321", "coordinates_unread"),
        ("38°70′44″, 113°55′55″", "coordinates_unread"),
        ("1e5, 38", "coordinates_unread"),
        ("nan, nan", "coordinates_unread"),
        ("38" + " " * 1_000_000 + "x", "coordinates_unread"),
        ("38.3, 113.9, 5", "coordinates_unread"),
        ("98.1, 200.4", "coordinates_impossible"),
        ("北纬113.9，东经38.3", "coordinates_impossible"),
        ("北纬38.3，北纬38.3", "coordinates_unread"),
        ("55.75, 37.61", "coordinates_unclear"),
    ],
)
def test_point_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        point_in(text)
    assert refused.value.codes == [code]


@given(st.text("0123456789.,，°′″'\"NSEW北纬东经 -+", max_size=40))
def test_whatever_is_typed_gives_a_place_on_earth_or_a_reason(text: str) -> None:
    with suppress(Refused):
        point = point_in(text)
        assert abs(point.latitude) <= 90
        assert abs(point.longitude) <= 180


@given(INSIDE)
def test_point_is_read_back_from_its_words(point: Point) -> None:
    rounded = in_system(wgs84_of(point, GCJ02), GCJ02)
    assert point_in(str(rounded)) == rounded


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("WGS-84", WGS84),
        ("ＧＰＳ", WGS84),
        ("GCJ-02（高德）", GCJ02),
        ("腾讯地图", GCJ02),
        ("百度", BD09),
        ("bd09ll", BD09),
        ("不知道", None),
        ("", None),
    ],
)
def test_system_is_known_by_its_names(text: str, system: CoordinateSystem | None) -> None:
    assert system_in(text) == system


def test_place_keeps_what_was_given_beside_what_it_comes_to() -> None:
    place = Place(in_system(XIBAIPO, BD09), BD09)
    assert metres(place.wgs84, XIBAIPO) < 0.1
    assert metres(place.given, XIBAIPO) > 500
