"""Stored files: kept once by content, proved whenever they are read."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from core import clock, files
from core.app import create_app
from core.audit import SYSTEM
from core.config import Settings
from core.db import db
from core.errors import NotFound, Refused
from core.files import StoredFile
from core.testing import rows_of
from core.transaction import transaction


def kept(content: bytes, name: str = "结业证书.pdf") -> StoredFile:
    with transaction():
        return files.store(content, name, "application/pdf", by=SYSTEM, at=clock.now())


def place_of(app: Flask, file: StoredFile) -> Path:
    return Path(app.extensions["jixun.files"][1]) / file.path


def test_file_is_kept_under_its_content(app: Flask) -> None:
    file = kept(b"%PDF-1.7 ...")
    assert files.read(file) == b"%PDF-1.7 ..."
    assert (file.sha256, file.size, file.stored_by) == (
        sha256(b"%PDF-1.7 ...").hexdigest(),
        12,
        "system",
    )
    assert place_of(app, file).read_bytes() == b"%PDF-1.7 ..."


def test_same_content_is_kept_once_under_two_names(app: Flask) -> None:
    first, second = kept(b"same", "a.pdf"), kept(b"same", "b.pdf")
    assert (first.path, rows_of(StoredFile)) == (second.path, 2)
    assert [one.name for one in place_of(app, first).parent.iterdir()] == [first.sha256]


def test_file_that_was_tampered_with_is_not_handed_out(app: Flask) -> None:
    file = kept(b"genuine")
    place_of(app, file).write_bytes(b"forged!")
    with pytest.raises(NotFound, match="已损坏"):
        files.read(file)


def test_file_whose_bytes_are_gone_is_told_by_name(app: Flask) -> None:
    file = kept(b"genuine")
    place_of(app, file).unlink()
    with pytest.raises(NotFound, match=r"结业证书\.pdf"):
        files.read(file)


def torn_act() -> None:
    with transaction():
        files.store(b"x", "x.pdf", "application/pdf", by=SYSTEM, at=clock.now())
        raise ValueError("torn")


def test_act_that_breaks_leaves_no_row(app: Flask) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn_act()
    assert rows_of(StoredFile) == 0


def test_files_lie_wherever_an_fsspec_address_points(settings: Settings) -> None:
    app = create_app(settings=replace(settings, files_url="memory://jixun"), testing=True)
    with app.app_context():
        assert files.read(kept(b"in memory")) == b"in memory"
        assert not (settings.instance / "files").exists()
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\xff\xd8\xff\xe0...", "image/jpeg"), (b"\x89PNG\r\n\x1a\n...", "image/png")],
)
def test_picture_is_known_by_its_first_bytes(app: Flask, content: bytes, kind: str) -> None:
    assert files.picture_type(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg onload=alert(1)>", "not_a_picture"),
        (b"GIF89a", "not_a_picture"),
        (b"", "not_a_picture"),
        (b"\xff\xd8\xff" + bytes(1024 * 1024), "too_large"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(app: Flask, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as raised:
        files.picture_type(content, limit_mb=1)
    assert raised.value.codes == [code]
