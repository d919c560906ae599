"""Draws a paper of 测验 with the style sheet that its papers share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template

from core.documents import pdf

SHEET = "quiz.css"
_FOLDER = Path(__file__).parent.parent / "templates" / "quizzes" / "print"


def printed(template: str, pictures: Mapping[str, bytes] | None = None, /, **context: Any) -> bytes:
    """A template of quizzes/print as a PDF; `pictures` maps names to content, named as `asset:<name>`."""
    html = render_template(f"quizzes/print/{template}", **context)
    return pdf(html, assets={**(pictures or {}), SHEET: _sheet()})


@cache
def _sheet() -> bytes:
    return (_FOLDER / SHEET).read_bytes()
