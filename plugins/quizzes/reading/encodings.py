"""The text in a file, in whichever of the usual encodings it is written."""

from __future__ import annotations

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import refuse
from plugins.quizzes.reading.limits import MOST_BYTES


def decoded(content: bytes) -> str:
    """The text of UTF-8, UTF-16 or GB18030 bytes; `Refused` for what is too large or no text."""
    if len(content) > MOST_BYTES:
        words = _("文件超过 %(size)d MB，没有读取。", size=MOST_BYTES // 1024**2)
        raise refuse("file_too_large", words)
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise refuse("file_kind", _("文件不是文字，或编码认不出。请另存为 UTF-8 再传。"))
