"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

LONGEST = 30
"""So many digits before or after the point; 1E-999999 would fill a page."""


def plain(number: Decimal) -> str:
    """A number as people write it: 2, not 2.00 or 2E+1; one that nobody writes stays as it is."""
    if abs(number.adjusted()) > LONGEST:
        return str(number)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
