"""What acts of 测验 are called in the journal: questions that came from files."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {"read_questions": _("导入题目")}
