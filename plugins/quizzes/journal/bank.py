"""What acts of 测验 are called in the journal: bank."""

from __future__ import annotations

from typing import Any

ACT_WORDS: dict[str, Any] = {}
