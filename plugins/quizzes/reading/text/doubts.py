"""What the reader had to guess, in words; how much each guess costs; and what makes a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from core.errors import Problem
from core.i18n import lazy_gettext as _

MOST_OF_A_DRAFT = 50


class Doubt(NamedTuple):
    """A guess: its words, how many points of confidence it costs, and whether a person must look."""

    words: Callable[[dict[str, Any]], Any]
    cost: int
    is_draft: bool


DOUBTS: dict[str, Doubt] = {
    "broken_counter": Doubt(
        lambda told: _("题号不完整，按第 %(number)d 题读取。", **told), 20, False
    ),
    "number_jump": Doubt(
        lambda told: _("题号从 %(last)d 跳到 %(number)d，请核对有没有漏题。", **told), 10, False
    ),
    "number_repeated": Doubt(lambda told: _("题号 %(number)d 重复。", **told), 10, False),
    "no_number": Doubt(lambda _told: _("没有题号，从这一行起按一道题读取。"), 10, False),
    "no_kind": Doubt(lambda _told: _("看不出题型，按简答题读取。"), 50, True),
    "type_contradicts": Doubt(
        lambda told: _("标明是%(told)s，内容却像%(seems)s，请核对。", **told), 50, True
    ),
    "one_of_several": Doubt(lambda _told: _("多选题只有一个正确答案，请核对。"), 20, False),
    "two_answers": Doubt(lambda told: _("有不一致的答案：%(answers)s。", **told), 60, True),
    "answer_unreadable": Doubt(lambda told: _("看不懂答案“%(said)s”。", **told), 60, True),
    "answer_by_number": Doubt(lambda _told: _("答案写的是数字，按选项的顺序读取。"), 20, False),
    "answer_tail": Doubt(lambda _told: _("答案后面的文字放进了解析。"), 10, False),
    "option_letters": Doubt(lambda _told: _("选项的字母不连续，已按顺序重排。"), 50, True),
    "key_count": Doubt(lambda _told: _("答案表里这一段的答案个数和题数不符。"), 60, True),
    "key_misses": Doubt(lambda told: _("答案表里没有第 %(numbers)s 题的答案。", **told), 40, True),
    "filled_in": Doubt(lambda _told: _("括号里的文字当作填空的答案，请核对。"), 40, True),
    "slash": Doubt(lambda _told: _("答案里的“/”当作答案的一部分，没有拆成两个答案。"), 10, False),
    "picture_elsewhere": Doubt(lambda _told: _("解析或答案里的图片没有读取。"), 20, False),
    "marked_option": Doubt(
        lambda _told: _("答案按文档里加了颜色、底纹或粗体的选项读取，请核对。"), 60, True
    ),
}


def problem(code: str, told: dict[str, Any]) -> Problem:
    """The doubt in words."""
    return Problem(code, DOUBTS[code].words(told))


def confidence(codes: Iterable[str], *, draft: bool) -> int:
    """100 where nothing was guessed; every guess takes its cost away, and a draft is never above 50.

    It says how sure the reader is that a person would read the same, not that the answer is right.
    """
    left = 100 - sum(DOUBTS[code].cost for code in codes if code in DOUBTS)
    return max(0, min(left, MOST_OF_A_DRAFT) if draft else left)


def needs_person(codes: Iterable[str]) -> bool:
    """Whether one of these doubts keeps the question a draft."""
    return any(DOUBTS[code].is_draft for code in codes if code in DOUBTS)
