"""What stands in the braces of a GIFT question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import tidy
from plugins.quizzes.reading.gift_marks import shown
from plugins.quizzes.reading.markup import said_by
from plugins.quizzes.reading.pairs import matched
from plugins.quizzes.reading.refusing import NotRead
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import BLANK, LETTERS, Kind

TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#.*)?", re.IGNORECASE | re.DOTALL)
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,9})?)%")
PIECE = re.compile(r"([=~])([^=~]*)")
NUMBER = r"[-+]?\d{1,15}(?:\.\d{1,12})?(?:[eE][-+]?\d{1,2})?"
WITHIN = re.compile(rf"({NUMBER})(?:\s*:\s*({NUMBER}))?")
FROM_TO = re.compile(rf"({NUMBER})\s*\.\.\s*({NUMBER})")
GAP = re.compile(r"[_＿]{2,}")
WHOLE = Decimal(100)
FILLING = (Kind.BLANK, Kind.SINGLE, Kind.MULTIPLE)


@dataclass(frozen=True)
class Piece:
    """One answer between the marks: right by its mark or its weight (in percent), and what is said to it.

    `wild`: a star in it stands for any text.
    """

    right: bool
    text: str
    weight: Decimal
    feedback: str = ""
    wild: bool = False


@dataclass
class Answered:
    """The item without its stem, and what is doubtful."""

    item: Item
    doubts: list[Problem] = field(default_factory=list)
    draft: bool = False

    def doubt(self, code: str, message: Any, *, draft: bool = False) -> None:
        """Notes something that a person should look at."""
        self.doubts.append(Problem(code, message))
        self.draft = self.draft or draft

    def stem(self, before: str, after: str) -> str:
        """The stem, with a blank where the braces stood in the middle, or where something is to be filled in."""
        fills = self.item.kind is Kind.BLANK
        if not after.strip() and (not fills or GAP.search(before)):
            return GAP.sub(BLANK, before) if fills else before
        return f"{before}{BLANK if self.item.kind in FILLING else ' '}{after}"


def answered(block: str, form: str) -> Answered:
    """The kind and the key that a pair of braces gives; `form` is html where its texts are HTML."""
    block, general = _general(block)
    found = _answered(block.strip(), form)
    lines = [_plain(general, form), found.item.explanation]
    found.item = replace(found.item, explanation="\n".join(line for line in lines if line))
    return found


def _general(block: str) -> tuple[str, str]:
    block, _mark, general = block.partition("####")
    return block, general


def _answered(block: str, form: str) -> Answered:
    if not block:
        return Answered(Item(Kind.ESSAY, ""))
    if block.startswith("#"):
        return _number(block[1:])
    truth = TRUTH.fullmatch(block)
    if truth:
        remarks = [_plain(one, form) for one in block.split("#")[1:]]
        explanation = "\n".join(one for one in remarks if one)
        right = truth[1].upper().startswith("T")
        return Answered(Item(Kind.JUDGE, "", answer=right, explanation=explanation))
    pieces = _pieces(block, form)
    if "~" in block:
        return _choice(pieces)
    if any("->" in one.text for one in pieces):
        return _match(pieces)
    return _texts(pieces)


def _pieces(block: str, form: str) -> list[Piece]:
    found = PIECE.findall(block)
    lead = re.split(r"[=~]", block, maxsplit=1)[0].strip()
    if lead or not found:
        words = _(
            "大括号里的“%(what)s”前面没有 = 或 ~，读不出答案。", what=shown(lead or block)[:40]
        )
        raise NotRead("answer_syntax", words)
    return [_piece(mark, told, form) for mark, told in found]


def _piece(mark: str, told: str, form: str) -> Piece:
    told, _sign, feedback = told.partition("#")
    weight = WEIGHT.match(told)
    percent = Decimal(weight[1]) if weight else WHOLE if mark == "=" else Decimal(0)
    text = told[weight.end() :] if weight else told
    return Piece(mark == "=", _plain(text, form), percent, _plain(feedback, form), "*" in text)


def _plain(raw: str, form: str) -> str:
    text = shown(raw)
    return said_by(text).text if form == "html" else tidy(text)


def _choice(pieces: Sequence[Piece]) -> Answered:
    """With a = it is one of several; with nothing but weights, several of several."""
    if len(pieces) > len(LETTERS):
        raise NotRead("many_options", _("选项多于 26 个。"))
    several = not any(one.right for one in pieces)
    right = [i for i, one in enumerate(pieces) if (one.weight > 0 if several else one.right)]
    found = Answered(
        Item(
            Kind.MULTIPLE if several or len(right) > 1 else Kind.SINGLE,
            "",
            tuple(one.text for one in pieces),
            "".join(LETTERS[i] for i in right) or None,
            explanation=_remarks(pieces),
        )
    )
    if not several and len(right) > 1:
        found.doubt("answer_count", _("有几个选项标了 =，当作多选题。"), draft=True)
    weights = {pieces[i].weight for i in right}
    others = [one for i, one in enumerate(pieces) if i not in right and one.weight > 0]
    if len(weights) > 1 or others or (not several and weights != {WHOLE}):
        found.doubt("weights", _("各选项的得分比例没有保留，按试卷的多选规则计分。"))
    return found


def _remarks(pieces: Sequence[Piece]) -> str:
    """What is said to single options, by their letters."""
    return "\n".join(
        f"{LETTERS[i]}：{one.feedback}" for i, one in enumerate(pieces) if one.feedback
    )


def _match(pieces: Sequence[Piece]) -> Answered:
    pairs = []
    for one in pieces:
        left, arrow, right = one.text.partition("->")
        if not arrow or not right.strip():
            words = _("匹配题的“%(what)s”里没有“->”。", what=one.text[:40])
            raise NotRead("match_syntax", words)
        pairs.append((left.strip(), right.strip()))
    return Answered(matched(pairs))


def _texts(pieces: Sequence[Piece]) -> Answered:
    """Only what counts whole is accepted; a star would accept anything."""
    whole = [one.text for one in pieces if one.weight == WHOLE and one.text]
    found = Answered(Item(Kind.BLANK, "", answer=(Blank(tuple(dict.fromkeys(whole))),)))
    found.item = replace(
        found.item, explanation="\n".join(one.feedback for one in pieces if one.feedback)
    )
    if any(one.weight not in (WHOLE, 0) for one in pieces):
        found.doubt("weights", _("只得部分分的答案没有保留。"), draft=not whole)
    if any(one.wild for one in pieces):
        found.doubt(
            "wildcard", _("答案里的 * 在 GIFT 里代表任意文字，请改成具体的答案。"), draft=True
        )
    return found


def _number(block: str) -> Answered:
    """1822:5, 1..3, or several with weights; whatever is no number is refused."""
    pieces = (
        [_piece(mark, told, "") for mark, told in PIECE.findall(block)]
        if re.match(r"\s*[=~]", block)
        else [_piece("=", block, "")]
    )
    whole = [_within(one.text) for one in pieces if one.weight == WHOLE]
    if not whole:
        raise NotRead("no_number", _("数字题没有得满分的答案。"))
    (value, tolerance), others = whole[0], whole[1:]
    accepted = tuple(dict.fromkeys([value, *(one for one, _within in others)]))
    remarks = "\n".join(one.feedback for one in pieces if one.feedback)
    found = Answered(
        Item(Kind.BLANK, "", answer=(Blank(accepted, tolerance),), explanation=remarks)
    )
    if len(whole) < len(pieces):
        found.doubt("weights", _("只得部分分的答案没有保留。"))
    if any(within != 0 for _value, within in others):
        found.doubt("tolerances", _("只有第一个数字的误差范围能保留。"), draft=True)
    return found


def _within(text: str) -> tuple[str, Decimal]:
    """The number in the middle, as it is written, and how far an answer may be from it."""
    try:
        around, between = WITHIN.fullmatch(text), FROM_TO.fullmatch(text)
        if around:
            return around[1], abs(Decimal(around[2] or 0))
        if between:
            low, high = sorted((Decimal(between[1]), Decimal(between[2])))
            return format((low + high) / 2, "f"), (high - low) / 2
    except InvalidOperation:
        pass
    words = _("“%(text)s”不是数字，这道题没有读取。", text=text[:40])
    raise NotRead("not_a_number", words)
