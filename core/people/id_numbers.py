"""The citizen identity number (GB 11643): whether it can be true, and what it says."""

from __future__ import annotations

import datetime as dt

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
OLDEST_YEAR = 1800
PROVINCES = frozenset(
    f"{first}{second}"
    for first, seconds in enumerate(
        ("", "12345", "123", "1234567", "123456", "01234", "12345", "1", "123", "1")
    )
    for second in seconds
)


def id_number_problem(text: str) -> str | None:
    """Why a number cannot be one of GB 11643, as a code for whoever asked for it; None if it can.

    Codes: `length`, `characters`, `region`, `date`, `check`. Checksum alone is not trusted.
    """
    number = text.strip().upper()
    if len(number) != 18:
        return "length"
    if not (number.isascii() and number[:17].isdigit() and number[17] in CHECK_CHARACTERS):
        return "characters"
    if number[:2] not in PROVINCES:
        return "region"
    if birth_date_of(number) is None:
        return "date"
    total = sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True))
    return None if CHECK_CHARACTERS[total % 11] == number[17] else "check"


def birth_date_of(number: str) -> dt.date | None:
    """The date of birth in an 18-character number; None where it names no real day."""
    digits = number[6:14]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        born = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year >= OLDEST_YEAR else None


def sex_of(text: str) -> str:
    """男 or 女 by the 17th digit of a number that can be true, else ''."""
    if id_number_problem(text):
        return ""
    return "男" if int(text.strip()[16]) % 2 else "女"
