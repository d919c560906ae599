"""What acts of 测验 are called in the journal: marking."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "remark": _("重新判卷"),
}
