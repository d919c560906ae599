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
    "start_exchange": _("发起互学互考"),
    "change_exchange": _("修改互学互考"),
    "write_question": _("交一道互学互考的题"),
    "mend_question": _("修改互学互考的题，重新交"),
    "edit_question": _("评审时修改题目"),
    "accept_question": _("采用互学互考的题"),
    "return_question": _("退回互学互考的题"),
    "make_exchange_paper": _("用互学互考的题组卷"),
}
