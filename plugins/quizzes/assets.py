"""The plugin's own scripts and styles, under addresses that bear a mark of their content."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, url_for

FOLDER = Path(__file__).parent
blueprint = Blueprint(
    "quizzes_files",
    __name__,
    static_folder=FOLDER / "static",
    static_url_path="/static/quizzes",
    template_folder=FOLDER / "templates",
)


@blueprint.app_template_global("quiz_asset")
def quiz_asset(name: str) -> str:
    """The address of a script or style of this plugin, for its templates."""
    return url_for("quizzes_files.static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    file = FOLDER / "static" / name
    return sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
