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


def right_letters(item: Item) -> str:
    """The letters that the key ticks among the options; empty for kinds without ticks and drafts without a key."""
    ticks = item.kind in (Kind.SINGLE, Kind.MULTIPLE)
    return item.answer if ticks and isinstance(item.answer, str) else ""


def paired(item: Item) -> list[tuple[str, str]]:
    """For each option of a match its target's letter and text, empty where the key says none."""
    letters = item.answer if isinstance(item.answer, str) else ""
    known = dict(zip(LETTERS, item.targets, strict=False))
    return [
        (letter, known.get(letter, ""))
        for letter in (letters[index : index + 1] for index in range(len(item.options)))
    ]
