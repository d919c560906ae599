"""Moodle's embedded answers ({1:SHORTANSWER:=甲~=乙}): blanks where they are plain, one choice where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.refusing import NotRead
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import BLANK, LETTERS, Kind

EMBEDDED = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^{}\\])*)\}")
TEXTS = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC")
NUMBERS = ("NUMERICAL", "NM")
CHOICES = tuple(
    name + tail for name in ("MULTICHOICE", "MC") for tail in ("", "_V", "_H", "_S", "V", "H", "S", "_VS", "_HS")
)  # fmt: skip
ANSWER = re.compile(r"(=|%-?\d+(?:\.\d+)?%|)((?:\\.|[^#\\])*)(?:#.*)?", re.DOTALL)
NUMBER = re.compile(r"\s*([-+]?\d{1,15}(?:\.\d{1,12})?)\s*(?::\s*(\d{1,15}(?:\.\d{1,12})?))?\s*")
Doubt = Callable[..., None]


@dataclass(frozen=True)
class _Answer:
    right: bool
    partly: bool
    text: str


def blanks_in(text: str, doubt: Doubt) -> Item:
    """The item of a text with embedded answers; `doubt(code, message, draft=)` hears what is not kept."""
    found = list(EMBEDDED.finditer(text))
    if not found:
        raise NotRead("cloze_empty", _("完形填空里没有可读的空。"))
    stem = EMBEDDED.sub(BLANK, text)
    if any(one[2] in CHOICES for one in found):
        return _choice(stem, found)
    blanks = tuple(_blank(one, doubt) for one in found)
    return Item(Kind.BLANK, stem, answer=blanks)


def _answers(told: str) -> list[_Answer]:
    answers = []
    for part in re.split(r"(?<!\\)~", told):
        found = ANSWER.fullmatch(part)
        if found:
            mark, text = found[1], re.sub(r"\\(.)", r"\1", found[2]).strip()
            whole = mark == "=" or mark.startswith("%100")
            partly = mark.startswith("%") and not whole and not mark.startswith(("%0", "%-"))
            answers.append(_Answer(whole, partly, text))
    return answers


def _blank(embedded: re.Match[str], doubt: Doubt) -> Blank:
    answers = _answers(embedded[3])
    if any(one.partly for one in answers):
        doubt("weights", _("只得部分分的答案没有保留。"))
    right = [one.text for one in answers if one.right and one.text]
    if embedded[2] in TEXTS:
        if any("*" in one for one in right):
            words = _("答案里的 * 在 Moodle 里代表任意文字，请改成具体的答案。")
            doubt("wildcard", words, draft=True)
        return Blank(tuple(dict.fromkeys(right)))
    number = NUMBER.fullmatch(right[0]) if embedded[2] in NUMBERS and right else None
    if number is None:
        raise NotRead("cloze_kind", _("完形填空里的“%(kind)s”不能读取。", kind=embedded[2][:30]))
    return Blank((number[1],), Decimal(number[2] or 0))


def _choice(stem: str, found: list[re.Match[str]]) -> Item:
    """One choice in a text is a 单选; of several we have no kind."""
    if len(found) > 1:
        raise NotRead("cloze_choice", _("完形填空里有几处选择，不能作为一道题读取。"))
    answers = _answers(found[0][3])
    right = [LETTERS[i] for i, one in enumerate(answers[:26]) if one.right]
    options = tuple(one.text for one in answers[:26])
    return Item(Kind.SINGLE, stem, options, "".join(right) or None)
