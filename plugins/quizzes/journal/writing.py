"""What acts of 测验 are called in the journal: writing."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "start": _("开始答题"),
    "send": _("交卷"),
    "collect": _("到时收卷"),
}
