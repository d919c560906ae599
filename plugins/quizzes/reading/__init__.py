"""Reads questions out of what people send; touches neither the database nor the request."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import refuse
from plugins.quizzes.reading.terms import Reading

FORMATS = ("text", "docx", "xlsx", "gift", "moodle-xml", "qti", "json")
"""What can be read, by the name that the command and the page give it."""
MOST_BYTES = 50 * 1024 * 1024
"""What is larger is not looked at; each reader has a smaller limit of its own."""
ENDINGS = {
    **dict.fromkeys((".xlsx", ".xls", ".ods", ".csv", ".tsv", ".xlsm", ".xlsb"), "xlsx"),
    **dict.fromkeys((".docx", ".doc"), "docx"),
    **dict.fromkeys((".gift",), "gift"),
    **dict.fromkeys((".json",), "json"),
}
GIFT_SIGN = re.compile(
    r"^\s*\$CATEGORY:|^::.+?::|(?<!\\)\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[}#])", re.MULTILINE
)


def read_file(content: bytes, name: str, format: str = "") -> Reading:  # noqa: A002 - the word of the command
    """The questions of a file, in one of FORMATS; guessed from name and content where none is said.

    Everything met is found, refused or skipped, with its line. Raises `Refused` where the whole file is
    hostile, torn, too large or of a kind that is not read.
    """
    if len(content) > MOST_BYTES:
        words = _("文件超过 %(size)d MB，没有读取。", size=MOST_BYTES // 1024**2)
        raise refuse("file_too_large", words)
    if not content.strip():
        raise refuse("file_empty", _("文件是空的。"))
    readers: dict[str, Callable[[bytes, str], Reading]] = {
        "text": _text,
        "docx": _docx,
        "xlsx": _xlsx,
        "gift": _gift,
        "moodle-xml": _moodle,
        "qti": _qti,
        "json": _json,
    }
    reader = readers.get(format or guessed(content, name))
    if reader is None:
        raise refuse(
            "format_unknown", _("不认识这种格式，能读取的有：%(known)s。", known="、".join(FORMATS))
        )
    return reader(content, name)


def guessed(content: bytes, name: str) -> str:
    """The format a file seems to have, by its ending first, then by what stands in it."""
    ending = PurePath(name.lower()).suffix
    if content.startswith(b"PK"):
        return _packed(content, ending)
    if ending in ENDINGS:
        return ENDINGS[ending]
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    if start.startswith(b"<"):
        return "moodle-xml" if b"<quiz" in start else "qti"
    if start.startswith(b"{") and b"jixun-questions" in content:
        return "json"
    return "gift" if GIFT_SIGN.search(content.decode("utf-8", "ignore")) else "text"


def _packed(content: bytes, ending: str) -> str:
    if b"word/document.xml" in content:
        return "docx"
    if b"xl/workbook.xml" in content or ending in (".ods", ".xlsx"):
        return "xlsx"
    return "docx" if ending == ".docx" else "qti"


def _text(content: bytes, _name: str) -> Reading:
    from plugins.quizzes.reading.text import decode, read_text

    reading: Reading = read_text(decode(content))
    return reading


def _docx(content: bytes, _name: str) -> Reading:
    from plugins.quizzes.reading.word import read_docx

    reading: Reading = read_docx(content)
    return reading


def _xlsx(content: bytes, name: str) -> Reading:
    from plugins.quizzes.reading.sheet import read_sheet

    known = ENDINGS.get(PurePath(name.lower()).suffix) == "xlsx"
    return read_sheet(content, name if known else f"{name}.xlsx")


def _gift(content: bytes, _name: str) -> Reading:
    from plugins.quizzes.reading.gift import read_gift

    return read_gift(content)


def _moodle(content: bytes, _name: str) -> Reading:
    from plugins.quizzes.reading.moodle import read_moodle

    return read_moodle(content)


def _qti(content: bytes, _name: str) -> Reading:
    from plugins.quizzes.reading.qti import read_qti

    return read_qti(content)


def _json(content: bytes, _name: str) -> Reading:
    from plugins.quizzes.reading.own import read_own

    return read_own(content)
