"""Pictures of a site: made small, without what the camera wrote; what is none is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from core import clock, files
from core.errors import NotFound, Refused
from core.files import StoredFile
from core.testing import STAFF, Maker, rows_of
from plugins.field_teaching.models import Site, SitePhoto
from plugins.field_teaching.queries.sites import photo_by_id, photos_of
from plugins.field_teaching.services import site_photos as services
from plugins.field_teaching.tests.conftest import Road


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def swelling(width: int, height: int) -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = part(b"IDAT", zlib.compress(b"\0" * 999))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + body + part(b"IEND", b"")


@pytest.fixture
def site(road: Road, stand) -> Site:
    return road.site()


def add(make: Maker, site: Site, content: bytes, caption: str = "") -> SitePhoto:
    found = make.training_class()
    return services.add_photo(found, site.id, content, caption, by=STAFF, at=clock.now())


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("WEBP", "RGB"),
    ],
)
def test_picture_of_each_kind_becomes_a_small_jpeg(make, site, kind: str, mode: str) -> None:
    photo = add(make, site, picture(kind, (3000, 1500), mode), " 东门 ")
    found, file = photo_by_id(site.id, photo.id)
    kept = Image.open(io.BytesIO(files.read(file)))
    assert (kept.format, kept.size, found.caption) == ("JPEG", (1600, 800), "东门")


def test_what_the_camera_wrote_is_left_out_and_the_picture_stands_upright(make, site) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera"
    photo = add(make, site, picture(size=(60, 40), exif=exif))
    _photo, file = photo_by_id(site.id, photo.id)
    kept = Image.open(io.BytesIO(files.read(file)))
    assert (kept.size, dict(kept.getexif())) == ((40, 60), {})


def test_picture_with_odd_words_of_the_camera_is_taken_upright_all_the_same(make, site) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    odd = picture(size=(60, 40), exif=exif).replace(b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02")
    _photo, file = photo_by_id(site.id, add(make, site, odd).id)
    assert Image.open(io.BytesIO(files.read(file))).size == (40, 60)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_unreadable"),
        (b"MZ\x90", "photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_unreadable"),
        (picture()[:200], "photo_unreadable"),
        (picture("PNG").replace(b"IDAT", b"K\xd4\x12\xb5"), "photo_unreadable"),
        (picture("GIF"), "photo_unreadable"),
        (picture("TIFF"), "photo_unreadable"),
        (swelling(60_000, 60_000), "photo_unreadable"),
        (swelling(9_000, 9_000), "photo_large"),
        (swelling(0, 0), "photo_unreadable"),
        (b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024), "photo_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(make, site, content, code) -> None:
    with pytest.raises(Refused) as refused:
        add(make, site, content)
    assert (refused.value.codes, refused.value.problems[0].field) == ([code], "photo")
    assert (rows_of(SitePhoto), rows_of(StoredFile)) == (0, 0)


def test_picture_is_named_and_taken_away_with_its_file(make, site, road: Road) -> None:
    found, other = make.training_class(), road.site("另一处")
    photo, same = add(make, site, picture(), "甲"), add(make, other, picture())
    services.set_caption(found, site.id, photo.id, "乙", by=STAFF, at=clock.now())
    assert [one.caption for one in photos_of(site.id)] == ["乙"]
    with pytest.raises(NotFound):
        services.remove_photo(found, site.id, same.id, by=STAFF, at=clock.now())
    services.remove_photo(found, site.id, photo.id, by=STAFF, at=clock.now())
    assert (photos_of(site.id), rows_of(StoredFile)) == ([], 1)
    _photo, file = photo_by_id(other.id, same.id)
    assert files.read(file)[:3] == b"\xff\xd8\xff"


def test_picture_too_many_or_with_too_long_words_is_refused(make, site, monkeypatch) -> None:
    with pytest.raises(Refused) as refused:
        add(make, site, picture(), "长" * 121)
    assert refused.value.codes == ["caption_long"]
    monkeypatch.setattr(services, "MOST", 1)
    add(make, site, picture())
    with pytest.raises(Refused) as refused:
        add(make, site, picture())
    assert (refused.value.codes, rows_of(SitePhoto)) == (["photos_many"], 1)
