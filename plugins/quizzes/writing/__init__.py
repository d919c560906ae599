"""Writes questions into the formats that others read, and says what each of them cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.i18n import lazy_gettext as _
from core.workbooks import XLSX
from plugins.quizzes.rules.items import Item
from plugins.quizzes.writing.gift import lost_in_gift, write_gift
from plugins.quizzes.writing.own import lost_in_json, write_json
from plugins.quizzes.writing.qti import lost_in_qti, write_qti
from plugins.quizzes.writing.sheet import lost_in_xlsx, write_xlsx

ZIP = "application/zip"
Items = Sequence[Item]
Files = Mapping[str, bytes]

__all__ = [
    "FORMATS",
    "Format",
    "format_named",
    "write_gift",
    "write_json",
    "write_qti",
    "write_xlsx",
]


@dataclass(frozen=True)
class Format:
    """A format to export in: `write(items, files)` gives the file, `lost(item)` what of an item it leaves out.

    `files` are the pictures by the names that items give them.
    """

    name: str
    title: Any
    ending: str
    media_type: str
    write: Callable[[Items, Files], bytes]
    lost: Callable[[Item], list[Any]]


FORMATS = (
    Format("xlsx", _("Excel 表格"), ".xlsx", XLSX, lambda items, _files: write_xlsx(items), lost_in_xlsx),
    Format("json", _("集训题目文件（JSON，全部内容）"), ".json", "application/json", write_json, lost_in_json),
    Format("gift", _("GIFT（Moodle 文本）"), ".gift", "text/plain", lambda items, _files: write_gift(items),
           lost_in_gift),
    Format("qti-2.1", _("QTI 2.1 包"), ".zip", ZIP, partial(write_qti, version="2.1"), lost_in_qti),
    Format("qti-3.0", _("QTI 3.0 包"), ".zip", ZIP, partial(write_qti, version="3.0"), lost_in_qti),
)  # fmt: skip


def format_named(name: str) -> Format | None:
    """The format of a name; None where there is none."""
    return next((one for one in FORMATS if one.name == name), None)
