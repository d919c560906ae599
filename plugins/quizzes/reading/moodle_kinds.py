"""What each of Moodle's kinds of questions becomes with us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import GAP, with_blanks
from plugins.quizzes.reading.cloze import blanks_in
from plugins.quizzes.reading.gallery import Gallery
from plugins.quizzes.reading.markup import Said
from plugins.quizzes.reading.moodle_texts import files_in, inner, said_in
from plugins.quizzes.reading.pairs import matched, ordered
from plugins.quizzes.reading.refusing import NotRead
from plugins.quizzes.reading.words import number_of
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.terms import BLANK, LETTERS, Kind

WHOLE = Decimal(100)
__all__ = ["KINDS", "Asked", "NotRead"]


@dataclass
class Asked:
    """A question of the file while it is understood."""

    question: Element
    gallery: Gallery
    doubts: list[Problem] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    draft: bool = False

    def doubt(self, code: str, message: Any, *, draft: bool = False) -> None:
        """Notes something that a person should look at."""
        self.doubts.append(Problem(code, message))
        self.draft = self.draft or draft

    def said(self, element: Element | None, place: str) -> str:
        """The text of an element; its pictures hang at `place`."""
        said: Said = said_in(element)
        self.pictures += self.gallery.hang(said, place, files_in(element), self.doubts)
        return said.text

    def text(self, name: str, place: str) -> str:
        """The text of a part of the question."""
        return self.said(self.question.find(name), place)

    @property
    def stem(self) -> str:
        """What is asked."""
        return self.text("questiontext", "stem")

    @property
    def answers(self) -> list[Element]:
        """The answers with their fractions."""
        return self.question.findall("answer")


def fraction(answer: Element) -> Decimal:
    """How much of the points an answer earns, in percent."""
    return number_of(answer.get("fraction", "0")) or Decimal(0)


def _remarks(asked: Asked, answers: list[Element], letters: bool) -> str:
    """What is said to single answers, by their letters where they have any."""
    said = [asked.said(one.find("feedback"), "") for one in answers]
    pairs = zip(LETTERS, said, strict=False)
    return "\n".join((f"{letter}：{text}" if letters else text) for letter, text in pairs if text)


def _choice(asked: Asked) -> Item:
    answers = asked.answers
    if len(answers) > len(LETTERS):
        raise NotRead("many_options", _("选项多于 26 个。"))
    single = (asked.question.findtext("single") or "true").strip() in ("true", "1")
    stem = asked.stem
    options = [asked.said(one, LETTERS[i]) for i, one in enumerate(answers)]
    fractions = [fraction(one) for one in answers]
    best = max(fractions, default=Decimal(0))
    right = [i for i, one in enumerate(fractions) if one > 0 and (not single or one == best)]
    weights = {one for one in fractions if one > 0}
    if len(weights) > 1 or (single and weights and best != WHOLE):
        asked.doubt("weights", _("各选项的得分比例没有保留，按试卷的多选规则计分。"))
    return Item(
        Kind.SINGLE if single else Kind.MULTIPLE,
        stem,
        tuple(options),
        "".join(LETTERS[i] for i in right) or None,
        explanation=_remarks(asked, answers, letters=True),
    )


def _judge(asked: Asked) -> Item:
    right = [inner(one).strip().lower() for one in asked.answers if fraction(one) > 0]
    answer = {"true": True, "false": False}.get(right[0]) if len(right) == 1 else None
    remarks = _remarks(asked, asked.answers, letters=False)
    return Item(Kind.JUDGE, asked.stem, answer=answer, explanation=remarks)


def _texts(asked: Asked) -> Item:
    whole = [asked.said(one, "") for one in asked.answers if fraction(one) == WHOLE]
    if any(0 < fraction(one) < WHOLE for one in asked.answers):
        asked.doubt("weights", _("只得部分分的答案没有保留。"), draft=not whole)
    if any("*" in one.replace("\\*", "") for one in whole):
        words = _("答案里的 * 在 Moodle 里代表任意文字，请改成具体的答案。")
        asked.doubt("wildcard", words, draft=True)
    accepted = tuple(dict.fromkeys(one.replace("\\*", "*") for one in whole if one))
    return _blank(asked, Blank(accepted))


def _number(asked: Asked) -> Item:
    whole = [one for one in asked.answers if fraction(one) == WHOLE]
    if len(whole) < len(asked.answers):
        asked.doubt("weights", _("只得部分分的答案没有保留。"))
    accepted = tuple(dict.fromkeys(asked.said(one, "") for one in whole))
    if not accepted or any(number_of(one) is None for one in accepted):
        raise NotRead("not_a_number", _("数字题的答案不是数字，没有读取。"))
    within = [number_of(one.findtext("tolerance") or "0") for one in whole]
    if len({one for one in within[1:] if one}) > 0:
        asked.doubt("tolerances", _("只有第一个数字的误差范围能保留。"), draft=True)
    return _blank(asked, Blank(accepted, abs(within[0] or Decimal(0))))


def _blank(asked: Asked, blank: Blank) -> Item:
    """A stem that shows no gap gets one at its end."""
    stem = asked.stem
    stem = with_blanks(stem, Kind.BLANK, 1) if GAP.search(stem) else f"{stem}{BLANK}"
    remarks = _remarks(asked, asked.answers, letters=False)
    return Item(Kind.BLANK, stem, answer=(blank,), explanation=remarks)


def _match(asked: Asked) -> Item:
    stem = asked.stem
    pairs = [
        (asked.said(one, ""), asked.said(one.find("answer"), ""))
        for one in asked.question.findall("subquestion")
    ]
    found = matched(pairs)
    return Item(Kind.MATCH, stem, found.options, found.answer, found.targets)


def _order(asked: Asked) -> Item:
    stem = asked.stem
    answers = sorted(asked.answers, key=fraction)  # 1, 2, 3… where they say it, else as they stand
    found = ordered([asked.said(one, "") for one in answers])
    return Item(Kind.ORDER, stem, found.options, found.answer)


def _essay(asked: Asked) -> Item:
    return Item(Kind.ESSAY, asked.stem, answer=asked.text("graderinfo", "") or None)


def _cloze(asked: Asked) -> Item:
    return blanks_in(asked.stem, asked.doubt)


KINDS: dict[str, Callable[[Asked], Item]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "truefalse": _judge,
    "shortanswer": _texts,
    "numerical": _number,
    "matching": _match,
    "ordering": _order,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
}
"""Moodle's names; all others are refused by name."""
