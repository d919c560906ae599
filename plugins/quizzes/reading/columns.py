"""What the columns of a question sheet mean: found by their headers, or named by a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.header_rows import BRACKETS, SEARCHED_ROWS, Column, Header, header_key
from core.i18n import lazy_gettext as _
from core.spreadsheets import Row, Sheet
from core.tabular import Field, text_of
from plugins.quizzes.terms import LETTERS

OPTION = "option"
FIELD_WORDS = {
    "stem": _("题干"),
    "type": _("题型"),
    OPTION: _("选项（每列一个）"),
    "options": _("选项（都在一格）"),
    "targets": _("右项（匹配题）"),
    "answer": _("答案"),
    "score": _("分值"),
    "explanation": _("解析"),
    "level": _("难度"),
    "topic": _("知识点"),
    "tags": _("标签"),
    "source": _("来源"),
    "in_order": _("空的次序"),
    "numerals": _("数字写法"),
    "points": _("评分要点"),
}
"""Every field a column may be taken for, in words, for the page where a person maps them."""
WORDS = (
    Field("stem", ("题干", "题目", "试题", "问题", "题目内容", "试题内容", "题干内容", "试题题干", "题目描述",
                   "考题", "题", "question", "stem"), needed=True),
    Field("type", ("题型", "类型", "题目类型", "试题类型", "题型分类", "题类", "type", "kind")),
    Field("options", ("选项", "备选项", "备选答案", "选项内容", "候选项", "所有选项", "options")),
    Field("targets", ("右项", "匹配项", "targets")),
    Field("answer", ("答案", "正确答案", "标准答案", "参考答案", "正确选项", "试题答案", "answer", "key")),
    Field("score", ("分值", "分数", "得分", "本题分值", "题目分值", "score", "points")),
    Field("explanation", ("解析", "答案解析", "试题解析", "题目解析", "说明", "详解", "explanation")),
    Field("level", ("难度", "难易度", "难易程度", "难度系数", "难度等级", "level", "difficulty")),
    Field("topic", ("知识点", "章节", "分类", "所属章节", "所属知识点", "题目分类", "试题分类", "科目", "目录",
                    "topic")),
    Field("tags", ("标签", "关键词", "关键字", "tags")),
    Field("source", ("来源", "出处", "题目来源", "依据", "source")),
    Field("in_order", ("空的次序",)),
    Field("numerals", ("数字写法",)),
    Field("points", ("评分要点", "得分点", "采分点", "评分标准")),
)  # fmt: skip
NAMES = {word: one.name for one in WORDS for word in one.words}
ONE_OPTION = re.compile(
    r"(?:选项|备选项|备选答案|答案选项|option)\s*[-_:：.]?\s*([A-Z]|\d{1,2}|[一二三四五六七八九十])|([A-Z])(?:选项|项)?",
    re.IGNORECASE,
)
NUMBERED = {word: LETTERS[i] for i, word in enumerate("一二三四五六七八九十")}


@dataclass(frozen=True)
class Columns:
    """Where the header of a sheet ends, the column of each field, and those of single options by their letter."""

    header: Header
    fields: Mapping[str, int]
    options: Mapping[str, int]
    by_hand: bool = False

    @property
    def understood(self) -> bool:
        """Whether questions can be read at all."""
        return "stem" in self.fields


def meaning_of(text: str) -> str:
    """What a header says: a field's name, `option:A` for one option's column, or ''."""
    bare = BRACKETS.sub("", unicodedata.normalize("NFKC", text))
    bare = re.sub(r"\s+", "", bare).strip("*:")
    found = ONE_OPTION.fullmatch(bare)
    if found:
        return f"{OPTION}:{_letter((found[1] or found[2]).upper())}"
    return NAMES.get(header_key(text), "")


def _letter(told: str) -> str:
    if told.isdecimal():
        return LETTERS[(int(told) - 1) % len(LETTERS)]
    return NUMBERED.get(told, told)


def columns_in(sheet: Sheet, mapping: Mapping[int, str] | None = None) -> Columns:
    """What a sheet's columns are; a person's `mapping` of column (from 0) to field overrules every header."""
    header = _header_in(sheet)
    if mapping is None:
        return _columns(header, {column.index: column.field for column in header.columns})
    known = {index: name for index, name in mapping.items() if name in FIELD_WORDS and index >= 0}
    singles = sorted(index for index, name in known.items() if name == OPTION)
    lettered = {index: f"{OPTION}:{LETTERS[i % 26]}" for i, index in enumerate(singles)}
    return _columns(header, {**known, **lettered}, by_hand=True)


def _columns(header: Header, meanings: Mapping[int, str], *, by_hand: bool = False) -> Columns:
    fields: dict[str, int] = {}
    options: dict[str, int] = {}
    for index, meaning in sorted(meanings.items()):
        name, _colon, letter = meaning.partition(":")
        if letter:
            options.setdefault(letter, index)
        elif meaning == "options" and "options" in fields:  # 选项 over each of several columns
            options = _all_options(fields["options"], index, options)
        elif meaning:
            fields.setdefault(name, index)
    if options and "options" in fields and fields["options"] in options.values():
        del fields["options"]
    return Columns(header, fields, options, by_hand)


def _all_options(first: int, index: int, known: Mapping[str, int]) -> dict[str, int]:
    columns = sorted({first, *known.values(), index})
    return dict(zip(LETTERS, columns, strict=False))


def _header_in(sheet: Sheet) -> Header:
    """The likeliest header row among titles and notes; nothing recognised, no header at all."""
    best = Header(0, 0, (), 0.0)
    for place, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else None
        for lower in (None, below):
            found = _header_at(row, lower) if lower is None or _only_letters(lower) else best
            if found.score > best.score:
                best = found
    return best if best.score >= 2 else Header(0, 0, (), 0.0)


def _only_letters(row: Row) -> bool:
    """Whether a row holds nothing but names of options, as below a 选项 that spans them."""
    texts = [text for text in map(text_of, row.cells) if text]
    return len(texts) >= 2 and all(meaning_of(text).startswith(f"{OPTION}:") for text in texts)


def _header_at(upper: Row, lower: Row | None) -> Header:
    texts = [text_of(cell) for cell in upper.cells]
    if lower is not None:
        below = [text_of(lower.at(i)) for i in range(max(len(texts), len(lower.cells)))]
        texts = [low or (texts[i] if i < len(texts) else "") for i, low in enumerate(below)]
    columns = tuple(Column(i, text, meaning_of(text)) for i, text in enumerate(texts))
    named = {column.field for column in columns if column.field}
    return Header(
        upper.number,
        (lower or upper).number,
        columns,
        float(len(named)) if "stem" in named else 0.0,
    )


def widest(rows: Sequence[Row]) -> int:
    """How many columns these rows reach."""
    return max((len(row.cells) for row in rows), default=0)
