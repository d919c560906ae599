"""The words people use for kinds, judgements, levels and points."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from plugins.quizzes.terms import LETTERS, Kind, Level

KINDS = (  # the first that a text contains
    (Kind.MULTIPLE, ("多选", "多项", "不定项", "multi", "checkbox")),
    (Kind.JUDGE, ("判断", "是非", "对错", "正误", "judge", "true/false", "truefalse", "tf")),
    (Kind.BLANK, ("填空", "blank", "fill", "cloze")),
    (Kind.ORDER, ("排序", "排列", "order", "sort")),
    (Kind.MATCH, ("匹配", "连线", "配对", "match")),
    (Kind.ESSAY, ("简答", "问答", "论述", "名词解释", "主观", "案例", "材料", "解答", "essay", "short")),
    (Kind.SINGLE, ("单选", "单项", "选择", "single", "choice", "radio")),
)  # fmt: skip
CHOICE = re.compile(r"(?:选择题?|choice)$", re.IGNORECASE)
"""A word that does not say whether one or several options are right."""
YES = frozenset(
    ["√", "对", "对的", "正确", "正确的", "是", "t", "true", "ture", "y", "yes", "r", "right", "v"]
)
NO = frozenset(
    [
        "×",
        "错",
        "错的",
        "错误",
        "错误的",
        "否",
        "不对",
        "不正确",
        "f",
        "false",
        "flase",
        "n",
        "no",
        "wrong",
        "x",
    ]
)
"""Right and wrong as they are said anywhere, by `key`."""
TRUE = YES | frozenset(["✓", "✔", "○", "真", "1"])
FALSE = NO | frozenset(["✗", "✘", "╳", "假", "误", "不是", "w", "0"])
"""And what says so only where nothing but a judgement can stand: in running text a 1 is a number."""
LEVELS = {
    Level.EASY: frozenset(["易", "简单", "容易", "较易", "较简单", "低", "easy", "1"]),
    Level.MIDDLE: frozenset(["中", "中等", "一般", "适中", "普通", "middle", "medium", "2"]),
    Level.HARD: frozenset(["难", "困难", "较难", "很难", "高", "hard", "difficult", "3"]),
}
SCORE = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)\s*分?")
LETTER_FORMS = {
    **{c: c for c in LETTERS},
    **{chr(0x2460 + i): LETTERS[i] for i in range(20)},  # ①
    **{chr(0x24B6 + i): c for i, c in enumerate(LETTERS)},  # Ⓐ
}
BETWEEN = re.compile(r"[\s,、;./|&+和及与→>-]+|\\u3001")


def key(text: str) -> str:
    """A word for comparing: narrow, small, without white space and the full stop after it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().strip("。.()[]【】")


def kind_of(text: str) -> Kind | None:
    """The kind that a word such as 多选题 names; None for a word that names none."""
    word = key(text)
    for kind, parts in KINDS:
        if word and any(part in word for part in parts):
            return kind
    return None


def judgement(text: str) -> bool | None:
    """对 or 错 in any of the ways people write them, TURE among them; None where it is neither."""
    word = key(text)
    return True if word in TRUE else False if word in FALSE else None


def level_of(text: str) -> Level | None:
    """How hard, in words; None for a word that is not known."""
    word = key(text).removesuffix("题")
    if not word:
        return Level.UNKNOWN
    return next((level for level, words in LEVELS.items() if word in words), None)


def score_of(text: str) -> Decimal | None:
    """Points as they are written (2, 2.5, 2分); None where it is no such number."""
    found = SCORE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return Decimal(format(Decimal(found[1]).normalize(), "f")) if found else None


def number_of(text: str) -> Decimal | None:
    """A number as programs write it; None for what is none, or has no end."""
    try:
        found = Decimal(text.strip()[:40])
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def letters_of(text: str, options: int) -> str | None:
    """The letters in AB, a b, A、B, (A)(B), ①②, 12, in the order written; None where it is something else."""
    kept = "".join(
        LETTER_FORMS.get(c) or unicodedata.normalize("NFKC", c).upper() for c in text.strip()
    )
    bare = BETWEEN.sub("", re.sub(r"[()\[\]【】:：。]", "", kept))
    if bare and all(c in LETTERS for c in bare):
        return bare
    if bare.isascii() and bare.isdecimal() and all(0 < int(c) <= options for c in bare):
        return "".join(LETTERS[int(c) - 1] for c in bare)
    return None
