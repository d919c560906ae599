"""Reads questions out of what people send; touches neither the database nor the request."""

from __future__ import annotations

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.terms import Reading

FORMATS: dict[str, str] = {}


def read_file(content: bytes, name: str, format: str = "") -> Reading:
    """Stands in for the readers until they are merged."""
    raise Refused(
        Problem("unread", _("没有读到题目。请看看是不是粘贴完整，或者换一种格式。"), "text")
    )
