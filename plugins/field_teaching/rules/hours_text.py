"""Reads opening hours and closed days out of the words that people type; what is not understood is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.written_times import BARE_HOUR, CLOCK, DOTTED, TO, day_in, narrow, ranges_in

WEEK = "(?:周|星期|礼拜)"
DAY = "[一二三四五六日天]"
SPAN = rf"(?:{WEEK}?{DAY}(?:(?:至|到|-){WEEK}?{DAY})?|{WEEK}末)"
DAYS = re.compile(
    rf"(?:每|逢)*(?:每天|每日|天天|全周|全年|工作日|双休日|{WEEK}末|"
    rf"{WEEK}{DAY}+(?:(?:至|到|-){WEEK}?{DAY})?(?:[、/和及]{SPAN})*)"
)
EXCEPT = re.compile(rf"除(?:了)?({DAYS.pattern})(?:以)?外")
CLOSED = re.compile("(?:全天)?(?:闭馆|休馆|闭园|关闭|关门|休息|不开放|停止开放|不对外开放|闭)")
RANGE = re.compile(rf"{CLOCK.pattern}{TO.pattern}{CLOCK.pattern}(?!\d)|24小时|全天(?!闭|关|休)")
FILLER = re.compile(
    "(?:开放时间|营业时间|参观时间|开放|开馆|营业|参观|时间|均|都|免费|为|是|[:、,/和及]|-)*"
)
REST = re.compile("其[余他](?:时间|时段|日子|各天)?")
SEASON = re.compile(r"[春夏秋冬]|[旺淡]季|\d{1,2}月|[暑寒]假")
CLAUSE = re.compile("[;。\n\r]+")
LISTED = re.compile(rf"(?<={DAY}),(?={WEEK}{DAY})")
PIECE = re.compile("[,()]+")
ALL = frozenset(range(1, 8))
MOST_DAYS = 370
LONGEST = 1000
YEARS = range(2000, 2200)


@dataclass(frozen=True)
class HoursRead:
    """The hours that were understood, and the words that were not."""

    hours: list[dict[str, Any]]
    unread: str


def hours_in(text: str) -> HoursRead:
    """Opening hours from words such as 周二至周日 9:00-17:00；周一闭馆; what is in doubt is not taken."""
    reader = _Reader()
    for clause in CLAUSE.split(text.replace("；", ";")) if len(text) <= LONGEST else ():
        reader.read_clause(clause)
    if not reader.spans:  # a day off alone says nothing of the other days
        return HoursRead([], " ".join(text.strip(" ;；。\n\r").split()))
    return HoursRead(reader.hours(), "；".join(reader.unread))


@dataclass
class _Said:
    """What one piece says so far; `named` are days that still wait for a time."""

    days: frozenset[int] | None
    spans: list[tuple[frozenset[int], str, str]] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    named: bool = False
    finished: bool = False

    def take(self, kind: str, value: Any, before: _Reader) -> bool:
        """One token more; False where it makes no sense."""
        if kind in ("days", "rest"):
            value = value if kind == "days" else ALL - before.closed - before.days()
            joins = self.named and not self.finished
            self.days = (self.days or frozenset()) | value if joins else value
            self.named, self.finished = True, False
        elif kind == "except":
            self.closed |= value
            self.days = ALL - value
        elif self.days is None or (kind == "closed" and not self.named):
            return False
        else:
            if kind == "closed":
                self.closed |= self.days
            else:
                self.spans.append((self.days, *value))
            self.finished = True
        return True


@dataclass
class _Reader:
    spans: list[tuple[frozenset[int], str, str]] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    seasonal: bool = False

    def read_clause(self, clause: str) -> None:
        """Days said once hold for the times after them; after what was not understood they do not."""
        days: frozenset[int] | None = ALL
        unread: list[str] = []
        clause = clause.replace("，", ",").replace("（", "(").replace("）", ")")
        for piece in PIECE.split(LISTED.sub("、", clause)):
            if not piece.strip():
                continue
            self.seasonal = self.seasonal or SEASON.search(piece) is not None
            understood = None if self.seasonal else self._read_piece(narrow(piece), days)
            if understood is None:
                unread.append(" ".join(piece.split()))
            days = understood
        if unread:
            self.unread.append("，".join(unread))

    def _read_piece(self, piece: str, days: frozenset[int] | None) -> frozenset[int] | None:
        """The days that hold after it; None, and nothing taken, where a word of it is not understood."""
        found = _tokens(_clocks(piece))
        said = _Said(days)
        if found is None or not all(said.take(*token, self) for token in found):
            return None
        if not (said.finished or (said.closed and said.days)):
            return None
        self.spans += said.spans
        self.closed |= said.closed
        return said.days

    def days(self) -> frozenset[int]:
        """The days that have a time already."""
        return frozenset(day for days, _begins, _stops in self.spans for day in days)

    def hours(self) -> list[dict[str, Any]]:
        """What a site keeps: by the first day, then by the time, no span said twice."""
        kept = {
            (tuple(sorted(days - self.closed)), begins, stops)
            for days, begins, stops in self.spans
            if days - self.closed
        }
        return [
            {"days": list(days), "from": begins, "to": stops}
            for days, begins, stops in sorted(kept)
        ]


def _clocks(piece: str) -> str:
    piece = re.sub(r"(?<!\d):", "、", piece)  # 周二至周日：9:00
    dotted = DOTTED.sub(lambda m: f"{m[1] or m[3]}:{m[2] or m[4]}", piece)
    return BARE_HOUR.sub(lambda m: f"{m[1]}:00", dotted)


def _tokens(piece: str) -> list[tuple[str, Any]] | None:
    """Days, times and words for closed, in order; None where anything else stands between them."""
    found: list[tuple[str, Any]] = []
    place = _after(FILLER, piece, 0)
    while place < len(piece):
        token = _token_at(piece, place)
        if token is None:
            return None
        kind, value, end = token
        if value is None or end == place:
            return None
        found.append((kind, value))
        place = _after(FILLER, piece, end)
    return found


def _token_at(piece: str, place: int) -> tuple[str, Any, int] | None:
    for kind, (pattern, value_of) in TOKENS.items():
        match = pattern.match(piece, place)
        if match is not None:
            return kind, value_of(match), match.end()
    return None


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


def _span(words: str) -> tuple[str, str] | None:
    """From and to by the clock; None where it ends before it begins."""
    if words in ("24小时", "全天"):
        return "00:00", "24:00"
    read = ranges_in(words)[0]
    begins = f"{read.start:%H:%M}"
    stops = "24:00" if read.to_midnight else f"{read.end:%H:%M}" if read.end else ""
    return (begins, stops) if begins < stops else None


def _days(words: str) -> frozenset[int]:
    if any(word in words for word in ("每天", "每日", "天天", "全周", "全年")):
        return ALL
    if "工作日" in words:
        return frozenset(range(1, 6))
    if "双休日" in words:
        return frozenset((6, 7))
    found: set[int] = set()
    for part in re.findall(SPAN, re.sub(rf"{WEEK}(?={DAY}{{2}})", "", words)):
        found |= _run(re.sub(f"{WEEK}(?!末)", "", part))
    return frozenset(found)


def _run(part: str) -> set[int]:
    """Days from one to another, over Sunday where it must be; 五至一 is 5, 6, 7, 1."""
    if part.endswith("末"):
        return {6, 7}
    first, last = (" 一二三四五六日".index(c.replace("天", "日")) for c in (part[0], part[-1]))
    return {(first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1)}


TOKENS: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], Any]]] = {
    "except": (EXCEPT, lambda found: _days(found[1])),
    "rest": (REST, lambda _found: True),
    "days": (DAYS, lambda found: _days(found[0])),
    "closed": (CLOSED, lambda _found: True),
    "span": (RANGE, lambda found: _span(found[0])),
}


def closed_days_in(text: str) -> tuple[list[str], str]:
    """Days as ISO dates from 2026-11-24、2026年10月1日至2026年10月3日, in order; and what was none."""
    found: set[dt.date] = set()
    unread: list[str] = []
    for part in filter(None, re.split(r"[,，、;；\s]+", text.strip())):
        ends = [day_in(one).date for one in re.split("至|到|~|～|—+|–", part)]
        if len(ends) > 2 or any(one is None or one.year not in YEARS for one in ends):
            unread.append(part)
            continue
        first, last = ends[0], ends[-1]
        if first is None or last is None or not 0 <= (last - first).days <= MOST_DAYS:
            unread.append(part)
            continue
        found |= {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
    return [day.isoformat() for day in sorted(found)], "、".join(unread)
