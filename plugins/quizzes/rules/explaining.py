"""A question, its key and an answer in the letters and the order that a trainee saw."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.quizzes.rules.answers import Given, says
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.marking import as_shown, blanks_key, pairs_shown
from plugins.quizzes.terms import LETTERS, Kind

JUDGED = {True: "正确", False: "错误"}


@dataclass(frozen=True)
class Seen:
    """A question as it stood on a phone: options and targets with the letters shown there."""

    stem: str
    options: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]


def seen(item: Item, laid: Laid) -> Seen:
    """The question as it was laid out for one trainee."""
    return Seen(
        item.stem, _lettered(item.options, laid.options), _lettered(item.targets, laid.targets)
    )


def _lettered(texts: tuple[str, ...], order: str) -> tuple[tuple[str, str], ...]:
    kept = order or LETTERS[: len(texts)]
    return tuple(
        (LETTERS[place], texts[LETTERS.index(letter)])
        for place, letter in enumerate(kept)
        if LETTERS.index(letter) < len(texts)
    )


def given_shown(item: Item, laid: Laid, given: Given) -> str:
    """An answer as the trainee gave it; empty where they said nothing."""
    if not says(given):
        return ""
    if isinstance(given, bool):
        return JUDGED[given]
    if item.kind is Kind.BLANK and isinstance(given, list):
        return "；".join(text or "（空）" for text in given)
    return _letters(item, laid, "".join(given) if isinstance(given, list) else str(given))


def key_shown(item: Item, laid: Laid) -> str:
    """The key in the same letters; of an essay its model answer."""
    if isinstance(item.answer, bool):
        return JUDGED[item.answer]
    if isinstance(item.answer, tuple):
        return blanks_key(item)
    return _letters(item, laid, item.answer or "")


def _letters(item: Item, laid: Laid, letters: str) -> str:
    if item.kind is Kind.ESSAY or not letters:
        return letters
    if item.kind is Kind.MATCH:
        return pairs_shown(letters, laid.options or LETTERS[: len(item.options)], laid.targets)
    shown = as_shown(letters, laid.options)
    return "".join(sorted(shown)) if item.kind is Kind.MULTIPLE else shown
