"""Chinese numerals in Arabic digits: 一百零五, 两万五千, 廿三, 二〇二六, 3万."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {
    "零": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
TENS = {"廿": 20, "卅": 30}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
_CHINESE = "".join((*DIGITS, *TENS, "十拾百佰千仟", *MYRIADS))
_ONE = r"(?:[一二三四五六七八九两壹贰叁肆伍陆柒捌玖]|\d+(?:\.\d+)?)"
RUN = re.compile(rf"(?:\d+(?:\.\d+)?(?=[{_CHINESE}])|[{_CHINESE}])+(?:\d+(?![\d.]))?", re.ASCII)
PART = re.compile(
    rf"(?:(?P<k>{_ONE})[千仟])?(?:[〇零]?(?P<h>{_ONE})[百佰])?"
    rf"(?:[〇零]?(?:(?P<t>{_ONE})?(?P<u>[十拾])|(?P<w>[廿卅])))?(?P<gap>[〇零]?)(?P<o>{_ONE})?",
    re.ASCII,
)


def in_digits(text: str) -> str:
    """The text with every numeral that can be read in one way in Arabic digits; the rest as it is."""
    return RUN.sub(lambda found: _read(found[0]), text)


def _read(run: str) -> str:
    if all(one in DIGITS for one in run):
        return "".join(str(DIGITS[one]) for one in run)
    value = _value(run)
    return run if value is None else f"{value:f}"


def _value(run: str) -> Decimal | None:
    """Read as 亿, 万 and the rest, each with its own thousands; None where it is no numeral."""
    whole, bound = Decimal(0), Decimal("Infinity")
    *parts, rest = re.split("([万亿])", run)
    for part, unit in zip(parts[::2], parts[1::2], strict=True):
        size, below = Decimal(MYRIADS[unit]), _below_myriad(part)
        if not below or size >= bound:
            return None
        whole, bound = whole + below * size, size
    last = _below_myriad(rest, follows=bound.is_finite()) if rest else Decimal(0)
    return None if last is None or last >= bound else _plain(whole + last)


def _plain(value: Decimal) -> Decimal | None:
    """Whole numbers only: 1.25 万 is 12500, but what stays broken is left as it was written."""
    return value.to_integral_value() if value == value.to_integral_value() else None


def _below_myriad(text: str, *, follows: bool = False) -> Decimal | None:
    """Thousands, hundreds, tens and ones; `follows` says that 万 or 亿 stood before."""
    found = PART.fullmatch(text) if text else None
    if found is None:
        return None
    thousands, hundreds, tens, ones = (_digit(found[name]) for name in ("k", "h", "t", "o"))
    ten = TENS.get(found["w"] or "", 10 * (tens or 1) if found["u"] else 0)
    above = Decimal(1000 * thousands + 100 * hundreds + ten)
    bound = 10 if ten else 100 if hundreds else 1000 if thousands else 10_000
    # 一百五 may mean 105 or 150: a last digit needs 十 or 零 before it.
    bare = (above or follows) and not ten and not found["gap"] and found["o"] in DIGITS
    return None if bare or ones >= bound else above + ones


def _digit(text: str | None) -> Decimal:
    return Decimal(DIGITS.get(text, text)) if text else Decimal(0)
