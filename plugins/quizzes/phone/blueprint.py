"""The blueprint of the trainees' pages of 测验."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("quizzes_phone", __name__, url_prefix="/m/<class_code>/quizzes")
