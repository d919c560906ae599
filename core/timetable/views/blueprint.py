"""Where the timetable's pages stand."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("timetable", __name__, url_prefix="/console/classes/<class_code>")
