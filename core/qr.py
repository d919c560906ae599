"""QR codes as pictures: SVG for pages under a strict CSP, PNG for mail and documents."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any, Literal

import qrcode
from qrcode import constants, exceptions

Level = Literal["L", "M", "Q", "H"]
Matrix = tuple[tuple[bool, ...], ...]

QUIET_ZONE = 4
"""Light modules around the code; the standard asks for four."""

_MASK = 3
"""Any of the eight masks is a valid code; choosing one saves the trial drawing of all eight."""


@lru_cache(maxsize=256)
def matrix(text: str, level: Level = "M") -> Matrix:
    """The modules of the code, True is dark, no quiet zone; ValueError for too long a text."""
    correction = getattr(constants, f"ERROR_CORRECT_{level}")
    code: Any = qrcode.QRCode(error_correction=correction, border=0, mask_pattern=_MASK)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (exceptions.DataOverflowError, ValueError) as error:
        raise ValueError("text too long for a QR code") from error
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def runs(text: str, level: Level = "M") -> list[tuple[int, int, int]]:
    """The dark modules joined along each row: (column, row, length)."""
    found = []
    for y, row in enumerate(matrix(text, level)):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                found.append((start, y, x - start))
            x += 1
    return found


@lru_cache(maxsize=256)
def svg(text: str, *, level: Level = "M", quiet: int = QUIET_ZONE, title: str = "") -> str:
    """A scalable code for a page; its white ground keeps it readable in dark mode."""
    side = len(matrix(text, level)) + 2 * quiet
    path = "".join(f"M{x + quiet} {y + quiet}h{n}v1h-{n}z" for x, y, n in runs(text, level))
    label = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        f' class="qr" shape-rendering="crispEdges">{label}'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )


@lru_cache(maxsize=64)
def png(text: str, *, level: Level = "M", quiet: int = QUIET_ZONE, scale: int = 8) -> bytes:
    """The same code as a two-colour picture, `scale` pixels a module."""
    from PIL import Image

    modules = matrix(text, level)
    side = len(modules) + 2 * quiet
    picture = Image.new("1", (side, side), 1)
    for x, y, n in runs(text, level):
        for column in range(x, x + n):
            picture.putpixel((column + quiet, y + quiet), 0)
    out = BytesIO()
    picture.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
