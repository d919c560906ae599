"""What a reader would yield, for tests of what becomes of it."""

from __future__ import annotations

from core.errors import Problem
from plugins.quizzes.reading.terms import Read, Reading, Refusal, Skipped
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import Kind


def single(number: int, answer: str | None = "B") -> Item:
    """A question that differs from others by its number."""
    return Item(Kind.SINGLE, f"第{number}问：下列正确的是", ("甲", "乙", "丙", "丁"), answer)


def reading_of(usable: int, doubtful: int = 0) -> Reading:
    """So many questions that may be used, then so many whose answer is not among the options."""
    good = [
        Read(single(number), number, f"{number}. 第{number}问（B）") for number in range(usable)
    ]
    bad = [
        Read(single(number, "F"), number, f"{number}. 第{number}问（F）", 40, True)
        for number in range(usable, usable + doubtful)
    ]
    return Reading(
        "text",
        (*good, *bad),
        (Refusal(900, "……", Problem("torn", "这一段读不出题目。")),),
        (Skipped(901, "第 3 页 共 12 页", "页码"),),
    )
