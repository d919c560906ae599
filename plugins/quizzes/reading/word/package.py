"""Opens a .docx that somebody sent, and finds its parts."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.errors import Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.archives import unpacked
from plugins.quizzes.reading.building import refuse
from plugins.quizzes.reading.xml import parsed

MOST_UNPACKED = 50 * 1024 * 1024
MOST_ELEMENTS = 1_500_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MAIN = "word/document.xml"
_NOT_WORD = _("文件不是 Word 文档。请用 Word 或 WPS 打开后另存为 .docx 再传，或复制文字后粘贴。")
_TORN = _("文件损坏，打不开。请用 Word 或 WPS 打开后另存为 .docx 再传，或复制文字后粘贴。")


@dataclass(frozen=True)
class Package:
    """The parts that are read: the text, how it is numbered and styled, and the pictures by their relation."""

    document: Element
    numbering: Element | None
    styles: Element | None
    pictures: dict[str, bytes] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)


def opened(content: bytes) -> Package:
    """The parts of a .docx. Raises `Refused` with what to do instead."""
    parts = _parts(content)
    document = _read(parts, MAIN)
    if document is None:
        raise refuse("file_kind", _NOT_WORD)
    if any("vbaproject" in name.lower() for name in parts):
        words = _("文件带有宏，没有读取。请另存为不带宏的 .docx 再传。")
        raise refuse("file_macros", words)
    pictures, endings = _pictures(parts)
    return Package(
        document,
        _read(parts, "word/numbering.xml"),
        _read(parts, "word/styles.xml"),
        pictures,
        endings,
    )


def _parts(content: bytes) -> dict[str, bytes]:
    if content.startswith(OLD_OFFICE):
        if ENCRYPTED in content:
            raise refuse("file_encrypted", _("文件有密码。请去掉密码后再传。"))
        words = _(
            "这是旧的 .doc 格式。请用 Word 或 WPS 打开后另存为 .docx 再传，或复制文字后粘贴。"
        )
        raise refuse("file_old", words)
    if not content.startswith(b"PK"):
        raise refuse("file_kind", _NOT_WORD)
    try:
        return unpacked(content, most=MOST_UNPACKED)
    except Refused as refusal:
        if refusal.codes == ["file_torn"]:
            raise refuse("file_torn", _TORN) from refusal
        raise


def _read(parts: dict[str, bytes], name: str) -> Element | None:
    if name not in parts:
        return None
    try:
        return parsed(parts[name], most_elements=MOST_ELEMENTS)
    except Refused as refusal:
        if refusal.codes == ["file_torn"]:
            raise refuse("file_torn", _TORN) from refusal
        raise


def _pictures(parts: dict[str, bytes]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Pictures inside the file by the relation that places them; what lies elsewhere is never fetched."""
    links = _read(parts, "word/_rels/document.xml.rels")
    pictures: dict[str, bytes] = {}
    endings: dict[str, str] = {}
    for link in links if links is not None else ():
        target = posixpath.normpath(posixpath.join("/word", link.get("Target", ""))).lstrip("/")
        is_picture = link.get("Type", "").endswith("/image") and target in parts
        if is_picture and link.get("TargetMode") != "External":
            pictures[link.get("Id", "")] = parts[target]
            endings[link.get("Id", "")] = posixpath.splitext(target)[1].lower()[:6]
    return pictures, endings
