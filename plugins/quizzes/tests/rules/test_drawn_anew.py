"""Pictures are drawn anew, or refused with a sentence."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from core.errors import Refused
from plugins.quizzes.rules.drawn_anew import clean_picture
from plugins.quizzes.rules.pictures import picture_type


def picture(form: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, form, **options)
    return out.getvalue()


def bomb() -> bytes:
    """A few bytes of PNG that say they are 60,000 by 60,000."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def test_picture_keeps_nothing_but_itself() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6
    clean = clean_picture(picture("JPEG", exif=exif))
    opened = Image.open(BytesIO(clean))
    assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (40, 60), {})
    assert b"SecretPhone" not in clean
    assert clean_picture(clean_picture(picture("PNG"))) == clean_picture(picture("PNG"))


@pytest.mark.parametrize(("form", "media_type"), [
    ("PNG", "image/png"), ("GIF", "image/png"), ("WEBP", "image/png"), ("JPEG", "image/jpeg"),
])  # fmt: skip
def test_picture_of_any_kind_becomes_one_that_every_phone_shows(form: str, media_type: str) -> None:
    assert picture_type(clean_picture(picture(form))) == media_type
    large = Image.open(BytesIO(clean_picture(picture(form, (3200, 200)))))
    assert large.size == (1600, 100)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "picture_unreadable"),
    (b"<svg onload='alert(1)'/>", "picture_unreadable"),
    (picture("PNG")[:80], "picture_unreadable"),
    (picture("BMP"), "picture_unreadable"),
    (bomb(), "picture_unreadable"),
    (picture("PNG", (8000, 6000)), "picture_large"),
    (b"\x89PNG\r\n\x1a\n" + b"0" * 5 * 1024 * 1024, "picture_large"),
])  # fmt: skip
def test_hostile_or_torn_picture_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_picture(content)
    assert refused.value.codes == [code]
