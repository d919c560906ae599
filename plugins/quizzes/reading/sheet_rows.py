"""What one row of a question sheet asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.spreadsheets import Row
from core.tabular import text_of
from plugins.quizzes.reading.blanks import blanks_of
from plugins.quizzes.reading.building import read_of, tidy, too_long, with_blanks
from plugins.quizzes.reading.columns import Columns
from plugins.quizzes.reading.options import split_options, without_labels
from plugins.quizzes.reading.packed import plain, unpacked
from plugins.quizzes.reading.points import points_of
from plugins.quizzes.reading.terms import Read, Refusal
from plugins.quizzes.reading.words import (
    CHOICE,
    judgement,
    key,
    kind_of,
    letters_of,
    level_of,
    score_of,
)
from plugins.quizzes.rules.items import Answer, Item
from plugins.quizzes.rules.quality import LEAST_OPTIONS
from plugins.quizzes.terms import BLANK, LETTERS, Kind, Level

TAG_MARKS = "、,，;；"
ANY_ORDER, BOTH_NUMERALS = "不限", "通用"
BRACKETED = re.compile(r"[(（]\s*([A-Za-z][A-Za-z\s,、，]*|[√×✓✗对错]|正确|错误)\s*[)）]")
PREFIX = re.compile(r"\A\s*(?:正确|参考|标准)?答案\s*[:：]\s*")
FIRST_OPTION = re.compile(r"(?:(?<=\s)|(?<=[)）？?。]))[(（]?A\s*[.．、:：)）]")
CHOOSING = (Kind.SINGLE, Kind.MULTIPLE)


@dataclass(frozen=True)
class Cells:
    """The cells of a row by what their columns mean."""

    row: Row
    columns: Columns

    def text(self, name: str) -> str:
        """The clean text of a field; '' where the sheet has no such column."""
        index = self.columns.fields.get(name)
        return "" if index is None else cell_text(self.row.at(index))

    def options(self) -> list[str]:
        """The options, from a column for each or out of one cell, without their letters."""
        if not self.columns.options:
            return split_options(self.text("options"))
        last = max(map(LETTERS.index, self.columns.options))
        places = [self.columns.options.get(letter) for letter in LETTERS[: last + 1]]
        texts = ["" if i is None else cell_text(self.row.at(i)) for i in places]
        while texts and not texts[-1]:
            texts.pop()
        return without_labels(texts) or split_options(self.text("options"))

    @property
    def says_something(self) -> bool:
        """Whether there is a stem, or options and an answer without one."""
        return bool(self.text("stem") or (self.options() and self.text("answer")))


@dataclass
class _Asked:
    """A question while its row is being understood."""

    stem: str
    answer: str
    kind: Kind
    options: list[str]
    doubts: list[Problem] = field(default_factory=list)
    draft: bool = False

    def doubt(self, code: str, message: Any, *, draft: bool = False) -> None:
        """Notes something that a person should look at."""
        self.doubts.append(Problem(code, message))
        self.draft = self.draft or draft


def cell_text(value: object) -> str:
    """A cell as it was typed: text stays text (2.0 is no 2), numbers are shown without .0."""
    return tidy(value) if isinstance(value, str) else text_of(value)


def question_in(cells: Cells, usual: Kind | None, source: str) -> Read | Refusal:
    """The question of a row; `usual` is the kind that the sheet's own name says."""
    stem, options, answer = cells.text("stem"), cells.options(), cells.text("answer")
    long = too_long([stem, answer, cells.text("explanation"), *options])
    if long:
        return Refusal(cells.row.number, source[:200], long)
    bare = PREFIX.sub("", answer)
    if not options and kind_of(cells.text("type")) in (None, *CHOOSING):
        stem, options = _options_in_stem(stem, bare)
    asked = _Asked(*_answer_in_stem(stem, bare), Kind.ESSAY, options)
    asked.kind = _kind(asked, cells.text("type"), usual)
    if asked.kind not in (*CHOOSING, Kind.JUDGE):
        asked.stem, asked.answer = stem, answer if asked.kind is Kind.ESSAY else bare
    key_ = _answer(asked, cells)
    if cells.row.hidden:
        asked.doubt("row_hidden", _("这一行在表格中被隐藏，也读取了。"))
    item = Item(
        kind=asked.kind,
        stem=with_blanks(asked.stem, asked.kind, len(key_) if isinstance(key_, tuple) else 0),
        options=tuple(asked.options),
        answer=key_,
        targets=tuple(_parts(cells.text("targets"), "；;")) if asked.kind is Kind.MATCH else (),
        score=_score(asked, cells.text("score")),
        explanation=cells.text("explanation"),
        in_order=cells.text("in_order") != ANY_ORDER,
        numerals=cells.text("numerals") == BOTH_NUMERALS,
        points=points_of(cells.text("points")) if asked.kind is Kind.ESSAY else (),
        source=cells.text("source"),
        topic=cells.text("topic"),
        level=_level(asked, cells.text("level")),
        tags=tuple(dict.fromkeys(_parts(cells.text("tags"), TAG_MARKS))),
    )
    return read_of(item, cells.row.number, source, asked.doubts, draft=asked.draft)


def _options_in_stem(stem: str, answer: str) -> tuple[str, list[str]]:
    """Options that stand in the cell of the stem, where the answer is letters."""
    start = FIRST_OPTION.search(stem)
    options = split_options(stem[start.start() :]) if start else []
    letters = letters_of(answer, len(options)) if answer else None
    if start is None or len(options) < LEAST_OPTIONS or letters is None:
        return stem, []
    return stem[: start.start()].strip(), options


def _answer_in_stem(stem: str, answer: str) -> tuple[str, str]:
    """`根本宗旨是(A)。` holds its own answer where no other cell does."""
    found = None if answer else BRACKETED.search(stem)
    if found is None:
        return stem, answer
    return f"{stem[: found.start()]}（  ）{stem[found.end() :]}", found[1]


def _kind(asked: _Asked, told: str, usual: Kind | None) -> Kind:
    named = kind_of(told)
    if told and named is None:
        words = _("题型“%(told)s”不认识，按内容判断。", told=told[:20])
        asked.doubt("kind_unknown", words, draft=True)
    kind = named or usual
    if kind is None:
        return _guessed(asked)
    if kind is Kind.SINGLE and CHOICE.search(key(told)) and not re.search("单", told):
        return Kind.MULTIPLE if len(_letters(asked) or "") > 1 else Kind.SINGLE
    if kind is Kind.SINGLE and len(_letters(asked) or "") > 1:
        asked.doubt("answer_count", _("写的是单选题，答案却不止一个。"), draft=True)
    return kind


def _guessed(asked: _Asked) -> Kind:
    """The kind by what the row holds, where nobody says it."""
    words = [judgement(text) for text in asked.options]
    if sorted(map(str, words)) == ["False", "True"]:
        return Kind.JUDGE
    if asked.options:
        return Kind.MULTIPLE if len(_letters(asked) or "") > 1 else Kind.SINGLE
    if judgement(asked.answer) is not None:
        return Kind.JUDGE
    if with_blanks(asked.stem, Kind.BLANK, -1).count(BLANK):
        return Kind.BLANK
    asked.doubt("kind_guessed", _("没有写题型，当作简答题。"), draft=True)
    return Kind.ESSAY


def _answer(asked: _Asked, cells: Cells) -> Answer:
    if not asked.answer:
        return None
    if asked.kind in CHOOSING:
        return _chosen(asked)
    if asked.kind is Kind.JUDGE:
        return _judged(asked)
    if asked.kind is Kind.BLANK:
        return blanks_of(asked.answer, _gaps(asked))
    if asked.kind is Kind.ESSAY:
        return asked.answer
    targets = len(_parts(cells.text("targets"), "；;")) if asked.kind is Kind.MATCH else 0
    return letters_of(asked.answer, targets or len(asked.options))


def _gaps(asked: _Asked) -> int:
    """How many blanks the stem shows; a bracket counts where the clear ones are not as many as the answers."""
    clear = asked.stem.count(BLANK)
    if clear and clear == len(unpacked(asked.answer, "；;")):
        return clear
    return with_blanks(asked.stem, Kind.BLANK, -1).count(BLANK)


def _letters(asked: _Asked) -> str | None:
    letters = letters_of(asked.answer, len(asked.options))
    if letters is not None:
        return letters
    first = re.match(r"\s*([A-Za-z])\s*[.．、:：]\s*(.+)", asked.answer, re.DOTALL)
    if first and len(asked.options) > LETTERS.index(first[1].upper()):
        letter = first[1].upper()
        return letter if asked.options[LETTERS.index(letter)] == first[2].strip() else None
    return None


def _chosen(asked: _Asked) -> str | None:
    """The letters, from letters, figures, or the very text of an option."""
    letters = _letters(asked)
    by_text = LETTERS[asked.options.index(asked.answer)] if asked.answer in asked.options else None
    if by_text and letters and letters != by_text and asked.answer.isdecimal():
        words = _("答案“%(answer)s”既像选项的序号，又像选项的内容。", answer=asked.answer[:20])
        asked.doubt("answer_ambiguous", words, draft=True)
    letters = letters or by_text
    if letters is None:
        words = _("答案“%(answer)s”看不出是哪个选项。", answer=asked.answer[:40])
        asked.doubt("no_answer", words, draft=True)
        return None
    return "".join(sorted(set(letters)))


def _judged(asked: _Asked) -> bool | None:
    """对 or 错, also as the letter of an option 正确 or 错误; with no options A is taken for 对."""
    letters = letters_of(asked.answer, 2)
    words = [judgement(text) for text in asked.options]
    said = judgement(asked.answer)
    if letters in ("A", "B") and key(asked.answer) not in ("1", "0") and len(asked.options) == 2:
        said = words["AB".index(letters)]
    elif said is None and letters in ("A", "B"):
        said = letters == "A"
        asked.doubt("answer_guessed", _("答案写的是 A 或 B，按 A 对、B 错读取。"))
    if said is None:
        asked.doubt("no_answer", _("答案“%(answer)s”看不出对错。", answer=asked.answer[:40]))
    asked.options = [] if None not in words else asked.options
    return said


def _score(asked: _Asked, told: str) -> Decimal | None:
    score = score_of(told)
    if told and score is None:
        asked.doubt("score_unknown", _("分值“%(told)s”不是数字。", told=told[:20]))
    return score


def _level(asked: _Asked, told: str) -> Level:
    level = level_of(told)
    if level is None:
        asked.doubt("level_unknown", _("难度“%(told)s”不认识。", told=told[:20]))
    return level or Level.UNKNOWN


def _parts(text: str, marks: str) -> list[str]:
    parts = [plain(part, marks).strip() for part in unpacked(text, marks)]
    return [part for part in parts if part]
