"""Another key for a question, as somebody types or ticks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.blank_lines import blanks_of, blanks_text
from plugins.quizzes.rules.items import Answer, Item
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.terms import LETTERS, Kind

JUDGEMENTS = {"true": True, "false": False}


def typed_key(item: Item) -> list[str]:
    """The key as the fields of the form hold it; `with_key` reads it back."""
    if isinstance(item.answer, bool):
        return ["true" if item.answer else "false"]
    if isinstance(item.answer, tuple):
        return [blanks_text(item.answer)]
    text = item.answer or ""
    return list(text) if item.kind in (Kind.MULTIPLE, Kind.MATCH) else [text]


def with_key(item: Item, texts: Sequence[str], problems: list[Problem]) -> Item:
    """The question with the key that was typed; what is lacking is added to `problems`."""
    found = replace(item, answer=_answer(item, texts, problems))
    if item.kind in (Kind.SINGLE, Kind.ORDER, Kind.MULTIPLE, Kind.MATCH):
        known = LETTERS[: len(item.targets if item.kind is Kind.MATCH else item.options)]
        if set(str(found.answer or "")) - set(known):
            words = _("答案里只能有选项的字母 %(letters)s。", letters=known)
            problems.append(Problem("bad_answer", words, "key"))
            return found
    problems += problems_of(found)
    return found


def _answer(item: Item, texts: Sequence[str], problems: list[Problem]) -> Answer:
    kept = [text.strip().upper() for text in texts if text.strip()]
    if item.kind is Kind.JUDGE:
        return JUDGEMENTS.get(kept[0].lower()) if kept else None
    if item.kind is Kind.BLANK:
        return blanks_of("\n".join(texts).strip("\r\n"), problems)
    if item.kind is Kind.MULTIPLE:
        return "".join(sorted(set("".join(kept))))
    return "".join("".join(kept).split())
