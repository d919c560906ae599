"""The key of a question in words, for those who may see it."""

from __future__ import annotations

from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.blank_lines import blanks_text
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import LETTERS, Kind


def key_text(item: Item) -> str:
    """The key as one reads it: "ACD", 对, the accepted texts of each blank, A→2; empty where there is none."""
    answer = item.answer
    if isinstance(answer, bool):
        return str(_("对")) if answer else str(_("错"))
    if isinstance(answer, tuple):
        return "；".join(blanks_text([one]).replace("|", " / ") for one in answer)
    if not answer:
        return ""
    if item.kind is Kind.MATCH:
        pairs = zip(LETTERS, answer, strict=False)
        return "，".join(f"{left}—{right.lower()}" for left, right in pairs)
    if item.kind is Kind.ORDER:
        return " → ".join(answer)
    return answer
