"""Questions as a QTI package: an item each, the manifest with what it says about them, and the pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.words import judgement
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import Kind
from plugins.quizzes.writing.pictures import with_pictures
from plugins.quizzes.writing.qti.items import item_xml
from plugins.quizzes.writing.qti.manifest import manifest_xml
from plugins.quizzes.writing.qti.names import VERSIONS

MOMENT = (2000, 1, 1, 0, 0, 0)
"""The same questions give the same bytes."""


def write_qti(items: Sequence[Item], files: Mapping[str, bytes], version: str = "2.1") -> bytes:
    """A package in QTI "2.1" or "3.0"; pictures that no item shows stay out."""
    names = VERSIONS[version]
    items = [with_pictures(item, files) for item in items]
    shown = dict.fromkeys(one.name for item in items for one in item.pictures)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "imsmanifest.xml", manifest_xml(items, list(shown), names))
        for number, item in enumerate(items, start=1):
            _put(package, f"items/{names.file(number)}", item_xml(item, number, names))
        for name in shown:
            _put(package, f"images/{name}", files[name])
    return content.getvalue()


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)


def lost_in_qti(item: Item) -> list[Any]:
    """What QTI leaves out of a question, in words."""
    said = (
        (_("来源"), item.source),
        (_("几个空次序不限"), not item.in_order and item.kind is Kind.BLANK),
        (_("数字写法通用"), item.numerals),
        (_("题型（只有“对”“错”两个选项，成为判断题）"), _reads_as_judgement(item)),
    )
    return [words for words, lost in said if lost]


def _reads_as_judgement(item: Item) -> bool:
    """A 单选 between 对 and 错 looks like a 判断 to whoever reads it."""
    words = [judgement(text) for text in item.options]
    return item.kind is Kind.SINGLE and len(words) == 2 and {True, False} == set(words)
