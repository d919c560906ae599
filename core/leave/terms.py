"""What can be done with a request, as its trail says it."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "leave.ask": _("申请"),
    "leave.record": _("代为登记"),
    "leave.approve": _("批准"),
    "leave.refuse": _("不批准"),
    "leave.withdraw": _("撤回"),
    "leave.cancel": _("取消"),
    "leave.shorten": _("改短"),
    "leave.report_back": _("销假"),
}
