"""Dates and times as people write them in tables; what is not written is never invented."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119
WEEKDAYS = "一二三四五六日"
NUMERALS = {word: n for n, word in enumerate("零一二三四五六七八九十", start=0)} | {"两": 2}

YEAR_DATE = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]?(?!\d)")
SLASH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})")
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
NTH_DAY = re.compile(
    r"第?([0-9]{1,3}|[一二三四五六七八九十两]{1,3})天|^(?:day|d)([0-9]{1,2})$", re.IGNORECASE
)
HALF_DAY = re.compile(r"上午|下午|中午|晚上|晚间|傍晚|凌晨|早上|早晨|清晨|全天|晚(?!点|餐|饭)")
NIGHT = ("晚上", "晚间", "晚")
AFTERNOON = ("下午", "傍晚", *NIGHT)

DAY_PART = r"(?:(上午|下午|中午|晚上|晚间|傍晚|凌晨|早上|早晨|清晨|晚)|(?<![\d:]))"
HOUR = r"([01]?\d|2[0-4])"
MINUTE = r"(?::([0-5]\d)(?::[0-5]\d)?|[点时](?:([0-5]?\d)分?|(半)|(一刻|三刻))?)"
CLOCK = re.compile(rf"{DAY_PART}{HOUR}{MINUTE}(?!\d)")
TO = re.compile(r"(?:~|-|至|到|→)+")
DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{2})(?=[~-]|$)|(?<=[~-])(\d{1,2})\.(\d{2})(?!\d)")
BARE_HOUR = re.compile(r"(?<![\d:])(\d{1,2})(?=[~-]\d{1,2}[点时])")


@dataclass(frozen=True)
class WrittenDay:
    """What a cell says of a day: a date, or month and day without a year, a weekday (Monday 0), or
    the n-th day of the class (0 is the day of arrival). All may be missing."""

    date: dt.date | None = None
    month_day: tuple[int, int] | None = None
    weekday: int | None = None
    nth: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether the cell says anything of a day."""
        return self != NO_DAY


NO_DAY = WrittenDay()


@dataclass(frozen=True)
class ClockRange:
    """A start and perhaps an end by the clock; an end of 24:00 is None with `to_midnight`."""

    start: dt.time
    end: dt.time | None = None
    to_midnight: bool = False


def narrow(value: object) -> str:
    """Text with full-width forms, dashes and spaces made alike."""
    text = unicodedata.normalize("NFKC", str(value))
    text = re.sub(r"[‐‑‒–—―−─﹣~～〜∼]+", "-", text)
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text).strip()


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def day_in(value: object, bare_number_is_nth: bool = False) -> WrittenDay:
    """The day a cell names; a bare small number counts as the n-th day only where asked."""
    if isinstance(value, dt.datetime):
        return WrittenDay(date=value.date())
    if isinstance(value, dt.date):
        return WrittenDay(date=value)
    text = narrow(value)
    number = re.fullmatch(r"(\d{1,6})(?:\.0+)?", text)
    return _numbered_day(int(number[1]), bare_number_is_nth) if number else _worded_day(text)


def _numbered_day(count: int, is_nth: bool) -> WrittenDay:
    if count in SERIALS:
        return WrittenDay(date=EXCEL_EPOCH + dt.timedelta(days=count))
    return WrittenDay(nth=count) if is_nth and count < 100 else WrittenDay()


def _worded_day(text: str) -> WrittenDay:
    weekday = WEEKDAY.search(text)
    on = WEEKDAYS.index(weekday[1].replace("天", "日")) if weekday else None
    full = YEAR_DATE.search(text) or COMPACT.search(text)
    if full:
        return WrittenDay(date=_date(int(full[1]), int(full[2]), int(full[3])), weekday=on)
    part = MONTH_DAY.search(text) or SLASH_DAY.fullmatch(re.sub(r"[(（].*", "", text))
    if part and _date(2000, int(part[1]), int(part[2])):
        return WrittenDay(month_day=(int(part[1]), int(part[2])), weekday=on)
    return WrittenDay(weekday=on, nth=_nth_day(text))


def _nth_day(text: str) -> int | None:
    if re.match(r"报到[日天当]", text):
        return 0
    match = NTH_DAY.search(text)
    if not match:
        return None
    return _number(match[1] or match[2])


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, _ten, ones = text.rpartition("十")
    if "十" in text:
        return 10 * (NUMERALS[tens] if tens else 1) + (NUMERALS[ones] if ones else 0)
    return NUMERALS.get(text[-1], 0)


def half_day_in(text: str) -> str:
    """The word for a part of the day (上午, 晚上…) that stands in a text, '' if none."""
    found = HALF_DAY.search(narrow(text))
    return found[0] if found else ""


def ranges_in(value: object, half_day: str = "") -> list[ClockRange]:
    """Every time range in a cell, in order: `9:30 ~ 12:30`, `8点半到10点`, `下午2:30-5:30`, a time.

    `half_day` is the word of a column beside it; 下午 and 晚上 move hours before noon after it.
    """
    if isinstance(value, dt.datetime):
        value = value.time() if value.time() != dt.time() else ""
    if isinstance(value, dt.time):
        return [ClockRange(value.replace(second=0, microsecond=0, tzinfo=None))]
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 24 * 60) % (24 * 60)
        return [ClockRange(dt.time(minutes // 60, minutes % 60))]
    text = _clock_text(str(value))
    clocks = list(CLOCK.finditer(text))
    found: list[ClockRange] = []
    position = 0
    while position < len(clocks):
        first, second = clocks[position], None
        if position + 1 < len(clocks):
            between = text[first.end() : clocks[position + 1].start()]
            second = clocks[position + 1] if TO.fullmatch(between) else None
        found.append(_range(first, second, half_day))
        position += 2 if second else 1
    return found


def _clock_text(text: str) -> str:
    text = narrow(text)
    text = re.sub(r"[零一二三四五六七八九十两]{1,3}(?=[点时])", lambda m: str(_number(m[0])), text)
    text = DOTTED.sub(lambda m: f"{m[1] or m[3]}:{m[2] or m[4]}", text)
    return BARE_HOUR.sub(lambda m: f"{m[1]}:00", text)


def _minutes(clock: re.Match[str], half_day: str) -> int:
    hour = int(clock[2])
    word = clock[1] or half_day
    midnight = hour == 0 and word in NIGHT  # 晚上 0:30 is half past midnight
    if (hour < 12 and word in AFTERNOON and not midnight) or (hour in (1, 2) and word == "中午"):
        hour += 12
    quarter = {"一刻": 15, "三刻": 45}.get(clock[6] or "", 0)
    return hour * 60 + int(clock[3] or clock[4] or 0) + (30 if clock[5] else 0) + quarter


def _range(first: re.Match[str], second: re.Match[str] | None, half_day: str) -> ClockRange:
    start = min(_minutes(first, half_day), 24 * 60 - 1)
    if second is None:
        return ClockRange(_time(start))
    word = second[1] or first[1] or half_day
    end = _minutes(second, word)
    if word in NIGHT and start >= 18 * 60 and 12 * 60 <= end < 13 * 60:
        end += 12 * 60 if end == 12 * 60 else -12 * 60  # 晚上 11:30-12:30 ends after midnight
    if end >= 24 * 60:
        return ClockRange(_time(start), None, to_midnight=True)
    return ClockRange(_time(start), _time(end))


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)


def month_in(value: object) -> tuple[str, bool] | None:
    """A month as `YYYY-MM` from `2017.6`, `2011年5月`, a date; and whether it is in doubt.

    A sheet shows October typed as 2011.10 as 2011.1, so a single 1 after the point is in doubt.
    """
    day = day_in(value).date
    if day:
        return f"{day:%Y-%m}", False
    text = narrow(repr(value) if isinstance(value, float) else value)
    match = re.fullmatch(r"((?:19|20)\d{2})(?:([.])|[-/年])(\d{1,2})月?", text)
    if not match or not 1 <= int(match[3]) <= 12:
        return None
    return f"{match[1]}-{int(match[3]):02d}", bool(match[2]) and match[3] == "1"
