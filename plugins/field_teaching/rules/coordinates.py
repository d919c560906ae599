"""Places on the map: read as people type them, and moved between the systems that maps in China use.

The formulas are those published for GCJ-02 and BD-09 (github.com/wandergis/coordtransform, MIT, and
github.com/googollee/eviltransform, MIT), which agree with each other; the ways back are found by iteration.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.field_teaching.terms import CoordinateSystem

FIELD = "coordinates"
LONGEST = 120
DIGITS = 7
"""Decimals that are kept: the seventh is a centimetre."""
CHINA_LATITUDES, CHINA_LONGITUDES = (3.0, 54.0), (73.0, 136.0)
"""They do not overlap, so the order in which somebody typed the two is seen from the values."""

_AXIS, _FLATNESS = 6378245.0, 0.00669342162296594323  # Krassovsky 1940, as the formulas have it
_TURN = math.pi * 3000.0 / 180.0
_NEAR = 1e-10

NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,15})?"
ONE = re.compile(
    rf"(?P<before>北纬|南纬|东经|西经|纬度|经度|[NSEW])?:?(?P<degrees>{NUMBER})"
    r"(?:[°度](?:(?P<minutes>\d{1,2}(?:\.\d{1,12})?)['分](?:(?P<seconds>\d{1,2}(?:\.\d{1,10})?)(?:\"|''|秒))?)?)?"
    r"(?P<after>[NSEW])?",
    re.IGNORECASE,
)
AXES = {
    **dict.fromkeys(("北纬", "纬度", "N"), ("latitude", 1)),
    **dict.fromkeys(("南纬", "S"), ("latitude", -1)),
    **dict.fromkeys(("东经", "经度", "E"), ("longitude", 1)),
    **dict.fromkeys(("西经", "W"), ("longitude", -1)),
}
SYSTEMS = {
    CoordinateSystem.WGS84: ("wgs", "gps", "手机", "现场", "地球"),
    CoordinateSystem.GCJ02: ("gcj", "高德", "腾讯", "火星", "国测"),
    CoordinateSystem.BD09: ("bd", "百度"),
}


@dataclass(frozen=True)
class Point:
    """A place in degrees, north and east positive."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{_plain(self.latitude)}, {_plain(self.longitude)}"


@dataclass(frozen=True)
class Place:
    """A point with the system it was named in; `on_the_spot` says that a phone there named it."""

    given: Point
    system: CoordinateSystem
    on_the_spot: bool = False

    @property
    def wgs84(self) -> Point:
        """The same place as satellites and `geo:` name it."""
        return wgs84_of(self.given, self.system)


def point_in(text: str) -> Point:
    """The point that somebody typed, in either order; Refused where it is none or cannot be told."""
    found = _two_in(_narrow(text)) if len(text) <= LONGEST else None
    if found is None:
        words = _("坐标没有看懂。请写成“38.3456, 113.9321”，或“北纬38°20′44″，东经113°55′56″”。")
        raise Refused(Problem("coordinates_unread", words, FIELD))
    (first, first_axis), (second, second_axis) = found
    if first_axis or second_axis:
        orders = [first_axis != "longitude" and second_axis != "latitude"]
    else:
        orders = _orders(first, second)
    points = [Point(first, second) if straight else Point(second, first) for straight in orders]
    possible = [one for one in points if is_possible(one)]
    if not possible:
        raise Refused(
            Problem("coordinates_impossible", _("地图上没有这样的位置，请核对坐标。"), FIELD)
        )
    if len(possible) > 1:
        words = _("看不出哪个是纬度。请写成“北纬…，东经…”。")
        raise Refused(Problem("coordinates_unclear", words, FIELD))
    return _rounded(possible[0])


def _orders(first: float, second: float) -> list[bool]:
    """Whether latitude may stand first, and whether second; in China only one of them fits."""
    straight, turned = _in_china(Point(first, second)), _in_china(Point(second, first))
    return [straight] if straight != turned else [True, False]


def is_possible(point: Point) -> bool:
    """Whether there is such a place on earth; NaN is none."""
    return abs(point.latitude) <= 90 and abs(point.longitude) <= 180


def system_in(text: str) -> CoordinateSystem | None:
    """The coordinate system that a cell names: GCJ-02, 高德, 百度…; None where it names none."""
    narrow = re.sub(r"[\s\-_]+", "", unicodedata.normalize("NFKC", text)).lower()
    return next((one for one, words in SYSTEMS.items() if any(w in narrow for w in words)), None)


def wgs84_of(point: Point, system: CoordinateSystem) -> Point:
    """A point of any of the three systems in WGS-84."""
    if system is CoordinateSystem.WGS84:
        return point
    if system is CoordinateSystem.BD09:
        point = _back(_bd09_of_gcj02, point)
    return _rounded(_back(_gcj02_of_wgs84, point) if _is_shifted(point) else point)


def in_system(point: Point, system: CoordinateSystem) -> Point:
    """A WGS-84 point in any of the three systems."""
    if system is CoordinateSystem.WGS84:
        return point
    shifted = _gcj02_of_wgs84(point) if _is_shifted(point) else point
    return _rounded(_bd09_of_gcj02(shifted) if system is CoordinateSystem.BD09 else shifted)


def _narrow(text: str) -> str:
    """Full-width forms, primes and quotes made alike; spaces only where they part two numbers."""
    text = unicodedata.normalize("NFKC", text).replace("\u2032\u2032", '"')
    text = re.sub("[\u2019\u2018\u2032´`]", "'", text)
    text = re.sub("[\u201c\u201d\u2033]", '"', text).replace("º", "°").replace("\u02da", "°")
    return re.sub(r"\s*([°度'\"分秒:])\s*", r"\1", text).strip(" ()[]")


def _two_in(text: str) -> tuple[tuple[float, str], tuple[float, str]] | None:
    first = ONE.match(text)
    if first is None:
        return None
    parted = re.compile(r"\s*[,，、;/\s]?\s*").match(text, first.end())
    second = ONE.fullmatch(text, parted.end() if parted else first.end())
    glued = parted is None or parted.end() == first.end()
    if second is None or (glued and not (first["after"] or second["before"] or "'" in text)):
        return None
    one, other = _value(first), _value(second)
    if one is None or other is None or (one[1] and one[1] == other[1]):
        return None
    return one, other


def _value(one: re.Match[str]) -> tuple[float, str] | None:
    """Degrees, and the axis that a letter or word names; "" where none does."""
    minutes, seconds = float(one["minutes"] or 0), float(one["seconds"] or 0)
    axis, sign = AXES.get((one["before"] or one["after"] or "").upper(), ("", 1))
    if minutes >= 60 or seconds >= 60:
        return None
    degrees = float(one["degrees"])
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return math.copysign(size, degrees) * sign, axis


def _in_china(point: Point) -> bool:
    south, north = CHINA_LATITUDES
    west, east = CHINA_LONGITUDES
    return south <= point.latitude <= north and west <= point.longitude <= east


def _is_shifted(point: Point) -> bool:
    """Whether the formulas move the point at all: beyond this box GCJ-02 is WGS-84."""
    return 0.8293 <= point.latitude <= 55.8271 and 72.004 <= point.longitude <= 137.8347


def _gcj02_of_wgs84(point: Point) -> Point:
    x, y = point.longitude - 105.0, point.latitude - 35.0
    north, east = _northing(x, y), _easting(x, y)
    radians = math.radians(point.latitude)
    magic = 1 - _FLATNESS * math.sin(radians) ** 2
    root = math.sqrt(magic)
    north = math.degrees(north / ((_AXIS * (1 - _FLATNESS)) / (magic * root)))
    east = math.degrees(east / (_AXIS / root * math.cos(radians)))
    return Point(point.latitude + north, point.longitude + east)


def _northing(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        shift
        + _waves(x, (20, 6), (20, 2))
        + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    )


def _easting(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return shift + _waves(x, (20, 6), (20, 2), (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))


def _waves(value: float, *waves: tuple[float, float]) -> float:
    """Two thirds of sines of these heights and frequencies."""
    return sum(height * math.sin(value * often * math.pi) for height, often in waves) * 2 / 3


def _bd09_of_gcj02(point: Point) -> Point:
    x, y = point.longitude, point.latitude
    distance = math.hypot(x, y) + 0.00002 * math.sin(y * _TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * _TURN)
    return Point(distance * math.sin(angle) + 0.006, distance * math.cos(angle) + 0.0065)


def _back(there: Callable[[Point], Point], point: Point) -> Point:
    """The point that `there` leads to this one, nearer with every step."""
    guess = point
    for _step in range(30):
        reached = there(guess)
        north, east = reached.latitude - point.latitude, reached.longitude - point.longitude
        guess = Point(guess.latitude - north, guess.longitude - east)
        if abs(north) < _NEAR and abs(east) < _NEAR:
            break
    return guess


def _rounded(point: Point) -> Point:
    return Point(round(point.latitude, DIGITS), round(point.longitude, DIGITS))


def _plain(degrees: float) -> str:
    text = f"{degrees:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
