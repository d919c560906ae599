"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal


def plain(number: Decimal) -> str:
    """A number as people write it: 2, not 2.00 or 2E+1."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
