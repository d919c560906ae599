"""The thresholds of a class for its days on the road, and how they are typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from core.i18n import gettext as _

LUNCH, SUPPER = "field_teaching.lunch", "field_teaching.supper"
LATEST, SPARE = "field_teaching.latest_return", "field_teaching.leg_spare"
USUAL = {LUNCH: "11:30-13:30", SUPPER: "17:30-19:00", LATEST: "21:00", SPARE: "0"}

CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
MOST_SPARE = 120


@dataclass(frozen=True)
class Limits:
    """What a day is measured by; a window is (from, until) on the wall clock, None asks for none."""

    lunch: tuple[time, time] | None = (time(11, 30), time(13, 30))
    supper: tuple[time, time] | None = (time(17, 30), time(19, 0))
    latest: time | None = time(21, 0)
    spare_minutes: int = 0


def limits_from(settings: Mapping[str, str]) -> Limits:
    """The thresholds that a class has set; what it left empty is not asked for."""
    said = {name: settings.get(name, usual).strip() for name, usual in USUAL.items()}
    spare = said[SPARE]
    return Limits(
        lunch=_window(said[LUNCH]),
        supper=_window(said[SUPPER]),
        latest=_clock(said[LATEST]),
        spare_minutes=int(spare) if spare.isdecimal() and len(spare) < 4 else 0,
    )


def window_problem(text: str) -> Any:
    """Why this is no span of the day, in words; empty is allowed and asks for no meal."""
    if not text.strip() or _window(text) is not None:
        return None
    return _("请写成 11:30-13:30 这样的时段；不检查就留空。")


def clock_problem(text: str) -> Any:
    """Why this is no time of the day, in words; empty is allowed and never too late."""
    if not text.strip() or _clock(text) is not None:
        return None
    return _("请写成 21:00 这样的钟点；不检查就留空。")


def spare_problem(text: str) -> Any:
    """Why this is no number of spare minutes, in words."""
    plain = text.strip()
    if plain.isdecimal() and plain.isascii() and len(plain) < 4 and int(plain) <= MOST_SPARE:
        return None
    return _("请填 0 到 %(most)d 之间的分钟数。", most=MOST_SPARE)


def _window(text: str) -> tuple[time, time] | None:
    parts = re.split(r"\s*[-–—~～至到]\s*", text.strip())
    clocks = [_clock(part) for part in parts]
    if len(clocks) != 2 or clocks[0] is None or clocks[1] is None or clocks[0] >= clocks[1]:
        return None
    return clocks[0], clocks[1]


def _clock(text: str) -> time | None:
    found = CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None
