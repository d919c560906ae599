"""Stored files: kept by content under any fsspec address; the database knows what they are."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import fsspec
from flask import Flask, current_app
from sqlalchemy import ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import Actor
from core.db import Model, UtcDateTime, db
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction


class StoredFile(Model):
    """A file that somebody uploaded or that we issued; its bytes never change."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_class.id", ondelete="SET NULL")
    )
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_by: Mapped[str] = mapped_column(String(40))

    @property
    def path(self) -> str:
        """Where the bytes lie, below the installation's files address."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"

    @property
    def source(self) -> str:
        """How the journal names what was written from this file."""
        return f"file:{self.id}"


def init_app(app: Flask, url: str) -> None:
    """Opens the place where files are kept."""
    filesystem, root = fsspec.core.url_to_fs(url)
    app.extensions["jixun.files"] = (filesystem, root)


def _place() -> tuple[Any, str]:
    place: tuple[Any, str] = current_app.extensions["jixun.files"]
    return place


def store(
    content: bytes,
    name: str,
    media_type: str,
    *,
    by: Actor,
    at: datetime,
    class_id: int | None = None,
) -> StoredFile:
    """Keeps a file inside the running transaction; bytes without a row are harmless leftovers."""
    file = StoredFile(
        class_id=class_id,
        name=name[-255:],
        media_type=media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_at=at,
        stored_by=by.label,
    )
    filesystem, root = _place()
    target = f"{root}/{file.path}"
    if not filesystem.exists(target):
        filesystem.makedirs(target.rpartition("/")[0], exist_ok=True)
        arriving = f"{target}.{id(file)}.part"
        filesystem.pipe_file(arriving, content)
        filesystem.mv(arriving, target)
    db.session.add(file)
    db.session.flush()
    return file


def keep(
    content: bytes, name: str, media_type: str, *, by: Actor, at: datetime, class_id: int
) -> StoredFile:
    """Keeps an uploaded file in an act of its own, for the next step of the same work."""
    with transaction():
        return store(content, name, media_type, by=by, at=at, class_id=class_id)


def kept(file_id: int, media_type: str, *, class_id: int) -> StoredFile:
    """A file that this class keeps for this work; NotFound for any other."""
    file = db.session.get(StoredFile, file_id)
    if file is None or file.class_id != class_id or file.media_type != media_type:
        raise NotFound(_("没有这个文件，请重新上传。"))
    return file


def read(file: StoredFile) -> bytes:
    """The bytes of a stored file, proved by their hash."""
    filesystem, root = _place()
    try:
        content: bytes = filesystem.cat_file(f"{root}/{file.path}")
    except FileNotFoundError as error:
        raise NotFound(_("文件“%(name)s”的内容找不到了", name=file.name)) from error
    if sha256(content).hexdigest() != file.sha256:
        raise NotFound(_("文件“%(name)s”已损坏", name=file.name))
    return content


def discard(file: StoredFile) -> None:
    """Forgets a file inside the running transaction; its bytes go unless another row names them."""
    session = db.session
    session.delete(file)
    session.flush()
    same = select(StoredFile.id).where(StoredFile.sha256 == file.sha256).limit(1)
    filesystem, root = _place()
    if session.execute(same).first() is None and filesystem.exists(f"{root}/{file.path}"):
        filesystem.rm_file(f"{root}/{file.path}")


PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def picture_type(content: bytes, limit_mb: int = 10) -> str:
    """The media type of a photo by its first bytes; refuses anything that is no JPEG or PNG."""
    if len(content) > limit_mb * 1024 * 1024:
        raise Refused(Problem("too_large", _("图片超过 %(limit)d MB", limit=limit_mb), "photo"))
    for start, media_type in PICTURES.items():
        if content.startswith(start):
            return media_type
    raise Refused(Problem("not_a_picture", _("只能上传 JPG 或 PNG 图片"), "photo"))
