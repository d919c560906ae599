"""Questions as a sheet that people mend in Excel and import again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core import workbooks
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.blanks import MARKS
from plugins.quizzes.reading.packed import escape, packed
from plugins.quizzes.reading.points import points_text
from plugins.quizzes.reading.sheet_rows import ANY_ORDER, BOTH_NUMERALS, TAG_MARKS
from plugins.quizzes.rules.items import Answer, Blank, Item
from plugins.quizzes.terms import LETTERS, Kind, Level

KINDS = {
    Kind.SINGLE: "单选题",
    Kind.MULTIPLE: "多选题",
    Kind.JUDGE: "判断题",
    Kind.BLANK: "填空题",
    Kind.ESSAY: "简答题",
    Kind.ORDER: "排序题",
    Kind.MATCH: "匹配题",
}
LEVELS = {Level.UNKNOWN: "", Level.EASY: "易", Level.MIDDLE: "中", Level.HARD: "难"}
BEFORE = ("题型", "题干")
AFTER = (
    "右项",
    "答案",
    "分值",
    "解析",
    "难度",
    "知识点",
    "标签",
    "来源",
    "空的次序",
    "数字写法",
    "评分要点",
)
"""The words of a sheet are not translated: whoever imports it reads it in Chinese."""


def write_xlsx(items: Sequence[Item]) -> bytes:
    """A sheet of one row for each question; what looks like a formula is written as text."""
    width = max((len(item.options) for item in items), default=4)
    headers = [*BEFORE, *(f"选项{LETTERS[i]}" for i in range(width)), *AFTER]
    return workbooks.write_xlsx("题目", headers, [_row(item, width) for item in items])


def _row(item: Item, width: int) -> list[Any]:
    return [
        KINDS[item.kind],
        item.stem,
        *item.options,
        *[""] * (width - len(item.options)),
        packed(item.targets, "；", ";"),
        _answer(item.answer),
        item.score,
        item.explanation,
        LEVELS[item.level],
        item.topic,
        packed(item.tags, "、", TAG_MARKS),
        item.source,
        "" if item.in_order else ANY_ORDER,
        BOTH_NUMERALS if item.numerals else "",
        points_text(item.points),
    ]


def _answer(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "对" if answer else "错"
    if isinstance(answer, tuple):
        return "；".join(map(_blank, answer))
    return answer or ""


def _blank(blank: Blank) -> str:
    accepted = "|".join(escape(text, MARKS) for text in blank.accepted)
    return accepted + ("" if blank.tolerance is None else f"±{_plain(blank.tolerance)}")


def _plain(number: Decimal) -> str:
    return format(number, "f")


def lost_in_xlsx(item: Item) -> list[Any]:
    """A sheet has no place for pictures."""
    return [_("图片")] if item.pictures else []
