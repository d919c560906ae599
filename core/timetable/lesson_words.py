"""What kind of lesson the words of a timetable mean."""

from __future__ import annotations

import re

KINDS = (
    "lecture",
    "field",
    "discussion",
    "self_study",
    "exam",
    "opening",
    "reporting",
    "roll_call",
    "other",
)
WORDS = (
    ("roll_call", r"晚点名|点名|roll.?call"),
    ("reporting", r"报到|入住登记|registration"),
    ("opening", r"开班|开学|(?:结业|毕业)(?!测|考)|开幕|闭幕|opening|closing"),
    ("exam", r"考试|测验|测试|考核|闭卷|开卷|exam|quiz"),
    (
        "other",
        r"[早午晚用]餐|集合|返程|返回|乘车|出发|休息|入住|transfer|meal|rest|other|其他|其它",
    ),
    (
        "field",
        r"现场教学|现场|教学点|参观|考察|瞻仰|观摩|走访|体验|实践|实地|sightseeing|field|visit",
    ),
    ("discussion", r"研讨|讨论|交流|座谈|沙龙|论坛|discussion|seminar"),
    ("self_study", r"自习|自学|阅读|self.?study"),
    ("lecture", r"讲座|专题|授课|讲课|讲授|辅导|报告|课堂|理论|党课|课程|lecture"),
)


def kind_of(kind_text: str, title: str, teacher: str = "") -> tuple[str, bool]:
    """The kind of a lesson, and whether the kind column (if filled) was understood.

    The kind column decides, then what stands before the title's colon, then the whole title; a
    lesson with a teacher and no other word is a lecture.
    """
    stated = _first_in(kind_text)
    if stated:
        return stated, True
    before = re.split(r"[:：]", title, maxsplit=1)[0] if re.search(r"[:：]", title) else ""
    guessed = _first_in(before) or _first_in(title) or ("lecture" if teacher else "other")
    return guessed, not kind_text


def _first_in(text: str) -> str:
    key = text.strip().lower()
    if key in KINDS:
        return key
    return next((kind for kind, words in WORDS if re.search(words, key)), "") if key else ""
