"""How days, times and credit hours read, on every screen and sheet."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from core import clock
from core.i18n import get_locale
from core.i18n import gettext as _

_WEEKDAYS = "一二三四五六日"


def day(moment: date) -> str:
    """A date as people say it: 11月24日 周二."""
    if str(get_locale() or "zh").startswith("zh"):
        return f"{moment.month}月{moment.day}日 周{_WEEKDAYS[moment.weekday()]}"
    return f"{moment:%a} {moment.day} {moment:%b}"


def wall(moment: datetime, zone: str) -> str:
    """A stored moment as the class's clock on the wall shows it: 08:25."""
    return f"{clock.local(moment, zone):%H:%M}"


def stamp(moment: datetime, zone: str) -> str:
    """A stored moment to the second, for marks and journals: 11月24日 08:25:03."""
    there = clock.local(moment, zone)
    if str(get_locale() or "zh").startswith("zh"):
        return f"{there.month}月{there.day}日 {there:%H:%M:%S}"
    return f"{there.day} {there:%b %H:%M:%S}"


def hours(value: Decimal | float | int) -> str:
    """Credit hours with their unit and no needless zero: 3.5 学时, 4 学时."""
    number = Decimal(str(value)).normalize()
    return str(_("%(number)s 学时", number=f"{number:f}"))
