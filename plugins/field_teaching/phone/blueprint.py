"""The blueprint of the trainees' pages of 现场教学."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("field_teaching_phone", __name__, url_prefix="/m/<class_code>/field")
