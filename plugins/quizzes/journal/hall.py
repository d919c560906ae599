"""What acts of 测验 are called in the journal: hall."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "open_poll": _("题目上屏，开始投票"),
    "close_poll": _("结束投票"),
    "reopen_poll": _("继续投票"),
    "show_bars": _("公布投票结果"),
    "cover_bars": _("收起投票结果"),
    "show_key": _("公布投票题的答案"),
}
