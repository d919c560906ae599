"""What tests have against a trainee's completion, and against closing a class."""

from __future__ import annotations

from decimal import Decimal

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.standing import Result, Standing


def completion_problem(title: str, pass_mark: Decimal, result: Result) -> Problem | None:
    """Why a required test stands against completion, or None where it was passed."""
    if result.standing is Standing.PASSED:
        return None
    if result.standing is Standing.ABSENT:
        return Problem("test_missing", _("没有参加%(title)s", title=title))
    if result.standing is Standing.WRITING:
        return Problem("test_writing", _("%(title)s还没有收卷", title=title))
    if result.standing is Standing.MARKING:
        return Problem("test_unmarked", _("%(title)s还没有阅完卷", title=title))
    words = _(
        "未达 %(wanted)s 分：%(title)s %(points)s 分",
        wanted=plain(pass_mark),
        title=title,
        points=plain(result.points or Decimal(0)),
    )
    return Problem("test_failed", words)


def unmarked_problem(title: str, papers: int) -> Problem:
    """Why a class is not closed while papers of a required test wait for people."""
    words = _(
        "%(title)s还有 %(n)d 份试卷没有阅完，请先在“测验”的“阅卷”里评完。", title=title, n=papers
    )
    return Problem("tests_unmarked", words)
