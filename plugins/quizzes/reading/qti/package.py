"""What a QTI package holds, as its manifest says, or as its files show where there is none."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import tidy
from plugins.quizzes.reading.terms import Refusal, Skipped
from plugins.quizzes.reading.words import level_of
from plugins.quizzes.reading.xml import parsed
from plugins.quizzes.terms import Level

MANIFEST = "imsmanifest.xml"
LEVELS = {
    "very easy": "易",
    "easy": "易",
    "medium": "中",
    "difficult": "难",
    "very difficult": "难",
}


@dataclass(frozen=True)
class Part:
    """An item of a package: its number, its path and bytes, and what the manifest says of it.

    `refused` is set in its place where there is nothing to read.
    """

    number: int
    path: str
    content: bytes = b""
    topic: str = ""
    level: Level = Level.UNKNOWN
    tags: tuple[str, ...] = ()
    refused: Refusal | Skipped | None = field(default=None)


def parts_of(files: Mapping[str, bytes]) -> Iterator[Part]:
    """The items of a package in the manifest's order; tests are skipped, missing files refused."""
    manifest = next((name for name in files if name.rpartition("/")[2] == MANIFEST), "")
    if not manifest:
        yield from _without_manifest(files)
        return
    root, number = posixpath.dirname(manifest), 0
    for resource in parsed(files[manifest]).iter("resource"):
        kind = resource.get("type", "").lower()
        path = posixpath.normpath(posixpath.join(root, unquote(resource.get("href", ""))))
        if "item" in kind and "qti" in kind:
            number += 1
            yield _item(resource, path, number, files)
        elif "qti" in kind:
            words = str(_("“%(kind)s”不是题目，没有读取。", kind=resource.get("type", "")[:60]))
            yield Part(0, path, refused=Skipped(0, path, words))


def _item(resource: Element, path: str, number: int, files: Mapping[str, bytes]) -> Part:
    content = files.get(path)
    if content is None:
        problem = Problem("file_missing", _("包里没有这道题的文件。"))
        return Part(number, path, refused=Refusal(number, path[:200], problem))
    level = next((tidy(one.findtext("value") or "") for one in resource.iter("difficulty")), "")
    entries = [tidy("".join(one.itertext())) for one in resource.iter("entry")]
    tags = [tidy("".join(one.itertext())) for one in resource.iter("keyword")]
    return Part(
        number,
        path,
        content,
        topic="/".join(filter(None, entries)),
        level=level_of(LEVELS.get(level.lower(), level)) or Level.UNKNOWN,
        tags=tuple(dict.fromkeys(filter(None, tags))),
    )


def _without_manifest(files: Mapping[str, bytes]) -> Iterator[Part]:
    """Every XML file is taken for an item, and says itself where it is none."""
    names = sorted(name for name in files if name.lower().endswith(".xml"))
    for number, name in enumerate(names, start=1):
        yield Part(number, name, files[name])
