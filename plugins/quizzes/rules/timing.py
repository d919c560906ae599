"""Whether an answer came in time: the server's clock judges, and a stated grace for what a phone had kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.terms import Way


@dataclass(frozen=True)
class Span:
    """From when until when an attempt may be written, and how long after it kept answers are taken.

    `ended_at` is when it was sent or collected. `shown`: something of its marking may be seen already.
    """

    started_at: datetime
    ends_at: datetime
    grace: timedelta
    ended_at: datetime | None = None
    shown: bool = False


@dataclass(frozen=True)
class Judged:
    """An answer that counts: how it came, and when it was said."""

    way: Way
    said_at: datetime


def judge(span: Span, arrived_at: datetime, signed_at: datetime | None) -> Judged:
    """How an answer is taken; Refused in words where it came too late. `signed_at` is what a stamp proves."""
    said = max(min(signed_at or arrived_at, arrived_at), span.started_at)
    if span.ended_at is None and arrived_at <= span.ends_at:
        return Judged(Way.LIVE, said)
    if span.shown:
        raise Refused(Problem("shown", _("已经交卷并公布了结果，答案不能再改，没有记录。")))
    if signed_at is None:
        words = _("测验已经结束，这个答案不能证明是什么时候答的，没有记录。")
        raise Refused(Problem("no_stamp", words))
    if said > min(span.ends_at, span.ended_at or span.ends_at):
        raise Refused(Problem("too_late", _("这个答案是在测验结束之后答的，没有记录。")))
    if arrived_at > span.ends_at + span.grace:
        words = _("测验结束后又过了补传时间，这个答案没有记录。")
        raise Refused(Problem("grace_over", words))
    return Judged(Way.GRACE, said)
