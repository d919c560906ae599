"""A question put to the hall: what may be answered, and how many chose what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import LETTERS, Kind

POLLED = (Kind.SINGLE, Kind.MULTIPLE, Kind.JUDGE)
"""Kinds that fit on a screen as bars."""
JUDGED = (("true", True, "√", _("正确")), ("false", False, "×", _("错误")))
NO_SUCH_OPTION = Problem("no_such_option", _("这道题没有这个选项，请在页面上选一项。"), "given")
NOTHING_CHOSEN = Problem("nothing_chosen", _("还没有选择。请至少选一项。"), "given")


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from: what a form sends, the sign before it, its words."""

    value: str
    sign: str
    text: Any


@dataclass(frozen=True)
class Bar:
    """How many chose an answer; `share` is of all who answered, 0 to 100."""

    choice: Choice
    count: int
    share: int


def choices_of(item: Item) -> list[Choice]:
    """What may be chosen, in the author's order."""
    if item.kind is Kind.JUDGE:
        return [Choice(value, sign, words) for value, _said, sign, words in JUDGED]
    return [Choice(LETTERS[n], LETTERS[n], text) for n, text in enumerate(item.options)]


def given_of(item: Item, values: Sequence[str]) -> Given:
    """What somebody chose, in the author's letters; Refused where that is no answer to the question."""
    chosen = sorted({one for one in values if one})
    if not chosen:
        raise Refused(NOTHING_CHOSEN)
    known = {one.value for one in choices_of(item)}
    alone = item.kind is not Kind.MULTIPLE and len(chosen) > 1
    if alone or not known.issuperset(chosen):
        raise Refused(NO_SUCH_OPTION)
    if item.kind is Kind.JUDGE:
        return chosen[0] == "true"
    return "".join(chosen)


def values_of(given: Any) -> frozenset[str]:
    """What a form would have sent for an answer that was given; also for a key."""
    if isinstance(given, bool):
        return frozenset({"true" if given else "false"})
    return frozenset(given or "")


def bars_of(item: Item, said: Iterable[Any]) -> list[Bar]:
    """Each answer with how many chose it; in a 多选题 one person stands in several bars."""
    everyone = [values_of(one) for one in said]
    counted = [(one, sum(one.value in chosen for chosen in everyone)) for one in choices_of(item)]
    return [Bar(one, n, round(100 * n / len(everyone)) if everyone else 0) for one, n in counted]
