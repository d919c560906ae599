"""The words of 测验: kinds of questions, how papers are scored, who counts, what a sitting is for."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import lazy_gettext as _

NAME = "quizzes"
BLANK = "____"
"""Stands in a stem where a blank is to be filled in, once for each blank."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What options are called, in the order in which the question's author wrote them."""


class Kind(StrEnum):
    """What a question asks for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGE = "judge"
    BLANK = "blank"
    ESSAY = "essay"
    ORDER = "order"
    MATCH = "match"


KIND_WORDS: dict[Kind, Any] = {
    Kind.SINGLE: _("单选题"),
    Kind.MULTIPLE: _("多选题"),
    Kind.JUDGE: _("判断题"),
    Kind.BLANK: _("填空题"),
    Kind.ESSAY: _("简答题"),
    Kind.ORDER: _("排序题"),
    Kind.MATCH: _("匹配题"),
}


class Level(StrEnum):
    """How hard a question is meant to be; empty where nobody said."""

    UNKNOWN = ""
    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"


LEVEL_WORDS: dict[Level, Any] = {
    Level.UNKNOWN: _("未定"),
    Level.EASY: _("易"),
    Level.MIDDLE: _("中"),
    Level.HARD: _("难"),
}


class QuestionState(StrEnum):
    """Whether a question may be put on a paper: a draft must be mended first."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


QUESTION_STATE_WORDS: dict[QuestionState, Any] = {
    QuestionState.DRAFT: _("草稿"),
    QuestionState.ACTIVE: _("可用"),
    QuestionState.RETIRED: _("停用"),
}


class MultipleRule(StrEnum):
    """How a 多选题 is scored; stated on the paper."""

    ALL_OR_NOTHING = "all"
    PARTIAL = "partial"
    PER_OPTION = "option"


MULTIPLE_RULE_WORDS: dict[MultipleRule, Any] = {
    MultipleRule.ALL_OR_NOTHING: _("多选、少选、错选均不得分"),
    MultipleRule.PARTIAL: _("少选且没有错选，得一半分；错选不得分"),
    MultipleRule.PER_OPTION: _("每个选项判断正确各得一份分，全不选不得分"),
}


class Draw(StrEnum):
    """How a paper comes by its questions."""

    FIXED = "fixed"
    SAME = "same"
    DIFFERENT = "different"


DRAW_WORDS: dict[Draw, Any] = {
    Draw.FIXED: _("固定题目"),
    Draw.SAME: _("按规则抽题，全班同一份"),
    Draw.DIFFERENT: _("按规则抽题，每人不同、难度相同"),
}


class Phase(StrEnum):
    """From when on a trainee sees something of the marking."""

    ANSWERED = "answered"
    SENT = "sent"
    CLOSED = "closed"
    NEVER = "never"


PHASE_WORDS: dict[Phase, Any] = {
    Phase.ANSWERED: _("每答一题后（答后不能再改）"),
    Phase.SENT: _("交卷后"),
    Phase.CLOSED: _("测验结束后"),
    Phase.NEVER: _("不公布"),
}


class Purpose(StrEnum):
    """What a sitting is for; entry and final are set against each other."""

    ENTRY = "entry"
    DAILY = "daily"
    FINAL = "final"
    OTHER = "other"


PURPOSE_WORDS: dict[Purpose, Any] = {
    Purpose.ENTRY: _("入学测验"),
    Purpose.DAILY: _("每日一测"),
    Purpose.FINAL: _("结业测验"),
    Purpose.OTHER: _("其他测验"),
}


class Counts(StrEnum):
    """Which of several attempts counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


COUNTS_WORDS: dict[Counts, Any] = {
    Counts.BEST: _("取最高分"),
    Counts.LAST: _("取最后一次"),
    Counts.FIRST: _("取第一次"),
}


class Ended(StrEnum):
    """How an attempt came to its end."""

    SENT = "sent"
    TIME = "time"
    STAFF = "staff"


ENDED_WORDS: dict[Ended, Any] = {
    Ended.SENT: _("本人交卷"),
    Ended.TIME: _("到时收卷"),
    Ended.STAFF: _("工作人员收卷"),
}


class Way(StrEnum):
    """How an answer came to the server."""

    LIVE = "live"
    GRACE = "grace"
    FORM = "form"


WAY_WORDS: dict[Way, Any] = {
    Way.LIVE: _("即时"),
    Way.GRACE: _("断网补传（签名时间在截止前）"),
    Way.FORM: _("随交卷提交"),
}


class MarkSource(StrEnum):
    """Whose judgement a mark is."""

    AUTO = "auto"
    PERSON = "person"
    REGRADE = "regrade"
    APPEAL = "appeal"


MARK_SOURCE_WORDS: dict[MarkSource, Any] = {
    MarkSource.AUTO: _("自动判分"),
    MarkSource.PERSON: _("人工评阅"),
    MarkSource.REGRADE: _("更正答案后重判"),
    MarkSource.APPEAL: _("复核后改判"),
}
