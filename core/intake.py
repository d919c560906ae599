"""What comes in from outside, measured before anybody reads it: text, numbers, days, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import SplitResult, urlsplit

import flask
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from werkzeug.utils import cached_property

from core.i18n import lazy_gettext as _

LARGEST = 2**31 - 1
"""What a column of whole numbers holds."""
LARGEST_DECIMAL = 1_000_000
YEARS = range(1950, 2200)
"""Days of a training class; outside of it even a time zone's sum goes wrong."""
# Nobody types these: they would break a database, a spreadsheet or the direction of a line.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


NOTHING: MultiDict[str, str] = ImmutableMultiDict()


class Request(flask.Request):
    """A request whose texts hold no control characters, wherever they are read."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What the address asks for."""
        return cleaned(super().args) if self.query_string else NOTHING

    def _load_form_data(self) -> None:
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.__dict__["form"] = cleaned(self.__dict__["form"])


def clean(text: str) -> str:
    """A text without the characters that nobody types."""
    return UNSEEN.sub("", text)


def cleaned(given: MultiDict[str, str]) -> MultiDict[str, str]:
    """All texts of a form or an address without the characters that nobody types."""
    pairs = list(given.items(multi=True))
    if not any(UNSEEN.search(text) for pair in pairs for text in pair):
        return given
    return ImmutableMultiDict([(clean(name), clean(text)) for name, text in pairs])


class WholeNumber(IntegerConverter):
    """`<int:…>` in an address: an id that no column can hold names nothing."""

    def __init__(self, routes: Map, **rules: Any) -> None:
        super().__init__(routes, **{"max": LARGEST, **rules})


class PlainText(UnicodeConverter):
    """`<…>` in an address, without control characters."""

    def __init__(self, routes: Map, **rules: Any) -> None:
        super().__init__(routes, **rules)
        self.regex = self.regex.replace("[^/]", "[^/\x00-\x1f\x7f]", 1)


CONVERTERS = {"int": WholeNumber, "default": PlainText, "string": PlainText}


def whole(text: str) -> int:
    """A whole number from an address or a form, 0 or more; ValueError beyond what a column holds."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10) or int(text) > LARGEST:
        raise ValueError(text[:20])
    return int(text)


def wholes(texts: Iterable[str]) -> list[int]:
    """The whole numbers among these texts; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(whole(text))
        except ValueError:
            continue
    return found


def day_in(text: str | None) -> date | None:
    """A day written as 2026-11-23, within the years that a class can have; else None."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.year in YEARS else None


def parts_of(address: str | None) -> SplitResult:
    """The parts of an address that a browser sent along; empty where it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def too_far(value: object) -> Any:
    """Why a number or a date that was typed cannot be meant, in words; None where it can."""
    if isinstance(value, datetime | date):
        if value.year not in YEARS:
            years = {"first": YEARS.start, "last": YEARS.stop - 1}
            return _("请填 %(first)d 年到 %(last)d 年之间的日期。", **years)
    elif isinstance(value, Decimal):
        if not value.is_finite() or abs(value) > LARGEST_DECIMAL:
            return _("这个数字太大，请核对。")
    elif isinstance(value, int) and abs(value) > LARGEST:
        return _("这个数字太大，请核对。")
    return None
