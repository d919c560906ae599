"""What acts of 测验 are called in the journal: marking."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "regrade": _("更正答案并重判"),
    "appeal": _("申请复核"),
    "decide_appeal": _("答复复核申请"),
    "mark_essay": _("评阅简答题"),
    "change_marking": _("修改自己的评阅"),
    "settle_essay": _("裁定简答题"),
}
