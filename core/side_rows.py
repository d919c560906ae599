"""Rows of a table that are no data: instructions below it, sums, signatures, the header again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.header_rows import Field, header_key
from core.i18n import lazy_gettext as _

INSTRUCTION = re.compile(
    r"(?:注|备注|说明|填表说明|填写说明|填报说明|注意事项|温馨提示|提示|要求|附注)\s*(?:[:：;；]|$)"
    r"|[※*]\s*\S{4,}"
    r"|(?:\d{1,2}|[一二三四五六七八九十])\s*[、.．)）]\s*\S{6,}"
)
FOOTER = re.compile(
    r"(?:填报|填表|制表|审核|报送|联系|负责|经办)(?:单位|人|日期|时间)?\s*[:：]|单位盖章|[（(]\s*盖章"
)
TOTAL = re.compile(r"(?:合计|总计|共计|小计)|共\s*\d+\s*(?:人|学时)")
LONG = 20


def why_no_data(
    texts: Sequence[str], fields: Sequence[Field], has_key: bool
) -> tuple[str, Any] | None:
    """Why a row's filled cells are no entry, as code and sentence; None if they may be one.

    `has_key` says whether the column that makes an entry (the name, the title) is filled.
    """
    first = texts[0]
    if FOOTER.match(first):
        return "footer", _("表尾的签署，没有取用。")
    if TOTAL.match(first) and len(texts) <= 3:
        return "total", _("合计行，没有取用。")
    lone = len(set(texts)) == 1 or (len(texts) == 2 and not has_key)
    if lone and (INSTRUCTION.match(first) or len(first) > LONG):
        return "instruction", _("填表说明，没有取用：%(text)s", text=first[:LONG])
    words = {word.lower() for wanted in fields for word in wanted.words}
    if len(texts) >= 2 and all(header_key(text) in words for text in texts):
        return "header_again", _("重复的表头，没有取用。")
    return None
