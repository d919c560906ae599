"""Draws a paper of 现场教学 with the style sheet that its papers share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template

from core.documents import pdf

SHEET = "field.css"
_FOLDER = Path(__file__).parent.parent / "templates" / "field_teaching" / "print"


def printed(template: str, pictures: Mapping[str, bytes] | None = None, /, **context: Any) -> bytes:
    """A template of field_teaching/print as a PDF; its head says what it expects.

    `pictures` maps names to content, to be named as `asset:<name>`.
    """
    html = render_template(f"field_teaching/print/{template}", **context)
    return pdf(html, assets={SHEET: _sheet(), **(pictures or {})})


@cache
def _sheet() -> bytes:
    return (_FOLDER / SHEET).read_bytes()
