"""Pictures that people send, opened with suspicion and made small enough for a phone on the road."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from typing import Any

from PIL import Image

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _

FIELD = "photo"
LARGEST_SIDE = 1600
LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = {"JPEG": 60_000_000}
"""A JPEG is made small while it is read; others lie in the memory whole."""
MOST_OTHER_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
QUALITY = 82
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by what the camera wrote of how it was held."""
UNREADABLE = (
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,  # what Pillow says of a torn PNG
    struct.error,  # and of words of the camera that are not what they say they are
    TypeError,
    ArithmeticError,
    LookupError,
    EOFError,
)


def small_picture(content: bytes) -> bytes:
    """A JPEG of at most 1600 pixels a side, upright, without what the camera wrote of place and time.

    Refused for what is too large, torn, or no JPEG, PNG or WebP.
    """
    if len(content) > LARGEST_FILE:
        words = _("照片超过 %(limit)d MB。", limit=LARGEST_FILE // 1024**2)
        raise Refused(Problem("photo_large", words, FIELD))
    try:
        return _small(content)
    except UNREADABLE as error:
        words = _("这不是能读的照片。请换成 JPG、PNG 或 WebP 图片。")
        raise Refused(Problem("photo_unreadable", words, FIELD)) from error


def _small(content: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture: Any = Image.open(BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS.get(picture.format, MOST_OTHER_PIXELS):
        words = _("照片的像素太多，请缩小后再传。")
        raise Refused(Problem("photo_large", words, FIELD))
    picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    # Not ImageOps.exif_transpose: it writes the camera's words anew, and fails on odd ones.
    turn = UPRIGHT.get(picture.getexif().get(ORIENTATION, 1))
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    picture = picture if turn is None else picture.transpose(turn)
    ground = Image.new("RGB", picture.size, "white")
    picture = picture.convert("RGBA")
    ground.paste(picture, mask=picture.getchannel("A"))
    out = BytesIO()
    ground.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
