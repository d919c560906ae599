"""Splits a paste into lines, and tells what is no question from its look alone: feet of pages, names of a chat."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.terms import Skipped
from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.plain import plain

LONGEST_DEBRIS = 80
_WIDE_GAP = re.compile(r"[ \t\u00a0\u2002-\u200a\u3000]{9,}")
_MARKED = re.compile(r"\s*(?:[(\[]?[A-Za-z][)\].、:]|\d|第)|答案|[(]\s*[)]|_{2,}")

PAGE_FOOT = _("页眉或页脚")
RULE = _("分隔线")
FORM = _("试卷的姓名栏")
CHAT = _("聊天记录里的姓名和时间")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something; `gap` where an empty line stands before it."""

    number: int
    raw: str
    plain: str
    gap: bool = False


def lines_of(text: str) -> tuple[list[Line], list[Skipped]]:
    """The lines that may belong to questions, and those that cannot."""
    found: list[Line] = []
    gap = False
    for number, raw in enumerate(text.splitlines(), 1):
        narrow = _WIDE_GAP.sub(" " * 8, raw)
        line = Line(number, narrow, plain(narrow), gap)
        gap = not line.plain.strip()
        if not gap:
            found.append(line)
    reasons = _debris(found)
    kept = [line for index, line in enumerate(found) if index not in reasons]
    return kept, [Skipped(found[at].number, found[at].raw, why) for at, why in reasons.items()]


def _debris(lines: list[Line]) -> dict[int, Any]:
    reasons = {
        index: why
        for index, line in enumerate(lines)
        if len(line.plain) <= LONGEST_DEBRIS and (why := _why_debris(line.plain))
    }
    feet = [index for index, why in reasons.items() if why is PAGE_FOOT]
    beside = [at for foot in feet for at in (foot - 1, foot + 1) if 0 <= at < len(lines)]
    repeated = Counter(lines[at].plain.strip() for at in beside)
    for at in beside:
        text = lines[at].plain
        if repeated[text.strip()] > 1 and len(text) <= LONGEST_DEBRIS and not _MARKED.search(text):
            reasons[at] = PAGE_FOOT
    return dict(sorted(reasons.items()))


def _why_debris(text: str) -> Any:
    if words.FOOT.match(text):
        return PAGE_FOOT
    if words.RULE_LINE.match(text):
        return RULE
    if words.FORM_LINE.match(text):
        return FORM
    return CHAT if words.CHAT_LINE.match(text) else ""
