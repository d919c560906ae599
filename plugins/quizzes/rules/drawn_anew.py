"""Pictures of questions: opened with suspicion, drawn anew, so that nothing but the picture is kept."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from typing import Any

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.pictures import MOST_BYTES

FIELD = "picture"
LARGEST_SIDE = 1600
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ORIENTATION = 0x0112
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""Pillow's transposition that brings a picture upright, by what the camera wrote of how it was held."""
UNREADABLE = (
    OSError, ValueError, SyntaxError, struct.error, TypeError, ArithmeticError, LookupError, EOFError
)  # fmt: skip
"""What Pillow says of files that are torn, or not what they say they are."""


def clean_picture(content: bytes) -> bytes:
    """A picture without anything else in its file, at most 1600 pixels a side, as JPEG or PNG.

    Refused for what is larger than 5 MB, would not fit the memory, is torn, or is no PNG, JPEG, WebP or GIF.
    """
    if len(content) > MOST_BYTES:
        words = _("图片超过 %(limit)d MB，请缩小后再传。", limit=MOST_BYTES // 1024**2)
        raise Refused(Problem("picture_large", words, FIELD))
    from PIL import Image

    hostile = (Image.DecompressionBombWarning, Image.DecompressionBombError)
    try:
        return _drawn_anew(content)
    except (*UNREADABLE, *hostile) as error:
        words = _("这不是能读的图片。请换成 PNG、JPG、WebP 或 GIF 图片。")
        raise Refused(Problem("picture_unreadable", words, FIELD)) from error


def _drawn_anew(content: bytes) -> bytes:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        opened: Any = Image.open(BytesIO(content), formats=FORMATS)
    if opened.width * opened.height > MOST_PIXELS:
        raise Refused(Problem("picture_large", _("图片的像素太多，请缩小后再传。"), FIELD))
    photo = opened.format == "JPEG"
    turn = TURNS.get(opened.getexif().get(ORIENTATION, 1))
    shown = opened.convert("RGB" if photo else "RGBA")
    shown.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    shown = shown if turn is None else shown.transpose(Image.Transpose(turn))
    out = BytesIO()
    if photo:
        shown.save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue()
    shown.save(out, "PNG", optimize=True)
    return out.getvalue()
