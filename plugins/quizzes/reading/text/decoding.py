"""Makes text of the bytes of a .txt, in the encodings that people's machines write."""

from __future__ import annotations

import codecs

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE = 4096


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, GB18030 or UTF-16, with or without a byte order mark.

    Raises `Refused` where the bytes are no text at all.
    """
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    words = _("文件不是文字，打不开。请用记事本另存为 UTF-8 的 .txt，或复制文字后粘贴。")
    raise Refused(Problem("not_text", words, "file"))


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    probe = content[:_PROBE]
    if b"\0" in probe:
        # half of the bytes of Latin text in UTF-16 are zero, and they stand all on one side
        return ("utf-16-be",) if probe[::2].count(0) > probe[1::2].count(0) else ("utf-16-le",)
    return ("utf-8", "gb18030")
