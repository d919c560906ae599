"""The text of a file that has a grammar: measured first, and with one kind of line end."""

from __future__ import annotations

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import refuse
from plugins.quizzes.reading.limits import MOST_BYTES
from plugins.quizzes.reading.text.decoding import decode


def decoded(content: bytes) -> str:
    """The text of these bytes; `Refused` for what is too large or no text."""
    if len(content) > MOST_BYTES:
        words = _("文件超过 %(size)d MB，没有读取。", size=MOST_BYTES // 1024**2)
        raise refuse("file_too_large", words)
    text = decode(content)
    if "\x00" in text:
        raise refuse("not_text", _("文件不是文字，没有读取。"))
    return text.replace("\r\n", "\n").replace("\r", "\n")
