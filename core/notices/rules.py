"""What a notice must have, and how the house words those that it writes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Problem
from core.i18n import lazy_gettext as _

TITLE_LONGEST, BODY_LONGEST = 100, 5000


@dataclass(frozen=True)
class Text:
    """What is told; `link` is a path of ours where one can read on, `occasion` the fact it tells."""

    title: str
    body: str = ""
    link: str = ""
    occasion: str | None = None


def notice_problems(title: str, body: str) -> list[Problem]:
    """Everything that keeps a notice from being published."""
    found = []
    if not title.strip():
        found.append(Problem("title_missing", _("请填写标题。"), "title"))
    if len(title) > TITLE_LONGEST:
        words = _("标题最多 %(most)d 个字。", most=TITLE_LONGEST)
        found.append(Problem("title_long", words, "title"))
    if len(body) > BODY_LONGEST:
        words = _("正文最多 %(most)d 个字。", most=BODY_LONGEST)
        found.append(Problem("body_long", words, "body"))
    return found
