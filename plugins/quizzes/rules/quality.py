"""What an item still lacks before it can be put on a paper; the same for what is typed and what is read."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import BLANK, LETTERS, Kind

CHOOSING = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER, Kind.MATCH})
LEAST_OPTIONS = 2


def problems_of(item: Item) -> list[Problem]:
    """Everything that keeps an item a draft, each in a sentence; empty means that it may be used."""
    found = [] if item.stem.strip() else [Problem("no_stem", _("没有题干。"), "stem")]
    if item.kind in CHOOSING:
        found += _option_problems(item)
    found += _answer_problems(item)
    return found


def in_words(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as they are stored with a question, in words that stay."""
    return [{"code": one.code, "message": str(one)} for one in problems]


def _option_problems(item: Item) -> list[Problem]:
    if len(item.options) < LEAST_OPTIONS:
        return [Problem("few_options", _("选项少于两个。"), "options")]
    if len(item.options) > len(LETTERS) or len(item.targets) > len(LETTERS):
        return [Problem("many_options", _("选项多于 26 个。"), "options")]
    shown = {one.place for one in item.pictures}
    found = []
    for index, text in enumerate(item.options):
        letter = LETTERS[index]
        if not text.strip() and letter not in shown:
            words = _("选项 %(letter)s 是空的。", letter=letter)
            found.append(Problem("empty_option", words, "options"))
        elif text.strip() and text in item.options[:index]:
            first = LETTERS[item.options.index(text)]
            words = _("选项 %(first)s 和 %(letter)s 相同。", first=first, letter=letter)
            found.append(Problem("same_options", words, "options"))
    return found


def _answer_problems(item: Item) -> list[Problem]:
    if item.answer is None or item.answer in ("", ()):
        if item.kind is Kind.ESSAY:
            return []  # people mark it; a model answer only helps them
        return [Problem("no_answer", _("没有答案。"), "answer")]
    if item.kind is Kind.BLANK:
        return _blank_problems(item)
    if item.kind in CHOOSING:
        return _letter_problems(item)
    if item.kind is Kind.JUDGE and not isinstance(item.answer, bool):
        return [Problem("bad_answer", _("判断题的答案应是对或错。"), "answer")]
    return []


def _blank_problems(item: Item) -> list[Problem]:
    if not isinstance(item.answer, tuple):
        return [Problem("bad_answer", _("填空题要写出每个空的答案。"), "answer")]
    empty = any(not [text for text in one.accepted if text.strip()] for one in item.answer)
    if empty:
        return [Problem("empty_blank", _("有一个空没有答案。"), "answer")]
    blanks = item.stem.count(BLANK)
    if blanks != len(item.answer):
        words = _(
            "题干里有 %(blanks)d 个空，答案有 %(answers)d 个。",
            blanks=blanks,
            answers=len(item.answer),
        )
        return [Problem("blank_count", words, "answer")]
    return []


def _letter_problems(item: Item) -> list[Problem]:
    if not isinstance(item.answer, str):
        return [Problem("bad_answer", _("答案要写选项的字母。"), "answer")]
    known = LETTERS[: len(item.targets if item.kind is Kind.MATCH else item.options)]
    strange = sorted(set(item.answer) - set(known))
    if strange:
        words = _("答案 %(letters)s 不在选项里。", letters="、".join(strange))
        return [Problem("answer_not_an_option", words, "answer")]
    due = {Kind.SINGLE: 1, Kind.ORDER: len(item.options), Kind.MATCH: len(item.options)}
    wrong = len(item.answer) != due.get(item.kind, len(item.answer))
    repeated = item.kind is not Kind.MATCH and len(set(item.answer)) != len(item.answer)
    if wrong or repeated:
        return [Problem("answer_count", _("答案的个数和题型不符。"), "answer")]
    return []
