"""The seal over the issuer's name: read from a picture, or drawn as a plain round one."""

from __future__ import annotations

import math
import warnings
from functools import lru_cache
from io import BytesIO
from typing import Any

import uharfbuzz
from PIL import Image, ImageChops, UnidentifiedImageError

from core import fonts
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.certificates.rendering.drawing import require_plain

RED = "#9E1B22"
LARGEST = 500
LARGEST_FILE = 2_000_000
_MOST_PIXELS = 40_000_000
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,  # what Pillow says of a torn PNG
)


@lru_cache(maxsize=16)
def opened_seal(picture: bytes) -> tuple[str, bytes]:
    """An asset's name and content, ready for the page; white paper round a scanned seal turns clear.

    Raises Refused for what is no picture.
    """
    if len(picture) > LARGEST_FILE:
        raise Refused(Problem("seal_too_large", _("印章图片超过 2 MB。"), field="seal"))
    if b"<svg" in picture[:1000]:
        require_plain(picture)
        return "seal.svg", picture
    try:
        return "seal.png", _small_and_clear(picture)
    except UNREADABLE as error:
        message = _("印章不是能读的图片：请换成 PNG、JPEG 或 SVG。")
        raise Refused(Problem("seal_unreadable", message, field="seal")) from error


def _small_and_clear(picture: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image: Any = Image.open(BytesIO(picture), formats=("PNG", "JPEG"))
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        image.thumbnail((LARGEST, LARGEST))
    had_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    image = image.convert("RGBA")
    if not had_alpha:
        red, green, blue, _whole = image.split()
        darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
        image.putalpha(ImageChops.invert(darkest))
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=64)
def drawn_seal(issuer: str) -> bytes:
    """A plain round seal with a star and the issuer's name, as SVG outlines; for trying things out."""
    glyphs = "".join(_letter(character, place) for character, place in _places(issuer))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 42 42">'
        f'<g fill="{RED}" fill-opacity=".88">'
        f'<circle r="19.9" fill="none" stroke="{RED}" stroke-opacity=".88" stroke-width="1.1"/>'
        f'<path d="{_star(6.2)}"/>{glyphs}</g></svg>'
    ).encode()


def _star(radius: float) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi * corner / 5
        points.append(f"{reach * math.sin(angle):.2f} {-reach * math.cos(angle):.2f}")
    return f"M{'L'.join(points)}Z"


def _places(issuer: str) -> list[tuple[str, tuple[float, float, float]]]:
    """Each character with its angle in degrees from the top, its width and its height."""
    count = len(issuer)
    arc = min(265.0, 30.0 * max(count - 1, 0))
    step = arc / (count - 1) if count > 1 else 0.0
    room = 2 * math.pi * 14.2 * step / 360 if step else 5.0
    width = min(4.6, room * 0.92)
    height = min(5.4, max(4.4, width * 1.5))
    return [
        (character, (index * step - arc / 2, width, height))
        for index, character in enumerate(issuer)
    ]


def _letter(character: str, place: tuple[float, float, float]) -> str:
    """One outline standing on its feet towards the centre."""
    angle, width, height = place
    face = fonts.face(fonts.SONG_BOLD)
    if face is None or ord(character) not in face.unicodes:
        return ""
    from fontTools.pens.svgPathPen import SVGPathPen

    font, pen = uharfbuzz.Font(face), SVGPathPen(None, lambda number: f"{number:.0f}")
    glyph = font.get_nominal_glyph(ord(character))
    font.draw_glyph_with_pen(glyph, pen)
    wide, tall = width / face.upem, height / face.upem
    half = font.get_glyph_h_advance(glyph) / 2
    foot = 18.1 - 0.88 * height
    return (
        f'<path transform="rotate({angle:.2f}) translate({-half * wide:.3f} {-foot:.3f})'
        f' scale({wide:.6f} {-tall:.6f})" d="{pen.getCommands()}"/>'
    )
