"""Seals that are torn or made to do harm: a sentence beside the field, and the old seal stays."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from core import clock
from core.errors import Refused
from core.testing import STAFF, rows_of
from plugins.certificates import services
from plugins.certificates.models import Seal

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
LAUGHS = "".join(
    f'<g id="a{level}">{f"""<use href="#a{level - 1}"/>""" * 10}</g>' for level in range(1, 9)
)


def png(width: int, height: int) -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checked

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = part(b"IDAT", zlib.compress(b"\0" * 999))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + body + part(b"IEND", b"")


def written(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (50, 50), "red").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"MZ",
        b"hello <svg world",
        b"<svg><g",
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>',
        b'<!DOCTYPE svg [<!ENTITY a "a">]><svg>&a;</svg>',
        f'{SVG}<g id="a"><use href="#a"/></g></svg>'.encode(),
        f'{SVG}<defs><g id="a0"><circle r="1"/></g>{LAUGHS}</defs><use href="#a8"/></svg>'.encode(),
        (SVG + "<g>" * 3000 + "</g>" * 3000 + "</svg>").encode(),
        png(60_000, 60_000),
        png(12_000, 12_000),
        png(0, 0),
        written("PNG").replace(b"IDAT", b"K\xd4\x12\xb5"),
        written("GIF"),
        written("TIFF"),
        b"\x89PNG\r\n\x1a\n" + b"x" * 2_100_000,
    ],
)
def test_peer_16_a_hostile_seal_is_refused_and_the_old_one_stays(make, stand, picture) -> None:
    found = make.training_class(code="XBP3")
    services.draw_seal(found, by=STAFF, at=clock.now())
    host = make.staff_browser(found, "host")
    sent = {"kind": "upload", "seal": (io.BytesIO(picture), "章.png")}
    answer = host.post("/console/classes/XBP3/certificates/seal", data=sent)
    assert ("PNG" in answer.text, answer.status_code < 500) == (True, True)
    assert (rows_of(Seal), services.seal_of(found)[:4]) == (1, b"<svg")
    with pytest.raises(Refused):
        services.upload_seal(found, picture, by=STAFF, at=clock.now())


@pytest.mark.parametrize(
    "picture",
    [
        written("PNG"),
        written("JPEG"),
        f'{SVG}<defs><path id="star" d="M0 0z"/></defs><use href="#star"/></svg>'.encode(),
    ],
)
def test_usual_seal_is_taken(make, stand, picture: bytes) -> None:
    found = make.training_class()
    services.upload_seal(found, picture, by=STAFF, at=clock.now())
    assert services.seal_of(found) == picture
