"""What is taught at a site: a line for each theme, as 题目 | 分钟 | 学时."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _

FIELD = "themes"
MOST, LONGEST_TITLE, MOST_MINUTES, MOST_HOURS = 40, 120, 1440, Decimal(24)
MINUTES = re.compile(r"(\d{1,4})\s*(?:分钟|分)?")
HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*(?:个)?(?:学时|课时)?")
HALF = Decimal("0.5")


def themes_in(text: str) -> list[dict[str, Any]]:
    """Themes as {"title", "minutes": int or None, "hours": "1.5" or ""}; Refused names the line."""
    lines = [line.strip() for line in re.split(r"[\n\r;；]+", text) if line.strip()]
    if len(lines) > MOST:
        raise _refused("themes_many", _("教学主题最多 %(most)d 个。", most=MOST))
    return [_theme(line) for line in lines]


def themes_text(themes: Sequence[Mapping[str, Any]]) -> str:
    """The lines that `themes_in` reads."""
    return "\n".join(_line(one) for one in themes)


def _line(theme: Mapping[str, Any]) -> str:
    parts = [theme["title"], str(theme.get("minutes") or ""), str(theme.get("hours") or "")]
    while not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def _theme(line: str) -> dict[str, Any]:
    title, *rest = [" ".join(part.split()) for part in line.replace("｜", "|").split("|")]
    if not title or len(rest) > 2:
        raise _unread(line)
    if len(title) > LONGEST_TITLE:
        raise _refused("theme_long", _("教学主题的题目不能超过 %(most)d 字。", most=LONGEST_TITLE))
    minutes, hours = (*rest, "", "")[:2]
    return {"title": title, "minutes": _minutes(minutes, line), "hours": _hours(hours, line)}


def _minutes(text: str, line: str) -> int | None:
    if not text:
        return None
    found = MINUTES.fullmatch(text)
    if found is None or not 0 < int(found[1]) <= MOST_MINUTES:
        raise _unread(line)
    return int(found[1])


def _hours(text: str, line: str) -> str:
    if not text:
        return ""
    found = HOURS.fullmatch(text)
    value = Decimal(found[1]) if found else Decimal(0)
    if not 0 < value <= MOST_HOURS or value % HALF:
        raise _unread(line)
    return f"{value.normalize():f}"


def _unread(line: str) -> Refused:
    words = _(
        "“%(line)s”没有看懂。请一行写一个：题目 | 分钟 | 学时，学时以 0.5 为一档。", line=line[:40]
    )
    return _refused("theme_unread", words)


def _refused(code: str, message: Any) -> Refused:
    return Refused(Problem(code, message, FIELD))
